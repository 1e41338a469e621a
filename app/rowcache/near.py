"""Objects made from rows, in this process: the tier in front of the row cache, and as true as it is.

The row cache keeps bytes, which have to be made into objects at each use. What is asked for at every request
(who is signed in, the texts of a page of results) is kept here as it is used. Like a row there it counts for
as long as no commit has changed one of its rows; looking costs no question to any server.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import msgspec
from sqlalchemy import Table

from app.freshness import names
from app.freshness.clock import Clock, Marks
from app.memory.bounded import Bounded
from app.memory.budget import Room

State = list[int | None]
"""What counters say; None for one that changes now, or that nobody can tell."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Kept(msgspec.Struct, Generic[V]):
    """A thing, the counters of its rows, and those of its tables when it was last known to be true."""

    value: V
    common: State
    marks: Marks
    seen: State


class Made(msgspec.Struct, Generic[K, V]):
    """A thing that was read just now: the names of the rows it was made from, and the bytes it takes.

    With `passing` it is used once and not kept.
    """

    key: K
    value: V
    rows: Sequence[str]
    size: int
    passing: bool = False


class Near(Generic[K, V]):
    """Things by key, each made from rows of `tables`. Safe for threads."""

    def __init__(self, room: Room, tables: Sequence[Table]) -> None:
        # What changes with many rows at once, and what changes with any of them.
        self._common = (names.EVERYTHING, *map(names.bulk, tables))
        self._any = (*self._common, *map(names.members, tables))
        self._held: Bounded[K, _Kept[V]] = Bounded(room)
        self._state: State = []

    def state(self, clock: Clock) -> State:
        """The counters of the tables, one list for as long as they are the same."""
        held, state = self._state, clock.stamps(self._any)
        # Never what another thread puts there meanwhile, which may have looked before this one.
        if state == held:
            return held
        self._state = state
        return state

    def find(self, clock: Clock, keys: Sequence[K]) -> dict[K, V]:
        """Those of `keys` that are kept and still what the database says; never waits for anything."""
        state = self.state(clock)
        if None in state:
            return {}
        found = {}
        for key, kept in zip(keys, self._held.find(keys), strict=True):
            if kept is not None and (kept.seen is state or self._stands(kept, state, clock)):
                found[key] = kept.value
        return found

    def read(self, clock: Clock, ask: Callable[[], list[Made[K, V]]]) -> list[Made[K, V]]:
        """What `ask` reads in a transaction of its own, kept unless a commit touched the tables meanwhile."""
        before = self.state(clock)
        made = ask()
        # The rows are known only now: their counters count if nothing has changed since before.
        marks = [clock.marks(one.rows) for one in made]
        if None not in before and clock.stamps(self._any) == before:
            common = before[: len(self._common)]
            for one, own in zip(made, marks, strict=True):
                if own is not None and not one.passing:
                    self._held.put(one.key, _Kept(one.value, common, own, before), one.size)
        return made

    def grow(self, key: K, by: int) -> None:
        """What is kept under `key`, if anything is, takes more than it did."""
        self._held.grow(key, by)

    def _stands(self, kept: _Kept[V], state: State, clock: Clock) -> bool:
        """Whether its own rows are what they were, though the tables are not."""
        if kept.common != state[: len(self._common)] or not clock.stand(kept.marks):
            return False
        kept.seen = state
        return True
