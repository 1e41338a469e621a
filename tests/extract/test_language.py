"""A declared language is checked against the text."""

import pytest

from app.extract.language import language_of

ENGLISH = (
    "The ferry is back in service and the crossing takes as long as it did before the works on the lock. " * 3
)
DUTCH = "De pont is weer in de vaart en de overtocht duurt even lang als voor het werk aan de sluis. " * 3
RUSSIAN = "Паром снова ходит, и переправа занимает столько же времени. " * 3


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en", ENGLISH, "en"),
        ("EN-gb", ENGLISH, "en"),
        ("en_US", ENGLISH, "en"),
        ("en", DUTCH, "nl"),
        ("", DUTCH, "nl"),
        ("nl", DUTCH, "nl"),
        ("no", "Dette er en liten tekst", "nb"),
        ("fy", DUTCH, "fy"),
        ("en", RUSSIAN, "ru"),
        ("uk", RUSSIAN, "uk"),
        ("", "日本語のページです。これは文章です。", "ja"),
        ("ja", "漢字漢字漢字", "ja"),
        ("", "漢字漢字漢字", "zh"),
        ("en", "한국어 문서입니다", "ko"),
        ("", "x = 1", ""),
        ("sv", "x = 1", "sv"),
        ("\x00;drop", "x = 1", ""),
        ("en", "", "en"),
    ],
)
def test_language(declared: str, text: str, language: str) -> None:
    assert language_of(declared, text) == language
