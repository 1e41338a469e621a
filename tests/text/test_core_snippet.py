"""Snippets: the right place, the right marks, and never more text than asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trie_core
from tests.core.spelled import stands_for

FILLER = "lorem ipsum dolor sit amet " * 20


def joined(parts: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in parts)


def marked(parts: list[tuple[str, bool]]) -> list[str]:
    return [text for text, mark in parts if mark]


def test_a_short_text_is_shown_whole() -> None:
    parts = trie_core.snippet(" Wind and\n\n  WATER\t. ", ["water"])
    assert parts == [("Wind and ", False), ("WATER", True), (" .", False)]


def test_the_window_with_most_distinct_words_wins() -> None:
    text = f"wind wind wind {FILLER} wind by the water {FILLER} water water"
    parts = trie_core.snippet(text, ["wind", "water"], width=60)
    assert marked(parts) == ["wind", "water"]
    assert "wind by the water" in joined(parts)


def test_then_the_one_with_most_occurrences_then_the_earliest() -> None:
    text = f"one wind {FILLER} wind, more wind {FILLER} last wind"
    assert "more" in joined(trie_core.snippet(text, ["wind"], width=40))
    text = f"first wind {FILLER} second wind"
    assert "first" in joined(trie_core.snippet(text, ["wind"], width=40))


def test_cut_ends_carry_an_ellipsis_and_whole_words() -> None:
    shown = joined(trie_core.snippet(f"{FILLER} needle {FILLER}", ["needle"], width=60))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert set(shown.strip("…").split()) <= set(FILLER.split()) | {"needle"}
    assert len(shown) <= 62


def test_words_are_matched_as_in_a_search() -> None:
    assert marked(trie_core.snippet("De l’EAU, la Straße.", ["eau", "strasse"])) == ["EAU", "Straße"]
    assert marked(trie_core.snippet("Solar, solaire, sol", ["Sola*"])) == ["Solar", "solaire"]
    assert marked(trie_core.snippet("waters", ["water"])) == []


def test_without_a_match_it_is_the_beginning() -> None:
    parts = trie_core.snippet(FILLER, ["needle"], width=30)
    assert parts == [("lorem ipsum dolor sit amet…", False)]
    assert trie_core.snippet(FILLER, [], width=30) == parts


@pytest.mark.parametrize("text", ["", "  \n", "\u202e\ufeff", "\0"])
def test_nothing_to_show_is_no_parts(text: str) -> None:
    assert trie_core.snippet(text, ["a"]) == []


def test_direction_and_control_characters_do_not_come_through() -> None:
    assert trie_core.snippet("a\u202eb\0c\ud800", ["x"]) == [("ab c\ufffd", False)]


@pytest.mark.parametrize("unit", ["x", "日", "e\u0301\u0301", "🙂\u200d", "a'", "é’", "a ", " \n", "ﷺ "])
def test_a_megabyte_of_anything_stays_bounded(unit: str) -> None:
    text = unit * (1_000_000 // len(unit.encode()))
    for words in (["a"], ["zzz"], ["日", "x*"]):
        assert len(joined(trie_core.snippet(text, words, width=100))) <= 102
        parts = trie_core.snippet(f"{text} needle {text}", ["needle"], width=100)
        assert marked(parts) == ["needle"]
        assert len(joined(parts)) <= 102


texts = st.text("abcABC ’'.,-é\u0301日🙂\n\u00ad", max_size=200)


@given(texts, st.lists(st.sampled_from(["a", "b", "ab", "a*", "é", "日", "c'a"])), st.integers(0, 300))
def test_what_is_shown_comes_from_the_text(text: str, words: list[str], width: int) -> None:
    parts = trie_core.snippet(text, words, width=width)
    assert all(piece for piece, _ in parts)
    assert "".join(joined(parts).strip("…").split()) in "".join(text.split())
    assert "  " not in joined(parts)
    for word in marked(parts):
        assert trie_core.words(word)


@given(texts, st.sampled_from(["a", "ab", "b*", "ab~", "á"]))
def test_a_word_of_the_text_is_marked(text: str, word: str) -> None:
    there = any(stands_for(each, word) for each in trie_core.words(text))
    assert bool(marked(trie_core.snippet(text, [word], width=30))) == there
