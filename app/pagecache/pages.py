"""Whole pages in this process's memory, for as long as nothing they were made from has changed.

A page is kept as a skeleton, without what is of one visitor: where their name stands it has a slot. It holds
the counters of the tables it shows, read before it was made; one commit to any of them, and it is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.memory.bounded import Bounded
from app.memory.budget import Room
from app.memory.stats import Stats

_EACH = 2_000
_LATELY = 5_000

Key = tuple[object, ...]
Headers = list[tuple[bytes, bytes]]
Counters = Callable[[Sequence[str]], "list[int | None]"]


class Skeleton(msgspec.Struct, kw_only=True):
    """A page without what is of one visitor: its own headers, and its bytes before and after the slot.

    Without a slot `after` is None. `tag` is its ETag without the slot, empty when it has none;
    `zipped` is the compressed form, made when it is first asked for.
    """

    headers: Headers
    before: bytes
    after: bytes | None = None
    tag: bytes = b""
    zipped: tuple[bytes, bytes] | None = None


class Kept(msgspec.Struct, kw_only=True):
    """One page, the counters of what it shows, and how long it says the same by itself.

    `made` is the moment (µs) it was made, `until` the one from which it would say something else. One that is
    `dear` may take long to make, and is the first to go when there is no room.
    """

    label: str
    skeleton: Skeleton
    names: tuple[str, ...]
    stamps: list[int | None]
    until: int
    made: int = 0
    dear: bool = False

    @property
    def size(self) -> int:
        """How much room it takes, with its compressed form."""
        # Pages shrink to less than a fifth.
        return (len(self.skeleton.before) + len(self.skeleton.after or b"")) * 6 // 5 + _EACH


class Pages:
    """The pages of one process."""

    def __init__(self, counters: Counters, room: Room, *, on: bool = True) -> None:
        self.on = on
        self.stats = Stats()
        self._counters = counters
        self._most = room.most
        self._held: Bounded[Key, Kept] = Bounded(room)
        self._lately: set[int] = set()
        self._before: set[int] = set()

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._held.size

    def stamps(self, names: Sequence[str]) -> list[int | None]:
        """The counters as they are now."""
        return self._counters(names)

    def find(self, key: Key, now: int) -> Kept | None:
        """The page under `key`, if it is still true."""
        kept = self._held.get(key)
        if kept is None:
            return None
        # One from the future was made by a clock that was ahead, and says what will be.
        if not kept.made <= now < kept.until or self._counters(kept.names) != kept.stamps:
            self.stats.count(kept.label, "stale")
            return None
        self.stats.count(kept.label, "hit")
        return kept

    def keep(self, key: Key, kept: Kept, *, rare: bool = False) -> None:
        """Keep a page that was made just now; one that somebody was changing meanwhile is not kept.

        A `rare` one, such as an answer to a query, is kept when it is asked for a second time, or while half
        of the room is free.
        """
        self.stats.count(kept.label, "miss")
        roomy = self._held.size < self._most // 2
        if None not in kept.stamps and (
            roomy or not rare or self._held.get(key) is not None or self._was_asked(key)
        ):
            self._held.put(key, kept, kept.size, first=kept.dear)
            self.stats.count(kept.label, "fill")

    def _was_asked(self, key: Key) -> bool:
        """Whether it was asked for lately; what is asked now is remembered for a while, as a number."""
        number = hash(key)
        if number in self._lately or number in self._before:
            return True
        if len(self._lately) >= _LATELY:
            self._before, self._lately = self._lately, set()
        self._lately.add(number)
        return False

    def clear(self) -> None:
        """Forget all of them."""
        self._held.clear()
