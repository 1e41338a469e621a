"""The queue inside a process: bounded, and keeping nothing of what went wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from dramatiq import Actor, Message, Worker

from workers.broker import QUEUE, Full, MemoryBroker


def _message(actor: str = "act", number: int = 0) -> Message[object]:
    return Message(QUEUE, actor, (number, "token"), {}, {})


class _Bench:
    """A worker with one actor that collects, or raises, or waits for `go`."""

    def __init__(self, capacity: int, threads: int) -> None:
        self.rooms = threading.Semaphore(0)
        self.broker = MemoryBroker(capacity, self.rooms.release)
        self.seen: list[int] = []
        self.arrived = threading.Semaphore(0)
        self.go = threading.Event()

        def act(number: int, token: str) -> None:
            assert token == "token"  # noqa: S105
            self.go.wait(30)
            self.seen.append(number)
            self.arrived.release()
            if number < 0:
                raise KeyError(number)

        Actor(act, broker=self.broker, actor_name="act", queue_name=QUEUE, priority=0, options={})
        self.worker = Worker(self.broker, worker_threads=threads, worker_timeout=50)
        self.worker.start()


@pytest.fixture
def bench() -> Iterator[_Bench]:
    made = _Bench(capacity=4, threads=2)
    yield made
    made.go.set()
    made.worker.stop(timeout=5_000)


def test_it_takes_no_more_than_it_may_hold_counting_what_is_being_worked_on(bench: _Bench) -> None:
    for number in range(4):
        bench.broker.enqueue(_message(number=number))
    assert bench.broker.room() == 0
    with pytest.raises(Full):
        bench.broker.enqueue(_message())
    bench.go.set()
    assert bench.rooms.acquire(timeout=10)
    for _ in range(4):
        assert bench.arrived.acquire(timeout=10)
    assert sorted(bench.seen) == [0, 1, 2, 3]


def test_failures_and_unknown_actors_leave_nothing_behind(
    bench: _Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.go.set()
    with caplog.at_level(logging.ERROR):
        bench.broker.enqueue(_message("nobody"))
        for number in (-1, -2, 5):
            bench.broker.enqueue(_message(number=number))
            assert bench.arrived.acquire(timeout=10)
        bench.worker.join()
    assert bench.seen == [-1, -2, 5]
    assert "no actor takes" in caplog.text
    bench.worker.stop(timeout=5_000)
    assert bench.broker.room() == 4


def test_what_nobody_began_is_there_to_be_given_back_after_a_stop(bench: _Bench) -> None:
    for number in range(4):
        bench.broker.enqueue(_message(number=number))
    stopping = threading.Thread(target=bench.worker.stop, kwargs={"timeout": 5_000})
    stopping.start()
    # The threads take nothing new once they were told to stop, which comes before they are waited for.
    while any(thread.running for thread in bench.worker.workers):
        stopping.join(0.01)
    bench.go.set()
    stopping.join(10)
    left = [message.args[0] for message in bench.broker.waiting(QUEUE)]
    assert sorted(bench.seen + left) == [0, 1, 2, 3]
    assert left


def test_delays_are_the_databases_matter() -> None:
    with pytest.raises(ValueError, match="due time"):
        MemoryBroker(1).enqueue(_message(), delay=5)
