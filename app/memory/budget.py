"""Memory budget of one process: how much each store may hold, together never more than a setting says.

A store cannot be made without a `Room`, and rooms come from here only: what a process keeps is this list, and
`hud cache stats` and `/metrics` show its sizes. A new store gets its weight here, from the others.
"""

from __future__ import annotations

from typing import Protocol

from app.memory import tables

LEAST = 32 << 20
"""Bytes of the smallest budget: half of it for the tables, and pages of a megabyte can still be kept."""

WEIGHTS = {
    "pages": 28,
    "texts": 54,
    "rows": 8,
    "fragments": 6,
    "sessions": 3,
    "personal": 1,
}
"""How what the tables leave is shared, by what it saves.

A page of results that nobody has asked for before needs ten texts, and goes without database and thread only
where all of them are there; a row takes the database no longer than the cache.
"""


class Store(Protocol):
    """Anything that holds bytes and can say how many."""

    @property
    def size(self) -> int:
        """Bytes that it holds now, by its own account."""


class Room:
    """The part of the budget that one store has, of `most` bytes."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.most = most
        self.store: Store | None = None
        """What lives here, once it has been made."""

    @property
    def size(self) -> int:
        """Bytes that are held now."""
        return 0 if self.store is None else self.store.size


class Memory:
    """The rooms of one process, of `most` bytes together."""

    def __init__(self, most: int) -> None:
        shared, weights = most - tables.ROOM, sum(WEIGHTS.values())
        self.rooms = {name: Room(name, shared * weight // weights) for name, weight in WEIGHTS.items()}
        self.rooms[tables.NAME] = Room(tables.NAME, tables.ROOM)
        self.rooms[tables.NAME].store = tables.ALL

    def room(self, name: str) -> Room:
        """The room of the store `name`, one of `WEIGHTS`."""
        return self.rooms[name]
