"""Parts of a page that somebody chose by CSS selectors: the page with nothing but these in its body.

It runs where pages are read, in the limited child: a selector that takes long, or a page that lxml reads
slowly, costs that page alone. What was chosen is made of plain blocks before it is read, so that no rule
takes a chosen menu for a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import SelectorSyntaxError
from lxml import etree, html

from app.extract.result import ExtractError

MOST_CHARACTERS: Final = 1_000
"""Of all selectors of one choice together."""
_PLAIN: Final = {"html", "head", "body", "nav", "aside", "header", "footer", "form", "menu", "dialog"}
_NAMES: Final = ("class", "id", "role", "aria-label", "hidden", "aria-hidden")

_PLACE = re.compile(r" at (\d+)>?$")

Elements = list[html.HtmlElement]


class Parts(msgspec.Struct, frozen=True, array_like=True):
    """Parts of a page: all of it, or what `only` selects, but what `without` selects; "" selects nothing."""

    only: str = ""
    without: str = ""

    def __bool__(self) -> bool:
        return bool(self.only or self.without)


WHOLE: Final = Parts()


class BadSelector(ValueError):
    """A selector that is none: `message` says what was expected, `place` where, from 1; `field` which one."""

    def __init__(self, field: str, message: str, place: int | None) -> None:
        super().__init__(message)
        self.field = field
        self.place = place


def check(parts: Parts) -> None:
    """Raise `BadSelector` for selectors that cannot be asked."""
    for field, text in (("only", parts.only), ("without", parts.without)):
        if len(text) > MOST_CHARACTERS:
            raise BadSelector(field, f"expected at most {MOST_CHARACTERS} characters", MOST_CHARACTERS)
        if text:
            _path(field, text)


def selected(page: bytes, parts: Parts) -> bytes:
    """A page in UTF-8 with the chosen parts alone, as UTF-8. Raises `ExtractError` where there is none."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise _missing() from error
    left_out = _found(tree, "without", parts.without) if parts.without else []
    chosen = _outermost(_found(tree, "only", parts.only)) if parts.only else [tree]
    left_out += [] if parts.only else list(tree.iter("title"))
    for one in left_out:
        _drop(one)
    chosen = [one for one in chosen if one not in left_out and (one is tree or tree in one.iterancestors())]
    if not chosen:
        raise _missing()
    body = html.Element("body")
    for one in chosen:
        one.tail = None
        _make_plain(one)
        body.append(one)
    document = html.Element("html")
    if language := tree.get("lang"):
        document.set("lang", language)
    document.append(body)
    made: bytes = html.tostring(document, encoding="utf-8", doctype="<!doctype html>")
    return made


def _path(field: str, text: str) -> str:
    try:
        return HTMLTranslator().css_to_xpath(text)
    except SelectorSyntaxError as error:
        said = str(error)
        place = _PLACE.search(said)
        raise BadSelector(field, said, int(place[1]) + 1 if place else None) from None
    except (SelectorError, RecursionError) as error:
        raise BadSelector(field, str(error), None) from None


def _found(tree: html.HtmlElement, field: str, text: str) -> Elements:
    try:
        found = tree.xpath(_path(field, text))
    except (BadSelector, etree.XPathError) as error:
        raise ExtractError("no-part", f"expected a selector, got {text!r}: {error}") from None
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, html.HtmlElement)]


def _outermost(found: Sequence[html.HtmlElement]) -> Elements:
    """Without those that lie in another one of them; in the order of the page."""
    known = set(found)
    return [one for one in found if known.isdisjoint(one.iterancestors())]


def _drop(one: html.HtmlElement) -> None:
    """Take an element out, and leave the text behind it."""
    parent = one.getparent()
    if parent is None:
        return
    before = one.getprevious()
    if one.tail:
        if before is None:
            parent.text = (parent.text or "") + one.tail
        else:
            before.tail = (before.tail or "") + one.tail
    one.tail = None
    parent.remove(one)


def _make_plain(chosen: html.HtmlElement) -> None:
    for one in _elements(chosen):
        if one.tag in _PLAIN:
            one.tag = "div"
        for name in _NAMES:
            one.attrib.pop(name, None)


def _elements(chosen: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (one for one in chosen.iter() if isinstance(one.tag, str))


def _missing() -> ExtractError:
    return ExtractError("no-part", "expected a part that was chosen, got a page without one")
