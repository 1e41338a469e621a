"""Lists in XML: OPML, sitemaps and their indexes, RSS, Atom, XBEL, and the posts of Pinboard and Delicious.

lxml reads them, going on after faults, with neither entities nor network; nothing but the items under way is
kept of a document. What it could not make out is counted and told.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urljoin

from lxml import etree

from app.mark import N_
from app.pages.imports.item import FOLDERS, Item, is_no_page, item, refused
from app.pages.imports.table import split_tags
from app.pages.imports.xml_text import mended, root_of

_PIECE = 262_144  # characters given to the parser at a time
_DEEPEST = 100
_WORDS_MOST = 20_000  # characters of one element's text
_LOST = N_("The list is damaged here: an entry of it could not be read.")
_CUT = N_("The list is cut off in the middle of this address.")
_LIST_WITHIN = N_("This is another list. Import it by itself.")


class Element:
    """An element that is open: its name without prefix, its namespace, attributes, and text so far."""

    __slots__ = ("attributes", "fields", "name", "space", "text")

    def __init__(self, name: str, space: str, attributes: Mapping[str, str]) -> None:
        self.name = name
        self.space = space
        self.attributes = attributes
        self.text = ""
        self.fields: dict[str, list[str]] = {}
        """What its children said, for the elements that are items."""


class Document:
    """The target of lxml's parser: keeps the elements that are open, and the items that are complete."""

    def __init__(self) -> None:
        self.items: deque[Item] = deque()
        self.open: list[Element] = []
        self.entries = 0
        self.base = ""

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        """An element begins."""
        space, _, name = str(tag).rpartition("}")
        lower = {
            str(key).rpartition("}")[2].rpartition(":")[2].lower(): str(value).replace("&#38;", "&")
            for key, value in attrib.items()
        }
        # Without entities libxml2 writes each & of an attribute like this.
        element = Element(name.rpartition(":")[2].lower(), space, lower)
        if ":" in name:
            element.space = "?"  # a prefix that nothing declares
        self.open.append(element)
        if element.name == "outline":
            self._outline(element)
        elif element.name == "post" and "href" in lower:
            self._post(element)
        elif element.name == "link" and self._is_in("entry", "feed"):
            self._atom_link(element)

    def end(self, tag: str | bytes) -> None:
        """An element is complete."""
        del tag  # it is that of the innermost one
        element = self.open.pop()
        parent = self.open[-1] if self.open else None
        if element.name == "loc" and parent is not None and parent.space == element.space:
            self._loc(element, parent)
        elif element.name in ("item", "entry"):
            self._feed_item(element)
        elif element.name == "bookmark":
            self._bookmark(element)
        elif parent is not None and parent.name in ("item", "entry", "bookmark", "folder"):
            text = element.text.strip() or element.attributes.get("term", "")
            parent.fields.setdefault(element.name, []).append(text)

    def data(self, data: str | bytes) -> None:
        """Some text of the innermost element."""
        if self.open and len(self.open[-1].text) < _WORDS_MOST:
            self.open[-1].text += str(data)

    def comment(self, text: str | bytes) -> None:
        """Nothing: comments are gone by then."""
        del text

    def close(self) -> None:
        """The document ends."""

    def _is_in(self, *names: str) -> bool:
        return len(self.open) > 1 and self.open[-2].name in names

    def _loc(self, element: Element, parent: Element) -> None:
        if parent.name in ("url", "sitemap"):
            self.entries += 1
            self.items.append(item(element.text, is_list=parent.name == "sitemap"))

    def _outline(self, element: Element) -> None:
        got = element.attributes
        address = got.get("htmlurl") or got.get("url") or got.get("xmlurl")
        if address is None:
            return
        self.entries += 1
        kind = got.get("type", "").lower()
        if kind == "include" or (kind == "link" and address.lower().endswith(".opml")):
            self.items.append(refused(address, _LIST_WITHIN))
            return
        title = got.get("title") or got.get("text") or ""
        folders = [one.attributes.get("text") or one.attributes.get("title") or "" for one in self.open[1:-1]]
        folder = FOLDERS.join(name for name in folders[:_DEEPEST] if name)
        tags = [tag.rpartition("/")[2] for tag in got.get("category", "").split(",")]
        self.items.append(item(address, title=title, folder=folder, tags=tags))

    def _post(self, element: Element) -> None:
        got = element.attributes
        self.entries += 1
        self.items.append(
            item(got["href"], title=got.get("description", ""), tags=got.get("tag", "").split())
        )

    def _atom_link(self, element: Element) -> None:
        href, rel = element.attributes.get("href", ""), element.attributes.get("rel", "alternate")
        if not href:
            return
        parent = self.open[-2]
        if parent.name == "feed":
            self.base = href if rel == "self" or not self.base else self.base
        elif rel == "alternate":
            parent.fields.setdefault("alternate", []).append(urljoin(self.base, href))

    def _feed_item(self, element: Element) -> None:
        fields = element.fields
        self.entries += 1
        about = element.attributes.get("about", "")
        links = [*fields.get("alternate", []), *fields.get("link", []), about, *fields.get("guid", [])]
        links += fields.get("id", [])
        addresses = [link for link in links if re.match(r"https?://", link, re.IGNORECASE)]
        address = addresses[0] if addresses else next(filter(None, links), "")
        title = next(iter(fields.get("title", [])), "")
        tags = [*fields.get("category", []), *fields.get("subject", [])]
        self.items.append(item(address, given=address or title, title=title, tags=tags))

    def _bookmark(self, element: Element) -> None:
        self.entries += 1
        href = element.attributes.get("href", "")
        if is_no_page(href):
            return
        folders = [next(iter(one.fields.get("title", [])), "") for one in self.open if one.name == "folder"]
        title = next(iter(element.fields.get("title", [])), "")
        tags = split_tags(element.attributes.get("tags", ""))
        folder = FOLDERS.join(name for name in folders[:_DEEPEST] if name)
        self.items.append(item(href, title=title, folder=folder, tags=tags))


