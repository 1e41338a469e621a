"""Trie does what a dict of words does, and its compressed form what a sorted list of words does."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coils import SparseTable, SparseTrie, Trie
from coils.sparse import WINDOW
from tests.coils.steps import steps
from tests.coils.test_hashtable import outcome

WORDS = st.text("abcé\U0001f600", max_size=6)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["set", "set", "delete", "get", "pop", "setdefault"]), WORDS, st.integers()),
    max_size=80,
)


@given(OPERATIONS, WORDS)
def test_every_operation_answers_as_dict_does_in_order(operations: list[Any], prefix: str) -> None:
    ours: Trie[int] = Trie()
    twin: dict[str, int] = {}
    for operation, word, value in operations:
        assert outcome(ours, operation, word, value) == outcome(twin, operation, word, value)
        assert len(ours) == len(twin)
    assert list(ours.items()) == sorted(twin.items())
    assert list(ours.prefix(prefix)) == sorted(word for word in twin if word.startswith(prefix))
    assert list(ours.compress()) == sorted(twin)


@given(st.dictionaries(WORDS, st.none() | st.integers()))
def test_copies_are_equal_and_apart(items: dict[str, int | None]) -> None:
    trie = Trie(items)
    for twin in (trie.copy(), copy.copy(trie), copy.deepcopy(trie), pickle.loads(pickle.dumps(trie))):
        assert dict(twin) == items
        twin["new word"] = 1
        assert dict(trie) == items


def test_deleting_leaves_no_nodes_behind() -> None:
    trie = Trie({"ten": 1, "tens": 2})
    del trie["tens"]
    assert not trie._root.children["t"].children["e"].children["n"].children
    del trie["ten"]
    assert not trie._root.children
    assert repr(trie) == "Trie()"


def test_it_shows_its_items_in_order() -> None:
    trie = Trie({"b": 1, "a": 2})
    assert repr(trie) == "Trie({'a': 2, 'b': 1})"
    trie.clear()
    assert not trie
    assert list(trie) == []


def test_very_long_words_need_no_recursion() -> None:
    trie = Trie({"a" * n: n for n in (1, 3_000, 5_000)})
    assert pickle.loads(pickle.dumps(trie)) == trie
    assert list(trie.compress()) == list(trie)


@given(st.sets(WORDS), WORDS, st.integers(0, 5))
def test_the_compressed_trie_answers_as_a_sorted_list_does(words: set[str], asked: str, limit: int) -> None:
    trie, twin = SparseTrie(words), sorted(words)
    assert list(trie) == twin
    assert len(trie) == len(twin)
    assert [trie[word] for word in twin] == list(range(len(twin)))
    assert [trie.word(ordinal) for ordinal in range(len(twin))] == twin
    assert (asked in trie) == (asked in words)
    assert trie.ordinal(asked) == (twin.index(asked) if asked in words else None)
    assert trie.complete(asked, limit) == [word for word in twin if word.startswith(asked)][:limit]
    assert pickle.loads(pickle.dumps(trie)) == trie


@given(st.sets(st.text("abc", max_size=5)), st.text("abcd", max_size=5), st.integers(0, 3), st.integers(0, 6))
def test_similar_words_are_all_those_within_the_distance(
    words: set[str], asked: str, distance: int, limit: int
) -> None:
    near = sorted((edits(asked, word), word) for word in words if edits(asked, word) <= distance)
    assert SparseTrie(words).similar(asked, distance, limit) == [(word, n) for n, word in near][:limit]


def edits(one: str, other: str) -> int:
    """Edit distance with swapped neighbours, by the textbook's whole matrix."""
    matrix = [[row + column for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            same = one[row - 1] == other[column - 1]
            best = min(
                matrix[row - 1][column] + 1,
                matrix[row][column - 1] + 1,
                matrix[row - 1][column - 1] + (not same),
            )
            if (
                row > 1
                and column > 1
                and one[row - 1] == other[column - 2]
                and one[row - 2] == other[column - 1]
            ):
                best = min(best, matrix[row - 2][column - 2] + 1)
            matrix[row][column] = best
    return matrix[-1][-1]


def test_two_swapped_letters_are_one_edit() -> None:
    assert SparseTrie(["word", "ward"]).similar("wrod", 1) == [("word", 1)]


def test_what_is_not_there_raises_as_a_dict_and_a_list_do() -> None:
    trie = SparseTrie(["ten"])
    with pytest.raises(KeyError):
        trie["te"]
    for ordinal in (-1, 1):
        with pytest.raises(IndexError, match="expected 0 to 0"):
            trie.word(ordinal)
    stranger: object = 10
    assert stranger not in trie
    assert "1 words in 2 nodes" in repr(trie)


CELLS = st.lists(st.dictionaries(st.integers(0, 7), st.integers(), max_size=8), max_size=20)


@given(CELLS)
def test_the_table_holds_each_cell_and_no_other(rows: list[dict[int, int]]) -> None:
    rows = [{column: value % 1_000 for column, value in row.items()} for row in rows]
    table = SparseTable(rows, 8)
    twin = {(number, column): value for number, row in enumerate(rows) for column, value in row.items()}
    assert dict(table) == twin
    assert len(table) == len(twin)
    assert [dict(table.row(number)) for number in range(len(rows))] == rows
    for number in range(-1, len(rows) + 1):
        for column in range(-1, 9):
            assert table.get((number, column)) == twin.get((number, column))


def test_rows_with_one_cell_fill_the_holes() -> None:
    table = SparseTable([{0: 5, 3: 7}, {1: 2, 2: 9}, {3: 3}], 4)
    assert (len(table), table.places) == (5, 5)
    assert repr(table) == "<SparseTable 3×4: 5 cells in 5 places>"


def test_a_table_wider_than_its_window_keeps_every_cell() -> None:
    rows = [dict.fromkeys(range(row % 50, 100, 1 + row % 7), row) for row in range(1_000)]
    rows += [{row % 100: row} for row in range(5_000)]
    table = SparseTable(rows, 100)
    assert table.places > 2 * WINDOW
    assert [dict(table.row(number)) for number in range(len(rows))] == rows


@pytest.mark.parametrize("column", [-1, 4])
def test_a_column_outside_the_table_is_refused(column: int) -> None:
    with pytest.raises(ValueError, match="expected 0 to 3"):
        SparseTable([{column: 1}], 4)


def test_the_table_of_a_trie_wastes_less_than_a_twentieth() -> None:
    letters = "abcdefghijklmnopqrst"
    words = {a + b + c for a in letters for b in letters[::2] for c in letters[:: 1 + ord(b) % 3]}
    table = SparseTrie(words)._table
    assert len(table) > 0.95 * table.places


def test_a_look_up_takes_as_many_steps_among_many_words_as_among_few() -> None:
    few = SparseTrie(["abcdef", "abcxyz"])
    many = SparseTrie([f"{n:06}" for n in range(20_000)])
    assert steps(lambda: many.ordinal("012345")) < 3 * steps(lambda: few.ordinal("abcdef"))
    assert steps(lambda: many.word(12_345)) < 4 * steps(lambda: few.word(0))
