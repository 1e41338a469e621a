"""Both linked lists do what list does."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coils import DoublyLinkedList, LinkedList
from tests.coils.steps import steps

Kind = Any  # either class; typed loosely, because half of what is tried here must fail
KINDS = pytest.mark.parametrize("kind", [LinkedList, DoublyLinkedList])
PLACES = st.integers(-8, 8)
BOUNDS = st.one_of(st.none(), PLACES)
SLICES = st.builds(slice, BOUNDS, BOUNDS, st.one_of(st.none(), st.sampled_from([-3, -2, -1, 1, 2, 3])))
FEW = st.lists(st.integers(0, 5), max_size=4)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(0, 5)),
        st.tuples(st.just("insert"), PLACES, st.integers(0, 5)),
        st.tuples(st.just("pop")),
        st.tuples(st.just("pop"), PLACES),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("index"), st.integers(0, 5)),
        st.tuples(st.just("count"), st.integers(0, 5)),
        st.tuples(st.just("extend"), FEW),
        st.tuples(st.just("reverse")),
        st.tuples(st.just("__getitem__"), st.one_of(PLACES, SLICES)),
        st.tuples(st.just("__setitem__"), PLACES, st.integers(0, 5)),
        st.tuples(st.just("__setitem__"), SLICES, FEW),
        st.tuples(st.just("__delitem__"), st.one_of(PLACES, SLICES)),
        st.tuples(st.just("__contains__"), st.integers(0, 5)),
    ),
    max_size=60,
)


def outcome(sequence: Any, name: str, *arguments: Any) -> Any:
    """What a method answers, or which error it raises; sequences as plain lists."""
    try:
        answer = getattr(sequence, name)(*arguments)
    except (IndexError, ValueError) as problem:
        return type(problem)
    return list(answer) if isinstance(answer, (list, LinkedList, DoublyLinkedList)) else answer


@KINDS
@given(start=FEW, operations=OPERATIONS)
def test_every_operation_answers_as_list_does(kind: Kind, start: list[int], operations: list[Any]) -> None:
    ours, twin = kind(start), list(start)
    for operation in operations:
        assert outcome(ours, *operation) == outcome(twin, *operation)
        assert list(ours) == twin
        assert list(reversed(ours)) == twin[::-1]
        assert len(ours) == len(twin)


@KINDS
@given(one=FEW, other=FEW)
def test_they_compare_add_and_show_as_lists_do(kind: Kind, one: list[int], other: list[int]) -> None:
    ours, theirs = kind(one), kind(other)
    assert (ours == theirs) == (one == other)
    assert (ours < theirs) == (one < other)
    assert (ours <= theirs) == (one <= other)
    assert (ours > theirs) == (one > other)
    assert (ours >= theirs) == (one >= other)
    assert list(ours + theirs) == one + other
    assert repr(ours) == (f"{kind.__name__}({one})" if one else f"{kind.__name__}()")


@KINDS
@given(items=FEW)
def test_copies_are_equal_and_apart(kind: Kind, items: list[int]) -> None:
    ours = kind(items)
    for twin in (
        ours.copy(),
        copy.copy(ours),
        copy.deepcopy(ours),
        pickle.loads(pickle.dumps(ours)),
        ours[:],
    ):
        assert twin == ours
        twin.append(9)
        assert list(ours) == items


@KINDS
def test_other_types_are_neither_equal_nor_ordered(kind: Kind) -> None:
    ours = kind([1])
    assert ours != [1]
    compares: list[Callable[[], object]] = [lambda: ours < [1], lambda: ours <= [1], lambda: ours + [1]]  # noqa: RUF005
    for compare in compares:
        with pytest.raises(TypeError):
            compare()
    with pytest.raises(TypeError, match="unhashable"):
        hash(ours)


@KINDS
def test_errors_are_those_of_a_list(kind: Kind) -> None:
    with pytest.raises(IndexError, match="pop from empty"):
        kind().pop()
    with pytest.raises(IndexError, match="out of range"):
        kind([1])[1]
    with pytest.raises(TypeError):
        kind([1])["0"]


@KINDS
def test_both_ends_can_be_used_as_a_queue(kind: Kind) -> None:
    queue = kind([2, 3])
    queue.appendleft(1)
    assert [queue.popleft(), queue.popleft(), queue.popleft()] == [1, 2, 3]
    queue.append(4)
    queue += queue
    assert list(queue) == [4, 4]


@KINDS
def test_a_long_list_can_be_copied_and_saved(kind: Kind) -> None:
    long = kind(range(20_000))
    assert pickle.loads(pickle.dumps(long)) == long
    assert copy.deepcopy(long) == long


@KINDS
def test_the_ends_are_as_near_in_a_long_list_as_in_a_short_one(kind: Kind) -> None:
    def ends(size: int) -> int:
        items = kind(range(size))

        def work() -> None:
            items.append(1)
            items.appendleft(0)
            items.popleft()

        return steps(work)

    assert ends(10_000) == ends(10)


def test_only_the_double_list_reaches_its_end_from_both_sides() -> None:
    single, double = LinkedList(range(1000)), DoublyLinkedList(range(1000))
    assert steps(lambda: double[990]) < 60 < 900 < steps(lambda: single[990])
    assert steps(lambda: double[10]) < 60
    assert steps(double.pop) < 60 < 900 < steps(single.pop)
