"""A doubly linked list: a sequence whose items are held by nodes that point at both their neighbours.

    ends ⇄ a ⇄ b ⇄ c ⇄ ends

The nodes make a ring around one that holds nothing, which spares every operation the question whether it
stands at an end. Either end is as near as the other, and the list can be walked backwards.

Costs, for N items                            DoublyLinkedList      list
append, pop                                   O(1)                  O(1)
appendleft, popleft                           O(1)                  O(N)
item n                                        O(min(n, N - n))      O(1)
insert, delete at n                           O(min(n, N - n))      O(N - n)

A slice costs one walk; assigning to one or deleting one builds the ring anew, O(N).

Source: D. E. Knuth, The Art of Computer Programming 1, sections 2.2.4 (rings) and 2.2.5 (both directions).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from coils.chain import Chain

T = TypeVar("T")


class _Ring(Generic[T]):
    """A node between two others; one by itself is its own neighbour on both sides."""

    __slots__ = ("after", "before", "value")
    value: T

    def __init__(self) -> None:
        self.before: _Ring[T] = self
        self.after: _Ring[T] = self


class DoublyLinkedList(Chain[T]):
    """A doubly linked list: either end is as near as the other, and it can be walked backwards."""

    __slots__ = ("_ends",)

    def clear(self) -> None:
        self._ends: _Ring[T] = _Ring()
        self._size = 0

    def append(self, value: T) -> None:
        self._put_before(self._ends, value)

    def appendleft(self, value: T) -> None:
        self._put_before(self._ends.after, value)

    def insert(self, index: int, value: T) -> None:
        place = max(0, index + self._size) if index < 0 else min(index, self._size)
        self._put_before(self._ring(place), value)

    def __iter__(self) -> Iterator[T]:
        ring = self._ends.after
        while ring is not self._ends:
            yield ring.value
            ring = ring.after

    def __reversed__(self) -> Iterator[T]:
        ring = self._ends.before
        while ring is not self._ends:
            yield ring.value
            ring = ring.before

    def _put_before(self, after: _Ring[T], value: T) -> None:
        ring: _Ring[T] = _Ring()
        ring.value, ring.before, ring.after = value, after.before, after
        after.before.after = after.before = ring
        self._size += 1

    def _ring(self, place: int) -> _Ring[T]:
        """The node at a place, walked to from the nearer end; place N is the node that holds nothing."""
        ring = self._ends
        if place <= self._size // 2:
            for _ in range(place + 1):
                ring = ring.after
        else:
            for _ in range(self._size - place):
                ring = ring.before
        return ring

    def _read(self, place: int) -> T:
        return self._ring(place).value

    def _write(self, place: int, value: T) -> None:
        self._ring(place).value = value

    def _remove(self, place: int) -> T:
        ring = self._ring(place)
        ring.before.after, ring.after.before = ring.after, ring.before
        self._size -= 1
        return ring.value
