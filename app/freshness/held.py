"""One thing that was read from the database, for as long as nothing it was read from has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from app.freshness.clock import Clock

T = TypeVar("T")


class Held(Generic[T]):
    """The thing, in one process. Safe for threads, since what it holds is replaced as a whole."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._held: tuple[list[int | None], T] | None = None

    def get(self, counters: Clock, read: Callable[[], T]) -> T:
        """What `read` gave when the counters of the names were what they are now.

        `read` has to ask in a session of its own: one that has read before might see what was before.
        """
        now = counters.local(self._names)
        if self._held is not None and None not in now and self._held[0] == now:
            return self._held[1]
        found = read()
        self._held = now, found
        return found

    def peek(self, counters: Clock) -> T | None:
        """The same, if it is known: nothing is read."""
        now = counters.local(self._names)
        held = self._held
        return held[1] if held is not None and None not in now and held[0] == now else None
