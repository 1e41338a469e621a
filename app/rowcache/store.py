"""Byte stores for the cache: the interface, and a store in this process's memory.

A store forgets whenever it likes. What it gives back is what was put there under that very key, whole.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Protocol

from app.memory.bounded import EACH
from app.memory.budget import Room

Ticket = object


class Store(Protocol):
    """Keys are short ASCII, values bytes of any size, lifetimes whole seconds."""

    def get(self, key: str) -> bytes | None:
        """What is kept under `key`; None when nothing is, or the store cannot be asked."""

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Those of `keys` that are kept."""

    def put(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep `value` for `ttl` seconds at most; whether it is kept."""

    def put_many(self, values: Mapping[str, bytes], ttl: int) -> list[str]:
        """Keep several; returns the keys that could not be kept."""

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep `value` unless something is there; whether it was kept."""

    def ticket(self, key: str) -> Ticket:
        """What stands for that which is kept under `key` now, be it nothing."""

    def swap(self, key: str, value: bytes, ttl: int, ticket: Ticket) -> bool | None:
        """`put`, if what is kept is still what it was when the ticket was taken; False when it is not.

        None when it could not be kept.
        """

    def drop(self, key: str) -> None:
        """Forget `key`."""

    def is_cut(self, value: bytes) -> bool:
        """Whether a value is larger than can be kept in one piece."""

    def close(self) -> None:
        """Let go of connections."""


class MemoryStore:
    """The store of one process: bounded by bytes, forgetting what was used longest ago."""

    def __init__(self, room: Room) -> None:
        self._most = room.most
        self._size = 0
        room.store = self
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return self._size

    def get(self, key: str) -> bytes | None:
        """See `Store`."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            if found[1] < time.monotonic():
                self._forget(key)
                return None
            self._held.move_to_end(key)
            return found[0]

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """See `Store`."""
        return {key: value for key in keys if (value := self.get(key)) is not None}

    def put(self, key: str, value: bytes, ttl: int) -> bool:
        """See `Store`; a value larger than a quarter of the room is not kept."""
        with self._lock:
            return self._put(key, value, ttl)

    def put_many(self, values: Mapping[str, bytes], ttl: int) -> list[str]:
        """See `Store`."""
        return [key for key, value in values.items() if not self.put(key, value, ttl)]

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """See `Store`."""
        with self._lock:
            found = self._held.get(key)
            if found is not None and found[1] >= time.monotonic():
                return False
        return self.put(key, value, ttl)

    def ticket(self, key: str) -> Ticket:
        """See `Store`."""
        with self._lock:
            return self._held.get(key)

    def swap(self, key: str, value: bytes, ttl: int, ticket: Ticket) -> bool | None:
        """See `Store`."""
        with self._lock:
            if self._held.get(key) is not ticket:
                return False
            return self._put(key, value, ttl) or None

    def drop(self, key: str) -> None:
        """See `Store`."""
        with self._lock:
            self._forget(key)

    def is_cut(self, value: bytes) -> bool:  # noqa: ARG002
        """See `Store`; memory takes any."""
        return False

    def close(self) -> None:
        """See `Store`."""
        with self._lock:
            self._held.clear()
            self._size = 0

    def _put(self, key: str, value: bytes, ttl: int) -> bool:
        cost = _cost(key, value)
        if cost > self._most // 4:
            return False
        self._forget(key)
        self._held[key] = value, time.monotonic() + ttl
        self._size += cost
        while self._size > self._most:
            self._forget(next(iter(self._held)))
        return True

    def _forget(self, key: str) -> None:
        found = self._held.pop(key, None)
        if found is not None:
            self._size -= _cost(key, found[0])


def _cost(key: str, value: bytes) -> int:
    return len(key) + len(value) + EACH