_ENTRY = {
    "opml": re.compile(r"<outline\s(?=[^<>]{0,5000}(?:htmlUrl|xmlUrl|\burl)\s*=)", re.IGNORECASE),
    "urlset": re.compile(r"<(?:[\w.-]+:)?url>"),
    "sitemapindex": re.compile(r"<(?:[\w.-]+:)?sitemap>"),
    "rss": re.compile(r"<item[\s>]"),
    "rdf": re.compile(r"<item[\s>]"),
    "feed": re.compile(r"<entry[\s>]"),
    "xbel": re.compile(r"<bookmark\s"),
    "posts": re.compile(r"<post\s"),
}
"""What begins an entry, by the name of the root: to know how many there should be."""


def is_xml_list(text: str) -> bool:
    """Whether a text is one of the lists that `from_xml` reads."""
    return root_of(text).rpartition(":")[2] in _ENTRY


def from_xml(text: str) -> Iterator[Item]:
    """The items of a list in XML."""
    root = root_of(text).rpartition(":")[2]
    text = mended(text)
    expected = sum(1 for _ in _ENTRY[root].finditer(text))
    tail = _cut_off(text)
    document = Document()
    parser = etree.XMLParser(
        target=document,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    for start in range(0, len(text), _PIECE):
        with suppress(etree.XMLSyntaxError):  # nothing it could go on after; what is missing is told below
            parser.feed(text[start : start + _PIECE].encode())
        while document.items:
            yield document.items.popleft()
    with suppress(etree.XMLSyntaxError):
        parser.close()
    # What was open when the text ended is told of as well.
    yield from _unfinished(document, tail)
    yield from document.items
    for _ in range(expected - document.entries):
        yield refused("", _LOST)


def _cut_off(text: str) -> str:
    """The text behind the last tag of a document that is cut off in it; "" when it ends in a tag."""
    return text.rpartition(">")[2].strip() if text.rfind("<") < text.rfind(">") else ""


def _unfinished(document: Document, tail: str) -> Iterator[Item]:
    if document.open and document.open[-1].name == "loc":
        element = document.open[-1]
        document.entries += 1
        address = element.text.strip()
        if tail:
            yield refused(address, _CUT)
        elif address:
            yield item(address, is_list=len(document.open) > 1 and document.open[-2].name == "sitemap")
