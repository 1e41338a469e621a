"""Heaps give out what heapq does, and their entries can be changed."""

from __future__ import annotations

import copy
import heapq
import pickle
from math import log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coils import MaxHeap, MinHeap
from coils.heap import Entry
from tests.coils.steps import steps

VALUES = st.integers(-50, 50)
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["push", "push", "pop", "peek", "advance", "discard"]), VALUES, st.integers(0, 99)
    ),
    max_size=120,
)


@given(st.lists(VALUES), OPERATIONS)
def test_every_operation_answers_as_heapq_does(
    start: list[int], operations: list[tuple[str, int, int]]
) -> None:
    least, greatest, twin = MinHeap(start), MaxHeap(-value for value in start), list(start)
    heapq.heapify(twin)
    entries: list[tuple[Entry[int], Entry[int]]] = []
    for operation, value, which in operations:
        entry, mirror = entries[which % len(entries)] if entries else (None, None)
        if operation == "push":
            entries.append((least.push(value), greatest.push(-value)))
            heapq.heappush(twin, value)
        elif operation in ("pop", "peek") and twin:
            assert least.peek() == -greatest.peek() == twin[0]
            if operation == "pop":
                assert least.pop() == -greatest.pop() == heapq.heappop(twin)
        elif entry is not None and mirror is not None and entry.place >= 0 and mirror.place >= 0:
            old = entry.value
            assert mirror.value == -old
            twin.remove(old)
            if operation == "discard":
                assert least.discard(entry) == -greatest.discard(mirror) == old
            else:
                new = min(old, value)
                least.advance(entry, new)
                greatest.advance(mirror, -new)
                twin.append(new)
            heapq.heapify(twin)
        assert len(least) == len(greatest) == len(twin)
    assert list(least) == [-value for value in greatest] == sorted(twin)
    assert [least.pop() for _ in range(len(least))] == sorted(twin)


@given(st.lists(VALUES))
def test_copies_are_equal_and_apart(values: list[int]) -> None:
    heap = MinHeap(values)
    for twin in (heap.copy(), copy.copy(heap), copy.deepcopy(heap), pickle.loads(pickle.dumps(heap))):
        assert twin == heap
        twin.push(0)
        assert twin != heap
    assert list(heap) == sorted(values)


def test_the_order_of_pushing_makes_no_difference() -> None:
    assert MinHeap([3, 1, 2]) == MinHeap([2, 3, 1])
    assert MinHeap([3, 1, 2]) != MinHeap([3, 1, 1])
    assert MinHeap([1]) != MaxHeap([1])


def test_it_shows_its_values_in_order() -> None:
    assert repr(MaxHeap([1, 3, 2])) == "MaxHeap([3, 2, 1])"
    assert repr(MinHeap()) == "MinHeap()"
    assert 3 in MaxHeap([1, 3, 2])
    assert 4 not in MaxHeap([1, 3, 2])


@pytest.mark.parametrize("take", [lambda h: h.pop(), lambda h: h.peek()])
def test_an_empty_heap_has_no_top(take: Any) -> None:
    with pytest.raises(IndexError, match="empty MinHeap"):
        take(MinHeap())


def test_an_entry_cannot_move_backwards() -> None:
    heap: MinHeap[int] = MinHeap()
    entry = heap.push(5)
    with pytest.raises(ValueError, match="6 comes after 5"):
        heap.advance(entry, 6)
    assert heap.peek() == 5


def test_an_entry_that_is_gone_is_refused() -> None:
    heap: MinHeap[int] = MinHeap()
    entry = heap.push(5)
    assert repr(entry) == "<Entry 5 at place 0>"
    heap.pop()
    assert repr(entry) == "<Entry 5 gone>"
    for use in (lambda: heap.discard(entry), lambda: heap.advance(entry, 1)):
        with pytest.raises(ValueError, match="not in this heap"):
            use()
    stranger = MinHeap([1]).push(2)
    with pytest.raises(ValueError, match="not in this heap"):
        MinHeap([1, 2, 3]).discard(stranger)


def test_changing_size_while_iterating_is_an_error() -> None:
    heap = MinHeap(range(5))
    walk = iter(heap)
    next(walk)
    heap.push(9)
    with pytest.raises(RuntimeError, match="changed size"):
        list(walk)


def test_values_without_order_are_a_type_error() -> None:
    mixed: Any = [1, "a"]
    with pytest.raises(TypeError):
        MinHeap(mixed)


def test_building_is_linear_and_each_change_logarithmic() -> None:
    def building(size: int) -> float:
        return steps(lambda: MinHeap(range(size, 0, -1))) / size

    def changing(size: int) -> int:
        heap = MinHeap(range(size))
        entry = heap.push(size)

        def work() -> None:
            heap.advance(entry, -1)
            heap.pop()
            heap.push(-2)

        return steps(work)

    assert building(8_192) < 1.3 * building(256)
    assert changing(8_192) < 2 * log2(8_192) / log2(256) * changing(256)
