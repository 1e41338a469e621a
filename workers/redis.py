"""Message broker for workers on any number of hosts: Dramatiq's Redis broker, set for leases.

Redis may be emptied, restarted or cut off at any time: it holds no truth, only messages about rows
whose leases run out when nothing comes of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from dramatiq import Consumer, MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DecodeError
from redis import ConnectionPool, Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from workers.broker import QUEUE

_HEARTBEAT_MS = 15_000
_DEAD_MS = 3_600_000

log = logging.getLogger(__name__)


class SharedBroker(RedisBroker):
    """Dramatiq on Redis, with what our leases need of it.

    Its own defaults give the messages of a killed worker back after 11 to 18 minutes; maintenance on
    every command and short heartbeats do so within a minute, as do the leases.
    """

    def __init__(self, url: str) -> None:
        # Nobody may wait for ever on a Redis that has stopped answering.
        pool = ConnectionPool.from_url(
            url, socket_timeout=10, socket_connect_timeout=5, retry=Retry(ExponentialBackoff(cap=0.5), 2)
        )
        super().__init__(  # type: ignore[no-untyped-call]
            client=Redis(connection_pool=pool),
            middleware=[],
            namespace="hud",
            maintenance_chance=1_000_000,
            heartbeat_timeout=_HEARTBEAT_MS,
            dead_message_ttl=_DEAD_MS,
        )

    def waiting_count(self) -> int:
        """How many messages no worker has taken yet."""
        return int(self.client.llen(f"{self.namespace}:{QUEUE}"))

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5_000) -> Consumer:
        """A consumer that outlives messages it cannot read."""
        return _Tolerant(super().consume(queue_name, prefetch, timeout))


class _Tolerant(Consumer):
    """Dramatiq's consumer dies of a message that is not JSON, together with all it had prefetched."""

    def __init__(self, inner: Consumer) -> None:
        self.inner = inner

    def __next__(self) -> MessageProxy | None:
        try:
            return next(self.inner)
        except (DecodeError, TypeError, KeyError) as error:
            log.error("dropped a message that cannot be read: %r", error)
            return None

    def ack(self, message: MessageProxy) -> None:
        self.inner.ack(message)

    def nack(self, message: MessageProxy) -> None:
        log.error("dropped a message that no actor takes: %s", message)
        self.inner.nack(message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        self.inner.requeue(messages)

    def close(self) -> None:
        self.inner.close()
