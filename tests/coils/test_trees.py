"""Both search trees do what a dict does whose keys are kept sorted."""

from __future__ import annotations

import copy
import pickle
import random
from bisect import bisect_left
from math import log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coils import SearchTree, SplayTree
from tests.coils.steps import steps
from tests.coils.test_hashtable import outcome

Kind = type[SearchTree[int, int]] | type[SplayTree[int, int]]
KINDS = pytest.mark.parametrize("kind", [SearchTree, SplayTree])
KEYS = st.integers(-20, 20)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["set", "set", "delete", "get", "pop", "setdefault"]), KEYS, st.integers()),
    max_size=100,
)


@KINDS
@given(operations=OPERATIONS, low=st.none() | KEYS, high=st.none() | KEYS)
def test_every_operation_answers_as_dict_does_in_order(
    kind: Kind, operations: list[tuple[str, int, int]], low: int | None, high: int | None
) -> None:
    ours, twin = kind(), dict[int, int]()
    for operation, key, value in operations:
        assert outcome(ours, operation, key, value) == outcome(twin, operation, key, value)
        assert len(ours) == len(twin)
    order = sorted(twin)
    assert list(ours) == order
    assert list(reversed(ours)) == order[::-1]
    assert list(ours.items()) == [(key, twin[key]) for key in order]
    assert list(ours.values()) == [twin[key] for key in order]
    start = 0 if low is None else bisect_left(order, low)
    end = len(order) if high is None else bisect_left(order, high)
    assert list(ours.between(low, high)) == order[start:end]
    assert ours == twin
    if order:
        assert (ours.first(), ours.last()) == (order[0], order[-1])


@KINDS
@given(items=st.dictionaries(KEYS, st.integers()))
def test_copies_are_equal_and_apart(kind: Kind, items: dict[int, int]) -> None:
    tree = kind(items)
    for twin in (tree.copy(), copy.copy(tree), copy.deepcopy(tree), pickle.loads(pickle.dumps(tree))):
        assert type(twin) is kind
        assert dict(twin) == items
        twin[99] = 1
        assert dict(tree) == items


@KINDS
def test_an_empty_tree_has_no_ends(kind: Kind) -> None:
    assert repr(kind()) == f"{kind.__name__}()"
    assert list(kind()) == []
    for end in (kind().first, kind().last):
        with pytest.raises(KeyError, match="empty"):
            end()


@KINDS
def test_it_shows_its_items_in_order(kind: Kind) -> None:
    tree = kind({2: 1, 1: 0})
    assert repr(tree) == f"{kind.__name__}({{1: 0, 2: 1}})"
    tree.clear()
    assert not tree


@KINDS
def test_keys_that_have_no_order_are_a_type_error(kind: Any) -> None:
    with pytest.raises(TypeError):
        kind({1: 1, "a": 2})


@KINDS
@pytest.mark.parametrize("walk", [iter, reversed])
def test_changing_size_while_iterating_is_an_error(kind: Kind, walk: Any) -> None:
    tree = SearchTree({n: n for n in range(5)}) if walk is reversed else kind({n: n for n in range(5)})
    keys = walk(tree)
    next(keys)
    tree[99] = 1
    with pytest.raises(RuntimeError, match="changed size"):
        list(keys)


@KINDS
def test_values_can_be_read_while_iterating(kind: Kind) -> None:
    tree = kind({n: n * n for n in range(50)})
    assert [(key, tree[(key * 7) % 50]) for key in tree] == [(n, ((n * 7) % 50) ** 2) for n in range(50)]


@KINDS
def test_a_chain_of_many_keys_works_without_recursion(kind: Kind) -> None:
    tree = kind((n, n) for n in range(2_000))
    assert len(list(tree)) == 2_000
    assert pickle.loads(pickle.dumps(tree)) == tree


def test_a_search_halves_random_keys_and_walks_sorted_ones() -> None:
    keys = list(range(4_096))
    random.Random(1).shuffle(keys)
    shuffled = SearchTree((key, key) for key in keys)
    chain = SearchTree((key, key) for key in range(500))
    average = steps(lambda: [shuffled[key] for key in range(0, 4_096, 64)]) / 64
    assert average < 3 * 2 * 1.39 * log2(4_096)
    assert steps(lambda: chain[499]) > 1_000


def test_a_splay_tree_takes_logarithmic_steps_even_on_sorted_keys() -> None:
    def each(size: int) -> float:
        tree = SplayTree((key, key) for key in range(size))
        order = list(range(size))
        random.Random(2).shuffle(order)
        return steps(lambda: [tree[key] for key in order]) / size

    assert each(4_096) < 2.2 * each(64)


def test_a_splay_tree_keeps_hot_keys_near() -> None:
    chance = random.Random(3)
    tree = SplayTree((key, key) for key in range(4_096))
    plain = [chance.randrange(4_096) for _ in range(2_000)]
    hot = [chance.choice(plain[:8]) for _ in range(2_000)]
    assert 2 * steps(lambda: [tree[key] for key in hot]) < steps(lambda: [tree[key] for key in plain])


def test_a_walk_over_a_splay_tree_is_linear() -> None:
    def each(size: int) -> float:
        tree = SplayTree((key, key) for key in range(size))
        return steps(lambda: list(tree)) / size

    assert each(8_000) < 1.5 * each(500)
