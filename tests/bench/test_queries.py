"""Queries are different, stand on a page together, and are the same ones each time."""

from __future__ import annotations

import pytest

from bench.load.queries import pairs

# Half the pages have the common words, one in ten the middling ones, one in a hundred the rare ones.
_BANDS = {2: ("common", "usual"), 10: ("middle", "medium"), 100: ("scarce", "seldom")}
TEXTS = [
    " ".join(word for step, words in _BANDS.items() if n % step == 0 for word in words) for n in range(200)
]


def test_queries_are_different_and_the_same_ones_each_time() -> None:
    found = pairs(TEXTS, 8)
    assert len(set(found)) == 8
    assert found == pairs(TEXTS, 8)
    assert found != pairs(TEXTS, 8, seed=1)


def test_both_words_stand_on_one_page() -> None:
    for query in pairs(TEXTS, 8):
        one, other = query.split(" ")
        assert any({one, other} <= set(text.split()) for text in TEXTS)


def test_more_than_the_pages_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="1000 queries wanted"):
        pairs(TEXTS, 1_000)
