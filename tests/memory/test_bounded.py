"""Bounded memories: what goes first when there is no room."""

from __future__ import annotations

from app.memory.bounded import EACH, Bounded
from app.memory.budget import Room


def test_what_is_to_go_first_goes_before_all_others() -> None:
    held: Bounded[str, int] = Bounded(Room("try", 10 * (1_000 + EACH)))
    for number in range(5):
        held.put(f"dear {number}", number, 1_000, first=True)
        held.put(f"plain {number}", number, 1_000)
    assert len(held) == 10
    held.get("dear 0")
    for number in range(5, 8):
        held.put(f"plain {number}", number, 1_000)
    assert [held.get(f"dear {number}") for number in range(5)] == [None, None, None, 3, 4]
    assert [held.get(f"plain {number}") for number in range(8)] == list(range(8))
    for number in range(8, 12):
        held.put(f"plain {number}", number, 1_000)
    assert [held.get(f"dear {number}") for number in range(5)] == [None] * 5
    assert held.get("plain 11") == 11
