"""Those who come with a password stand in line without a thread, and hear soon when there are too many."""

from __future__ import annotations

import threading

import anyio
import pytest

from app.accounts.passwords import AT_ONCE
from app.accounts.sign_in import queue as sign_in_queue
from app.accounts.sign_in.queue import MOST_WAITING, in_turn
from app.web.errors import Busy


class Handler:
    """Stays inside until it is let go, and knows how many were inside at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.inside = self.most = self.done = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.go.wait(30)
        with self._lock:
            self.inside -= 1
            self.done += 1
        return "done"


def test_line_holds_no_threads_and_lets_all_in_one_after_the_other() -> None:
    handler = Handler()

    async def crowd() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(AT_ONCE + MOST_WAITING):
                group.start_soon(in_turn(handler))
            while handler.inside < AT_ONCE:
                await anyio.sleep(0)
            await anyio.wait_all_tasks_blocked()
            assert handler.inside == AT_ONCE
            with pytest.raises(Busy) as refused:
                await in_turn(handler)()
            assert refused.value.retry_after
            handler.go.set()

    anyio.run(crowd)
    assert handler.done == AT_ONCE + MOST_WAITING
    assert handler.most == AT_ONCE


def test_who_is_not_called_in_time_hears_that_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in_queue, "WAIT_S", 0.0)
    handler = Handler()

    async def crowd() -> None:
        async with anyio.create_task_group() as group:
            with monkeypatch.context() as patient:
                patient.setattr(sign_in_queue, "WAIT_S", 30.0)
                for _ in range(AT_ONCE):
                    group.start_soon(in_turn(handler))
                while handler.inside < AT_ONCE:
                    await anyio.sleep(0)
            with pytest.raises(Busy):
                await in_turn(handler)()
            handler.go.set()
        # The line goes on.
        monkeypatch.setattr(sign_in_queue, "WAIT_S", 30.0)
        assert await in_turn(handler)() == "done"

    anyio.run(crowd)


def test_handler_that_fails_leaves_its_place_to_the_next() -> None:
    def fails() -> None:
        raise ValueError("wrong")

    async def crowd() -> None:
        for _ in range(2 * AT_ONCE):
            with pytest.raises(ValueError, match="wrong"):
                await in_turn(fails)()

    anyio.run(crowd)
