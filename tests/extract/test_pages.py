"""Whole pages as people write them, in five languages."""

import pytest

from .conftest import page_of, read

EXPECTED = {
    "nl": ("Het veer vaart weer", "nl", "pont over de Lek", "Advertentie"),
    "sv": ("Biblioteket öppnar igen", "sv", "böcker som inte har funnits", "Kontakt"),
    "nb": ("Broen er ferdig", "nb", "fire år å bygge den", "Endelig!"),
    "fr": ("Le marché couvert", "fr", "une fontaine sera posée", "Table des matières"),
    "en": ("Tide tables", "en", "no correction is made for wind", "February"),
}


@pytest.mark.parametrize("language", EXPECTED)
def test_story_is_main_and_its_frame_is_rest(language: str) -> None:
    title, spoken, story, frame = EXPECTED[language]
    page = read(page_of(language))
    assert (page.title, page.language) == (title, spoken)
    assert story in page.main
    assert story not in page.rest
    assert frame in page.rest
    assert frame not in page.main


def test_headline_of_an_article_is_main_text() -> None:
    assert read(page_of("nb")).main.startswith("Broen er ferdig\nBroen over fjorden")


def test_words_of_neighbouring_elements_are_not_glued_and_inline_ones_are_not_cut() -> None:
    main = read(page_of("nl")).main
    assert "Een enkelereis" in main
    assert "Dag Eerste afvaart\nmaandag zes uur" in main
    assert "month.\nLow water" in read(page_of("en")).main


def test_alternative_texts_are_rest() -> None:
    assert "wapen van de gemeente" in read(page_of("nl")).rest


def test_canonical_link_is_absolute() -> None:
    assert read(page_of("nl")).canonical == "https://example.org/nieuws/veer"
