"""Message broker for workers where no Redis is set: a small queue in this process.

A message is only a job's number and the token of its lease. Nothing is kept of failures here and
nothing is retried: the row in the database knows what is done, and its lease gives back what is not.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable

from dramatiq import Broker, Consumer, Message, MessageProxy

QUEUE = "hud"

log = logging.getLogger(__name__)


class Full(RuntimeError):
    """The queue in this process holds all it may; whoever sends must ask for `room` first."""


class MemoryBroker(Broker):
    """A bounded queue between the scheduler and the worker threads of one process.

    `on_room` is called when there is room again after somebody has asked and found none.
    """

    def __init__(self, capacity: int, on_room: Callable[[], None] = lambda: None) -> None:
        super().__init__(middleware=[])
        self.capacity = capacity
        self.on_room = on_room
        self.queues: dict[str, queue.SimpleQueue[Message[object]]] = {}
        self._lock = threading.Lock()
        self._held = 0
        self._wanted = False

    def room(self) -> int:
        """How many more messages it takes: those waiting and those being worked on all count."""
        with self._lock:
            self._wanted = self._held >= self.capacity
            return self.capacity - self._held

    def declare_queue(self, queue_name: str) -> None:
        """Make the queue; there is none for delays, since due times are the database's matter."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues[queue_name] = queue.SimpleQueue()
            self.emit_after("declare_queue", queue_name)

    def enqueue(self, message: Message[object], *, delay: int | None = None) -> Message[object]:
        """Put a message in; raises `Full`, or `KeyError` when its queue was never declared."""
        if delay is not None:
            raise ValueError("expected a message for now, got a delay: set the job's due time instead")
        if message.queue_name not in self.queues:
            raise KeyError(message.queue_name)
        with self._lock:
            if self._held >= self.capacity:
                raise Full(f"expected at most {self.capacity} messages at once")
            self._held += 1
        self.queues[message.queue_name].put(message)
        return message

    def consume(
        self,
        queue_name: str,
        prefetch: int = 1,  # noqa: ARG002  # Dramatiq's signature
        timeout: int = 1_000,
    ) -> Consumer:
        """A consumer of the queue; the bound on the whole makes one on prefetching superfluous."""
        if queue_name not in self.queues:
            raise KeyError(queue_name)
        return _MemoryConsumer(self, queue_name, timeout / 1_000)

    def flush(self, queue_name: str) -> None:
        """Throw away what waits; the leases bring it back."""
        for _ in self.waiting(queue_name):
            self._done()

    def flush_all(self) -> None:
        """Throw away what waits in all queues."""
        for name in self.queues:
            self.flush(name)

    def waiting(self, queue_name: str) -> Iterable[Message[object]]:
        """Take out, one by one, the messages nobody has begun."""
        while True:
            try:
                yield self.queues[queue_name].get_nowait()
            except queue.Empty:
                return

    def _done(self) -> None:
        with self._lock:
            self._held -= 1
            wanted, self._wanted = self._wanted, False
        if wanted:
            self.on_room()


class _MemoryConsumer(Consumer):
    def __init__(self, broker: MemoryBroker, queue_name: str, timeout_s: float) -> None:
        self.broker = broker
        self.queue = broker.queues[queue_name]
        self.timeout_s = timeout_s

    def __next__(self) -> MessageProxy | None:
        try:
            return MessageProxy(self.queue.get(timeout=self.timeout_s))
        except queue.Empty:
            return None

    def ack(self, message: MessageProxy) -> None:  # noqa: ARG002  # Dramatiq's signature
        self.broker._done()

    def nack(self, message: MessageProxy) -> None:
        log.error("dropped a message that no actor takes: %s", message)
        self.broker._done()

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        for message in messages:
            self.queue.put(message._message)
