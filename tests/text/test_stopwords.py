"""Words that fill every text stay out of lists and clouds, and stay in the search."""

from __future__ import annotations

import pytest

from app.i18n import LANGUAGES
from app.text import stopwords, words
from app.text.stopwords import says_something


def test_every_language_of_the_pages_has_its_list() -> None:
    assert frozenset(LANGUAGES) == stopwords.LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "The fox and the hen are in the garden", ["fox", "hen", "garden"]),
        ("nl", "De vos en de kip zijn in de tuin", ["vos", "kip", "tuin"]),
        ("sv", "Räven och hönan är i trädgården", ["räven", "hönan", "trädgården"]),
        ("nb", "Reven og høna er i hagen på øya", ["reven", "høna", "hagen", "øya"]),
        ("fr", "Le renard et la poule sont dans l'eau du jardin", ["renard", "poule", "eau", "jardin"]),
    ],
)
def test_what_is_left_is_what_the_text_is_about(language: str, text: str, left: list[str]) -> None:
    assert [word for word in words(text) if says_something(word, language)] == left


@pytest.mark.parametrize("language", sorted(stopwords.LANGUAGES))
def test_lists_hold_words_as_the_tokeniser_cuts_them(language: str) -> None:
    for word in stopwords._STOP[language]:
        assert words(word) == [word], word


def test_word_of_a_language_without_a_list_is_judged_by_its_length() -> None:
    assert not says_something("und", "de")
    assert says_something("garten", "de")
    assert not says_something("the", "")


def test_a_tag_has_the_words_of_its_language_and_no_tag_those_of_all() -> None:
    assert "the" in stopwords.of("en") == stopwords.of("en-GB") == stopwords.of("EN_us")
    assert stopwords.of("no") == stopwords.of("nb")
    assert "och" not in stopwords.of("en")
    assert stopwords.of("de") == stopwords.of("") == frozenset()
    assert stopwords.of(None) == frozenset().union(*map(stopwords.of, stopwords.LANGUAGES))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "who will be in it and why"),
        ("nl", "wie en wat en welke van de"),
        ("sv", "vem är det och varför"),
        ("nb", "hvem er det og hvorfor"),
        ("fr", "qui est ce et pourquoi"),
    ],
)
def test_what_only_joins_a_question_together_is_a_stop_word(language: str, question: str) -> None:
    assert set(words(question)) <= stopwords.of(language)
