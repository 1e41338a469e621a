"""Copies of pages in forty charsets: what is shown is what the page says, whichever it is in."""

from __future__ import annotations

import codecs

import pytest

from app.copies.clean import clean

LATIN = "Harbour dues"
SAID = {
    "Ærø café façade": (
        *(
            "utf-8",
            "utf-16",
            "utf-16le",
            "utf-16be",
            "iso-8859-1",
            "iso-8859-15",
            "windows-1252",
            "macintosh",
        ),
    ),
    "Łódź, zażółć gęślą jaźń": ("iso-8859-2", "windows-1250"),
    "Ġgantija, ħobż": ("iso-8859-3",),
    "Rīga, ēdnīca": ("iso-8859-4", "windows-1257"),
    "молоко и хлеб": ("iso-8859-5", "windows-1251", "koi8-r", "koi8-u", "ibm866", "x-mac-cyrillic"),
    "ميناء": ("iso-8859-6", "windows-1256"),
    "λιμάνι": ("iso-8859-7", "windows-1253"),
    "נמל": ("iso-8859-8", "iso-8859-8-i", "windows-1255"),
    "İstanbul ışık": ("iso-8859-9", "windows-1254"),
    "Sápmi, čáhci": ("iso-8859-10",),
    "Rygą": ("iso-8859-13",),
    "Tŷ, ŵy": ("iso-8859-14",),
    "Țară": ("iso-8859-16",),
    "ท่าเรือ": ("windows-874",),
    "Bến cảng".replace("ế", "ê").replace("ả", "a"): ("windows-1258",),
    "港口开放": ("gbk", "gb2312", "gb18030"),
    "港口開放": ("big5",),
    "東京の港": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "항구": ("euc-kr",),
}
PYTHON = {"macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "iso-8859-8-i": "iso-8859-8"}
PYTHON |= {"ibm866": "cp866", "windows-874": "cp874", "gb2312": "gbk"}
CASES = [(label, text) for text, labels in SAID.items() for label in labels]


def test_there_are_forty() -> None:
    assert len({label for label, _ in CASES}) >= 40


@pytest.mark.parametrize(("label", "text"), CASES, ids=[label for label, _ in CASES])
def test_a_copy_says_what_the_page_says(label: str, text: str) -> None:
    codec = codecs.lookup(PYTHON.get(label, label)).name
    body = f"<html><body><p>{LATIN}: {text}</p></body></html>".encode(codec)
    assert clean(body, f"text/html; charset={label}") == f"<p>{LATIN}: {text}</p>"


@pytest.mark.parametrize(
    ("label", "text"), [case for case in CASES if not case[0].startswith("utf-16")], ids=lambda one: one
)
def test_a_charset_that_only_the_page_names_is_believed(label: str, text: str) -> None:
    codec = codecs.lookup(PYTHON.get(label, label)).name
    body = f"<html><head><meta charset={label}></head><body><p>{LATIN}: {text}</p></body></html>".encode(
        codec
    )
    assert clean(body, "text/html") == f"<p>{LATIN}: {text}</p>"
