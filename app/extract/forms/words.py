"""Words of a document that is no HTML, as its form brings them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.extract.limits import MAX_TEXT
from app.extract.text import cut, tidy
from trie_core import TrieCoreError, read_html

_TAGGED = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.S)
_LINES = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_TITLE = 500


class Words(NamedTuple):
    """A document's title, main text and rest, both cut; links as they stand in it.

    `whole` are the bytes of main text and rest before they were cut.
    """

    title: str
    main: str
    rest: str = ""
    links: tuple[str, ...] = ()
    language: str = ""
    whole: int = 0


def words(
    title: str,
    main: Iterable[str],
    rest: Iterable[str] = (),
    links: Iterable[str] = (),
    language: str = "",
) -> Words:
    """Paragraphs made into texts: one line each, single blanks, no more than is kept."""
    return _cut(title, tidied(main), tidied(rest), links, language)


def of_lines(text: str) -> Words:
    """A text whose lines are its paragraphs, without making each of them a text of its own."""
    return _cut("", _clean(_LINES.sub("\t", text.replace("\t", " "))), "", (), "")


def _cut(title: str, first: str, second: str, links: Iterable[str], language: str) -> Words:
    whole = _size(first) + _size(second)
    first = cut(first, MAX_TEXT)
    second = cut(second, MAX_TEXT - _size(first))
    return Words(tidied([title]).replace("\n", " ")[:_TITLE], first, second, tuple(links), language, whole)


def tidied(paragraphs: Iterable[str]) -> str:
    """Paragraphs as lines, without what no text may hold."""
    return _clean("\t".join(paragraph.replace("\t", " ") for paragraph in paragraphs))


def _clean(raw: str) -> str:
    # JSON can spell half a character.
    return tidy(raw.replace("\0", "")).encode("utf-8", "replace").decode()


def lines(text: str) -> list[str]:
    """A text's lines, however they end."""
    return _LINES.split(text)


def stripped(text: str) -> list[str]:
    """The paragraphs of a piece of HTML, or of a text that may be one."""
    if "<" not in text and "&" not in text:
        return lines(text)
    if _TAGGED.search(text) is None and "&" not in text:
        return lines(text)
    try:
        found = read_html(text.encode("utf-8", "replace"))
    except TrieCoreError:
        return lines(_TAGGED.sub(" ", text))
    return [*found.main.split("\n"), *found.rest.split("\n")]


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
