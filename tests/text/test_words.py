"""The tokeniser's typed door: same words for pages and queries, and no text that can hurt."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.text import count, count_fields, snippet, words
from tests.core.spelled import stands_for

# Surrogates too: a page can bring them as escapes, and Python lets them pass.
anything = st.text(st.characters(), max_size=200)


@given(anything)
def test_a_count_is_the_count_of_the_words(text: str) -> None:
    assert count(text) == Counter(words(text))


@given(anything, anything, anything)
def test_fields_are_counted_apart(title: str, main: str, rest: str) -> None:
    fields = count_fields(title, main, rest)
    assert (fields.title, fields.main, fields.rest) == (count(title), count(main), count(rest))


@given(anything)
def test_words_of_words_are_the_same_words(text: str) -> None:
    for word in words(text):
        assert words(word) == [word]


def test_the_rules_of_the_contract() -> None:
    assert words("L’eau, qu'il boit; don’t! ﬁn STRASSE straße") == [
        *("l", "eau", "qu", "il", "boit", "don't", "fin", "strasse", "strasse"),
    ]


@given(anything, st.lists(st.sampled_from(["flood", "fl*", "a*", "zz"]), max_size=3))
def test_a_snippet_is_of_the_text_and_marks_whole_words(text: str, wanted: list[str]) -> None:
    parts = snippet(f"{text} flood flat {text}", wanted, width=80)
    for part, marked in parts:
        if marked:
            (said,) = words(part)
            assert any(stands_for(said, word) for word in wanted)


def test_a_lone_surrogate_parts_words_and_harms_nobody() -> None:
    assert words("high\ud800water") == ["high", "water"]
    assert snippet("high\ud800water", ["water"])[-1] == ("water", True)
