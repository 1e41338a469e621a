"""Passages of texts that are held are those of the same texts as strings, however often they are cut."""

from __future__ import annotations

import pytest

from trie_core import Text, parse, snippet, snippets

TEXTS = [
    "the flood came & went",
    "<b>flood</b> 'insurance' \"of\" the hôtel " + "and of other words " * 400 + "flood, hotel",
    "hôtel flood " * 1_200,
]


@pytest.mark.parametrize(
    "query", ["flood", "flood hotel", "fl* the", "of~ flood", '"the flood"', "insurance OR came"]
)
def test_passages_are_cut_as_one_by_one(query: str) -> None:
    marks = parse(query).marks
    held = [Text(text.encode()) for text in TEXTS]
    for _ in range(3):  # the first time without a sketch of the text
        assert snippets(held, marks) == [snippet(text, marks) for text in TEXTS]


def test_a_text_knows_whether_there_is_anything_to_see_in_it() -> None:
    assert [bool(Text(text.encode())) for text in ("", " \n\u202e\u00a0", " a ")] == [False, False, True]
    assert snippets([Text(b""), Text(" \n\u202e\u00a0".encode())], ["flood"]) == [[], []]


def test_a_text_weighs_what_it_holds() -> None:
    assert Text(b"x" * 50_000).nbytes > 50_000
