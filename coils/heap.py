"""Binary heaps, for the least (`MinHeap`) or the greatest (`MaxHeap`), whose entries can still be changed.

A heap is a tree written into a list level by level: below place n stand places 2n + 1 and 2n + 2. No value
comes before the one above it, so the top is the first of all; nothing more is kept in order, and that is
why it is cheap.

    places   0 1 2 3 4 5                 1
    values   1 3 2 7 4 5               /   \\
                                     3       2
                                   /  \\    /
                                  7    4  5

`push` gives back an *entry*, which knows its place. With it a value can be moved towards the top
(`advance`, the decrease-key of a least-first heap) or taken out (`discard`) without looking for it.

Costs, for N values: the top O(1); push, pop, advance, discard O(log N); building from N values O(N); the k
first in order, leaving the heap as it is, O(k log k); looking for a value by `in` O(N).

Sources: J. W. J. Williams, "Algorithm 232: Heapsort", Communications of the ACM 7 (1964) 347-348; R. W.
Floyd, "Algorithm 245: Treesort 3", same volume, 701 (building in linear time); G. N. Frederickson,
Information and Computation 104 (1993) 197-214, for the k first, of which the walk here is the simple form.
"""

from __future__ import annotations

import heapq
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator
from typing import Generic, Self, TypeVar

from coils.tree import Ordered

T = TypeVar("T", bound=Ordered)
GONE = -1


class Entry(Generic[T]):
    """A value's place in a heap; `value` may be read, and is changed by the heap alone."""

    __slots__ = ("place", "value")

    def __init__(self, value: T, place: int) -> None:
        self.value, self.place = value, place

    def __repr__(self) -> str:
        return f"<Entry {self.value!r} {'gone' if self.place == GONE else f'at place {self.place}'}>"


class _Heap(Collection[T]):
    __slots__ = ("_entries",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._entries = [Entry(value, place) for place, value in enumerate(values)]
        for place in reversed(range(len(self._entries) // 2)):
            self._sink(place)

    @staticmethod
    @abstractmethod
    def _before(one: T, other: T) -> bool:
        """Whether `one` must come out before `other`."""

    def push(self, value: T) -> Entry[T]:
        entry = Entry(value, len(self._entries))
        self._entries.append(entry)
        self._rise(entry.place)
        return entry

    def peek(self) -> T:
        """The first value, which stays; IndexError when there is none."""
        if not self._entries:
            raise IndexError(f"peek into an empty {type(self).__name__}")
        return self._entries[0].value

    def pop(self) -> T:
        """Take the first value out; IndexError when there is none."""
        if not self._entries:
            raise IndexError(f"pop from an empty {type(self).__name__}")
        return self.discard(self._entries[0])

    def advance(self, entry: Entry[T], value: T) -> None:
        """Give an entry a value that comes no later than its own; ValueError when it would, or is gone."""
        self._own(entry)
        if self._before(entry.value, value):
            raise ValueError(
                f"{value!r} comes after {entry.value!r}: discard the entry and push the new value"
            )
        entry.value = value
        self._rise(entry.place)

    def discard(self, entry: Entry[T]) -> T:
        """Take an entry out, wherever it stands, and give back its value; ValueError when it is gone."""
        place = self._own(entry)
        last = self._entries.pop()
        if last is not entry:
            self._put(last, place)
            self._rise(place)
            self._sink(last.place)
        entry.place = GONE
        return entry.value

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, value: object) -> bool:
        return any(entry.value is value or entry.value == value for entry in self._entries)

    def __iter__(self) -> Iterator[T]:
        """The values in the order in which they would come out; the heap stays as it is."""
        size = len(self._entries)
        # The next one is always below one that was already given: a small heap of such candidates is enough.
        near: list[_Candidate[T]] = [_Candidate(self, 0)] if size else []
        while near:
            found = heapq.heappop(near)
            yield self._entries[found.place].value
            if size != len(self._entries):
                raise RuntimeError("heap changed size during iteration")
            for place in (2 * found.place + 1, 2 * found.place + 2):
                if place < size:
                    heapq.heappush(near, _Candidate(self, place))

    def __eq__(self, other: object) -> bool:
        """Equal when they would give out equal values, whatever their places inside."""
        if not isinstance(other, type(self)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})" if self._entries else f"{type(self).__name__}()"

    def copy(self) -> Self:
        return type(self)(entry.value for entry in self._entries)

    __copy__ = copy

    def __reduce__(self) -> tuple[type[Self], tuple[list[T]]]:
        return type(self), ([entry.value for entry in self._entries],)

    def _own(self, entry: Entry[T]) -> int:
        if not 0 <= entry.place < len(self._entries) or self._entries[entry.place] is not entry:
            raise ValueError(f"{entry!r} is not in this heap")
        return entry.place

    def _put(self, entry: Entry[T], place: int) -> None:
        self._entries[place] = entry
        entry.place = place

    def _rise(self, place: int) -> None:
        """Let an entry change places with the one above it until that comes first."""
        entry = self._entries[place]
        while place and self._before(entry.value, (above := self._entries[(place - 1) // 2]).value):
            self._put(above, place)
            place = (place - 1) // 2
        self._put(entry, place)

    def _sink(self, place: int) -> None:
        """Let an entry change places with the first of the two below it until it comes before both."""
        entry, size = self._entries[place], len(self._entries)
        while (child := 2 * place + 1) < size:
            if child + 1 < size and self._before(self._entries[child + 1].value, self._entries[child].value):
                child += 1
            if not self._before(self._entries[child].value, entry.value):
                break
            self._put(self._entries[child], place)
            place = child
        self._put(entry, place)


class _Candidate(Generic[T]):
    """A place of a heap that sorts as the heap would."""

    __slots__ = ("heap", "place")

    def __init__(self, heap: _Heap[T], place: int) -> None:
        self.heap, self.place = heap, place

    def __lt__(self, other: _Candidate[T]) -> bool:
        entries = self.heap._entries
        return self.heap._before(entries[self.place].value, entries[other.place].value)


class MinHeap(_Heap[T]):
    """The least value comes first."""

    __slots__ = ()

    @staticmethod
    def _before(one: T, other: T) -> bool:
        return one < other


class MaxHeap(_Heap[T]):
    """The greatest value comes first."""

    __slots__ = ()

    @staticmethod
    def _before(one: T, other: T) -> bool:
        return other < one
