"""A bounded memory: keeps things until they weigh too much together, then forgets what was used longest ago.

Fragments and whole pages stand in such memories, one of each in a process; each has its room in the budget.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from app.memory.budget import Room

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

EACH = 200
"""What an entry weighs besides its content: the key's objects and its place in the order."""


class Bounded(Generic[K, V]):
    """Things by key, together at most what `room` has, by their own account. Safe for threads."""

    def __init__(self, room: Room) -> None:
        self._most = room.most
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._first: OrderedDict[K, None] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0
        room.store = self

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: K) -> V | None:
        """What is kept under `key`; it then counts as used last."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def find(self, keys: Iterable[K]) -> list[V | None]:
        """`get` for several keys."""
        found: list[V | None] = []
        with self._lock:
            for key in keys:
                entry = self._held.get(key)
                if entry is None:
                    found.append(None)
                else:
                    self._held.move_to_end(key)
                    found.append(entry[0])
        return found

    def grow(self, key: K, by: int) -> None:
        """What is kept under `key`, if anything is, weighs more than it did."""
        with self._lock:
            entry = self._held.get(key)
            if entry is not None:
                self._held[key] = entry[0], entry[1] + by
                self.size += by
                self._shrink()

    def put(self, key: K, value: V, size: int, *, first: bool = False) -> bool:
        """Keep `value`, which weighs `size` bytes; what takes more than an eighth of the room is not kept.

        One that is to go `first` is forgotten before all that are not, when room is needed.
        """
        size += EACH
        if size > self._most // 8:
            self.drop(key)
            return False
        with self._lock:
            self._forget(key)
            self._held[key] = value, size
            self.size += size
            if first:
                self._first[key] = None
            self._shrink()
        return True

    def drop(self, key: K) -> None:
        """Forget what is kept under `key`."""
        with self._lock:
            self._forget(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self._first.clear()
            self.size = 0

    def _shrink(self) -> None:
        while self.size > self._most:
            self._forget(next(iter(self._first or self._held)))

    def _forget(self, key: K) -> None:
        found = self._held.pop(key, None)
        if found is not None:
            self.size -= found[1]
            self._first.pop(key, None)
