"""The peer does the same work as the core, or beating it means nothing."""

from __future__ import annotations

import pickle

import trie_core
from bench import plain

ROWS = [("tea", 1, 10, 2), ("ten", 1, 10, 1), ("tea", 2, 20, 5), ("te", 3, 30, 1)]


def test_every_row_is_found_again() -> None:
    trie = plain.build(ROWS)
    assert plain.look_up(trie, "tea") == [(1, 10, 2), (2, 20, 5)]
    assert plain.look_up(trie, "te") == [(3, 30, 1)]
    assert plain.look_up(trie, "t") == []
    assert plain.look_up(trie, "teas") == []


def test_a_saved_trie_answers_as_before() -> None:
    trie = plain.build(ROWS)
    assert pickle.loads(plain.save(trie)) == trie


def test_texts_are_counted_into_the_same_trie() -> None:
    assert plain.build_from_texts([(1, 10, "Tea, TEN tea")]) == plain.build(
        [("tea", 1, 10, 2), ("ten", 1, 10, 1)]
    )


def test_words_are_cut_as_the_core_cuts_them() -> None:
    text = "L'eau qu'il don’t 3.14 re.sub end. a:b 3:4 x,y foo_bar __ ＦＵＬＬ Straße 1,000"
    assert plain.count(text) == trie_core.count(text)
