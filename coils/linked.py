"""A singly linked list: a sequence whose items are held by nodes that each point at the next.

    head → a → b → c ← tail

An item can be put in or taken out by changing one pointer, nothing else moves; the price is that the way to
the n-th item leads over all before it. The list knows its length, and its last node, so that it grows at
both ends.

Costs, for N items              LinkedList      list
append                          O(1)            O(1)
appendleft, popleft             O(1)            O(N)
pop                             O(N)            O(1)
item n                          O(n)            O(1)
insert, delete at n             O(n)            O(N - n)

A slice costs one walk; assigning to one or deleting one builds the chain anew, O(N).

Sources: A. Newell and J. C. Shaw, "Programming the Logic Theory Machine", Western Joint Computer Conference
(1957) 230-240; D. E. Knuth, The Art of Computer Programming 1, section 2.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from coils.chain import Chain

T = TypeVar("T")


class _Link(Generic[T]):
    __slots__ = ("after", "value")

    def __init__(self, value: T, after: _Link[T] | None) -> None:
        self.value, self.after = value, after


class LinkedList(Chain[T]):
    """A singly linked list: the least there is to a sequence that grows at both ends."""

    __slots__ = ("_head", "_tail")

    def clear(self) -> None:
        self._head: _Link[T] | None = None
        self._tail: _Link[T] | None = None
        self._size = 0

    def append(self, value: T) -> None:
        link = _Link(value, None)
        if self._tail is None:
            self._head = link
        else:
            self._tail.after = link
        self._tail = link
        self._size += 1

    def appendleft(self, value: T) -> None:
        self.insert(0, value)

    def insert(self, index: int, value: T) -> None:
        place = max(0, index + self._size) if index < 0 else index
        if place >= self._size:
            self.append(value)
            return
        if place == 0:
            self._head = _Link(value, self._head)
        else:
            before = self._link(place - 1)
            before.after = _Link(value, before.after)
        self._size += 1

    def __iter__(self) -> Iterator[T]:
        link = self._head
        while link is not None:
            yield link.value
            link = link.after

    def _link(self, place: int) -> _Link[T]:
        link = self._head
        for _ in range(place):
            assert link is not None
            link = link.after
        assert link is not None
        return link

    def _read(self, place: int) -> T:
        return self._link(place).value

    def _write(self, place: int, value: T) -> None:
        self._link(place).value = value

    def _remove(self, place: int) -> T:
        before = self._link(place - 1) if place else None
        gone = self._link(0) if before is None else before.after
        assert gone is not None
        if before is None:
            self._head = gone.after
        else:
            before.after = gone.after
        if gone is self._tail:
            self._tail = before
        self._size -= 1
        return gone.value
