"""The store in a process's memory: bounded, whatever the size of what is put there."""

from __future__ import annotations

import pytest

from app.memory.budget import LEAST, Memory
from app.rowcache.store import MemoryStore


@pytest.mark.parametrize("size", [1, 1_000, 50_000])
def test_it_holds_no_more_than_its_room_and_forgets_what_was_used_longest_ago(size: int) -> None:
    room = Memory(LEAST).room("rows")
    store = MemoryStore(room)
    number = room.most // size * 2 if size > 1 else room.most // 100
    for at in range(number):
        store.put(str(at), bytes(size), 60)
        store.get("0")
    assert room.most // 2 < room.size <= room.most
    assert store.get("0") is not None
    assert store.get("1") is None
    assert store.get(str(number - 1)) is not None


def test_what_takes_more_than_a_quarter_of_the_room_is_not_kept() -> None:
    room = Memory(LEAST).room("rows")
    store = MemoryStore(room)
    assert not store.put("large", bytes(room.most // 4), 60)
    assert store.put("less", bytes(room.most // 4 - 1_000), 60)
    assert room.size == room.most // 4 - 1_000 + len("less") + 200


def test_nothing_is_left_of_what_was_dropped() -> None:
    room = Memory(LEAST).room("rows")
    store = MemoryStore(room)
    store.put("a", b"1", 60)
    store.put("a", b"12", 60)
    store.drop("a")
    assert room.size == 0
