"""A small memory for what is worked out of a header's bytes again and again."""

from __future__ import annotations

from typing import Generic, TypeVar

from app.memory import tables

K = TypeVar("K")
V = TypeVar("V")
LONGEST = 600
"""Bytes of what is remembered by: whoever sends ever new or long headers makes us look again, no more."""
_EACH = 900
"""Bytes of an entry: its key is shorter as a rule, and what it leads to has a few hundred (measured)."""


class Memo(Generic[K, V]):
    """At most so many values by what they were made from; emptied when it is full.

    `name` is that under which the memory budget counts it.
    """

    __slots__ = ("_known", "_most", "get")

    def __init__(self, name: str, most: int) -> None:
        known: dict[K, V] = {}
        self._known = known
        self._most = most
        tables.add(f"{__name__}.{name}", most, lambda: len(known), each=_EACH)
        self.get = self._known.get
        """The value that was put under a key; None if there is none."""

    def put(self, key: K, value: V, size: int) -> V:
        """Remember a value whose key has `size` bytes, if that is few enough; gives the value."""
        if size <= LONGEST:
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[key] = value
        return value
