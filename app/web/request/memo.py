"""A small memory for what is worked out of a header's bytes again and again."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
MOST = 1_000
LONGEST = 600
"""Bytes of what is remembered by: whoever sends ever new or long headers makes us look again, no more."""


class Memo(Generic[K, V]):
    """Values by what they were made from; emptied when it is full."""

    __slots__ = ("_known", "get")

    def __init__(self) -> None:
        self._known: dict[K, V] = {}
        self.get = self._known.get
        """The value that was put under a key; None if there is none."""

    def put(self, key: K, value: V, size: int) -> V:
        """Remember a value whose key has `size` bytes, if that is few enough; gives the value."""
        if size <= LONGEST:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = value
        return value
