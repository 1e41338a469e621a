"""Lists of addresses in the forms people have them: plain, bookmarks of a browser, OPML, a sitemap.

What kind it is is seen from its beginning, never from its name. Addresses come in order, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree

from sqlalchemy.orm import Session

from app.clock import DAY
from app.crawl.urls import BadURL
from app.i18n.mark import N_
from app.pages import service

MOST = 10_000
"""Addresses of one list; who has more has several lists."""
MOST_BYTES = 20_000_000

_NOT_READ = N_("This is not a list of addresses, a bookmarks file, an OPML list or a sitemap.")


class BadList(ValueError):
    """What was given cannot be understood; the text is for the reader."""


@dataclass
class Imported:
    """What became of the addresses of a list."""

    new: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Each address that cannot be watched, with the reason."""


def addresses(data: bytes) -> list[str]:
    """The addresses in `data`. Raises `BadList`."""
    if len(data) > MOST_BYTES:
        raise BadList(N_("The list is too large; please divide it."))
    text = _text(data)
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("warc/") or "\0" in text:
        raise BadList(_NOT_READ)
    if start.startswith("<?xml") or start.startswith(("<opml", "<urlset", "<sitemapindex")):
        found = list(_from_xml(text))
    elif start.startswith("<"):
        found = list(_from_html(text))
    else:
        found = [line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#")]
    unique = list(dict.fromkeys(found))
    if len(unique) > MOST:
        raise BadList(N_("The list is too large; please divide it."))
    if not unique:
        raise BadList(N_("There is no address in it."))
    return unique


def take_in(session: Session, urls: Iterable[str], *, every: int = DAY) -> Imported:
    """Watch each of `urls`; one that cannot be watched keeps none of the others away."""
    done = Imported()
    for url in urls:
        try:
            added = service.add(session, url, every=every)
        except BadURL:
            done.refused.append((url, N_("The address cannot be read. Check how it is written.")))
        except service.PageError as error:
            done.refused.append((url, str(error)))
        else:
            if added.new:
                done.new += 1
            else:
                done.known += 1
    return done


def _text(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadList(_NOT_READ)


def _from_xml(text: str) -> Iterator[str]:
    # Entities are where XML becomes dangerous; no list of addresses declares any.
    if "<!entity" in text[:100_000].lower() or "<!doctype" in text[:100_000].lower():
        raise BadList(_NOT_READ)
    try:
        # A declared encoding would contradict the text that it is by now.
        root = ElementTree.fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text))
    except ElementTree.ParseError as error:
        raise BadList(_NOT_READ) from error
    kind = root.tag.rpartition("}")[2].lower()
    if kind == "sitemapindex":
        raise BadList(N_("This sitemap only names other sitemaps; please import those."))
    if kind not in ("urlset", "opml"):
        raise BadList(_NOT_READ)
    for element in root.iter():
        tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if kind == "urlset" and tag == "loc" and element.text:
            yield element.text.strip()
        elif kind == "opml" and tag == "outline":
            url = element.get("htmlUrl") or element.get("url") or element.get("xmlUrl")
            if url:
                yield url.strip()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        # Bookmarks hold scripts, folders of the browser and places in it, which are no pages.
        if href and href.strip().lower().startswith(("http://", "https://")):
            self.found.append(href.strip())


def _from_html(text: str) -> list[str]:
    links = _Links()
    try:
        links.feed(text)
        links.close()
    except AssertionError as error:  # how this parser gives up on some broken declarations
        raise BadList(_NOT_READ) from error
    return links.found
