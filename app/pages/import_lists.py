"""Lists of addresses in the forms people have them: plain, bookmarks of a browser, OPML, a sitemap.

What kind it is is seen from its beginning, never from its name. Addresses come in order, each once. The text
is a stranger's and may be large: each reader takes time in proportion to it, and keeps no more of it than
the addresses that a list may have.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final
from xml.parsers import expat

from app.mark import N_

MOST = 10_000
"""Addresses of one list; who has more has several lists."""
MOST_BYTES = 20_000_000

_NOT_READ = N_("This is not a list of addresses, a bookmarks file, an OPML file or a sitemap.")
_TOO_LARGE = N_("The list is too large. Split it into smaller ones.")
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_PIECE: Final = 1_000_000  # characters; a small one would have the parser read a long word many times


class BadList(ValueError):
    """What was given cannot be understood; the text is for the reader."""


def addresses(data: bytes) -> list[str]:
    """The addresses in `data`. Raises `BadList`."""
    if len(data) > MOST_BYTES:
        raise BadList(_TOO_LARGE)
    text = _text(data)
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("warc/") or "\0" in text:
        raise BadList(_NOT_READ)
    found: dict[str, None] = {}
    for address in _reader(start)(text):
        found[address] = None
        if len(found) > MOST:
            raise BadList(_TOO_LARGE)
    if not found:
        raise BadList(N_("The list contains no addresses."))
    return list(found)


def _reader(start: str) -> Callable[[str], Iterator[str]]:
    if start.startswith(("<?xml", "<opml", "<urlset", "<sitemapindex")):
        return _from_xml
    return _from_html if start.startswith("<") else _from_lines


def _text(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadList(_NOT_READ)


def _from_lines(text: str) -> Iterator[str]:
    for raw in _LINE.finditer(text):
        line = raw[0].strip()
        if line and not line.startswith("#"):
            yield line


class _Xml:
    """What an OPML list or a sitemap holds, as the parser comes to it; nothing else of it is kept."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._kind = ""
        self._space = ""
        self._loc: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        # Entities are where XML becomes dangerous; no list of addresses declares any.
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition("}")
        tag = tag.lower()
        if not self._kind:
            if tag == "sitemapindex":
                raise BadList(N_("This sitemap only lists other sitemaps. Import those instead."))
            if tag not in ("urlset", "opml"):
                raise BadList(_NOT_READ)
            self._kind, self._space = tag, space
        # Sitemaps name pictures and films too, by words of other vocabularies.
        if self._kind == "urlset" and tag == "loc" and space == self._space:
            self._loc = []
        elif self._kind == "opml" and tag == "outline":
            url = attributes.get("htmlUrl") or attributes.get("url") or attributes.get("xmlUrl")
            self._take(url or "")

    def _characters(self, text: str) -> None:
        if self._loc is not None:
            self._loc.append(text)

    def _end(self, name: str) -> None:
        if self._loc is not None and name.rpartition("}")[2].lower() == "loc":
            self._take("".join(self._loc))
            self._loc = None

    def _take(self, url: str) -> None:
        if url := url.strip():
            self.found.append(url)

    @staticmethod
    def _doctype(*_about: object) -> None:
        raise BadList(_NOT_READ)


def _from_xml(text: str) -> Iterator[str]:
    # A declared encoding would contradict the text that it is by now.
    text = re.sub(r"\A\ufeff?\s*<\?xml[^>]*\?>", "", text)
    reader = _Xml()
    try:
        for start in range(0, len(text), _PIECE):
            reader.parser.Parse(text[start : start + _PIECE], False)
            yield from reader.found
            reader.found.clear()
        reader.parser.Parse("", True)
        yield from reader.found
    except expat.ExpatError as error:
        raise BadList(_NOT_READ) from error


_LINK = re.compile(r"<a[\s/]", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=]+)(?:\s*=\s*)?")
_WORD = re.compile(r"[^\s>]*")


def _from_html(text: str) -> Iterator[str]:
    """The links of bookmarks, in one pass.

    Only start tags of `a` are looked at. Python's own parser begins again at each `<` of what is not closed:
    80 KB of `<!--` took it 19 seconds.
    """
    quoted = {quote: partial(_closing, quote, []) for quote in "\"'"}
    place = 0
    while (tag := _LINK.search(text, place)) is not None:
        href, place = _href(text, tag.end(), quoted)
        # Bookmarks hold scripts, folders of the browser and places in it, which are no pages.
        if href.lower().startswith(("http://", "https://")):
            yield href


def _closing(quote: str, none_after: list[int], text: str, place: int) -> int:
    """Where the quote is closed, or -1; that none follows is found out once."""
    if none_after and place >= none_after[0]:
        return -1
    found = text.find(quote, place)
    if found < 0:
        none_after[:] = [place]
    return found


def _href(text: str, place: int, quoted: Mapping[str, Callable[[str, int], int]]) -> tuple[str, int]:
    """The first `href` of the tag whose attributes begin at `place`, and where the tag ends."""
    href = ""
    while (named := _ATTRIBUTE.match(text, place)) is not None:
        place = named.end()
        value = ""
        if "=" in named[0]:
            end = quoted[text[place]](text, place + 1) if text[place : place + 1] in quoted else -1
            if end >= 0:
                value, place = text[place + 1 : end], end + 1
            else:
                word = _WORD.match(text, place)
                value = word[0] if word else ""
                place += len(value)
        if named[1].lower() == "href" and not href:
            href = html.unescape(value).strip()
    return href, place
