"""Bombs and broken pages: counted or refused by a named reason, never a crash."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extract import ExtractError, Extractor

from ..conftest import SHARED
from .conftest import URL, read

TREES = SHARED / "conformance" / "html5lib-tests" / "tree-construction"

BOMBS = {
    "adoption agency": b"<p>" + b"<b><i>" * 20_000 + b"</b>" * 20_000 + b"end",
    "formatting": b"<a><b><i><u>" * 5_000 + b"<p>end",
    "plaintext": b"<p>word<plaintext>" * 20_000,
    "one word": b"<p>" + b"w" * 1_990_000,
    "many words": b"<p>" + b" ".join(b"w%d" % n for n in range(200_000)),
    "angle brackets": b"<" * 1_900_000,
    "marked sections": b"<![" * 600_000,
    "open comments": b"<!--" * 400_000,
    "open pre": b"<pre" * 400_000,
    "open scripts": b"<script " * 200_000,
    "tables": b"<table><tr><td>x" * 600,
    "lists": b"<ul><li><a href=x>y</a>" * 900,
    "many lists": b"<ul><li><a href=x>y</a></ul>" * 60_000,
    "frames in frames": b"<div class=nav>x" * 1_900,
    "articles in articles": b"<article><p>words in it" * 900,
    "select": b"<select><option>x" * 50_000,
    "entities": b"<!DOCTYPE x [<!ENTITY a '" + b"&a;" * 10 + b"'>]><p>" + b"&a;" * 100_000,
    "references": b"&#x110000;&amp;&nosuch;" * 80_000,
    "quotes": b"<a href='" * 200_000,
    "styles": b"<p style='display'>x" * 60_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_read_or_refused_by_name(extractor: Extractor, name: str) -> None:
    try:
        page = extractor.extract(BOMBS[name], url=URL, content_type="text/html")
    except ExtractError as error:
        reason = str(error.code)
    else:
        reason = "read" if page.says_something else "empty"
    assert reason in ("read", "too-complex", "scripts", "empty")


def cases() -> list[str]:
    """The documents of the tree construction tests, which end at the line that starts the expected errors."""
    found = []
    for path in sorted(TREES.glob("*.dat")):
        text = path.read_bytes().decode()
        found += re.findall(r"(?:^|\n)#data\n(.*?)\n#errors", text, re.S)
    return found


def outcome(html: str) -> str:
    try:
        read(html)
    except ExtractError as error:
        return error.code
    return "read"


def shown_words() -> list[tuple[str, set[str]]]:
    """Documents without scripting, raw text or foreign parts, with the words a browser would show of each."""
    plain = []
    for case in cases():
        if re.search(r"<(?!/?(?:p|b|i|a|div|em|ul|li|h\d|br|font|table|tr|td|u|s|code|nobr)\b)|&|\0", case):
            continue
        plain.append((case, set(re.findall(r"[a-z]{3,}", re.sub(r"<[^>]*>?", " ", case).lower()))))
    return plain


needs_trees = pytest.mark.skipif(not TREES.is_dir(), reason="the html5lib tests are not beside the project")


@needs_trees
def test_every_conformance_document_is_read_or_drawn_by_scripts() -> None:
    documents = cases()
    assert len(documents) > 1_000
    for case in documents:
        assert outcome(case) in ("read", "scripts"), case


@needs_trees
def test_no_word_a_browser_shows_is_lost() -> None:
    documents = shown_words()
    assert len(documents) > 100
    for case, words in documents:
        if words:
            page = read(case)
            # Inline tags do not part words, so letters are compared.
            letters = re.sub(r"[^a-z]", "", f"{page.main} {page.rest}".lower())
            assert {word for word in words if word not in letters} == set(), case


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_by_name(body: bytes) -> None:
    try:
        page = read(body)
    except ExtractError:
        return
    for text in (page.title, page.main, page.rest):
        text.encode()
        assert "\0" not in text


TAGS = (
    "<p>|</p>|<div class=nav>|</div>|<main>|<ul><li><a href=x>|</ul>|<script>|</script>|<title>|<table><td>"
    "|<!--|-->|<pre>|\n|\t|text |&amp;|<p hidden>|<article>|</article>|<br>|<h1>|<noscript>|</noscript>"
    "|<form>|<svg>|<base href=y>|<x y=z|&#1;|\x02|</body>|<dialog>|<frameset><frame>|<select><option>|\xad"
)
PIECES = st.sampled_from(sorted(TAGS.split("|")))


@given(st.lists(PIECES, max_size=40))
def test_any_order_of_tags_is_read_or_drawn_by_scripts(pieces: list[str]) -> None:
    assert outcome("".join(pieces)) in ("read", "scripts")
