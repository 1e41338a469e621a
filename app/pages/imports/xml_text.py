"""XML as people's programs write it, mended where it is not well-formed, before a parser sees it.

libxml2 goes on after a fault, but drops what it cannot read: of `?a=1&b=2` it keeps `?a=1=2`, an address that
nobody wrote. What is meant is plain in each of these cases. No document type is kept, so no entity either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_HEAD = 100_000  # characters in which a document type is looked for
_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))


def mended(text: str) -> str:
    """The document without declaration, comments, document type and control characters, each & escaped."""
    text = _DECLARATION.sub("", text, count=1)
    text = _CONTROLS.sub("", text)
    text = "".join(part for part, is_inside in _parted(text, "<!--", "-->") if not is_inside)
    text = _without_type(text)
    if "&" not in text:
        return text.lstrip()
    parts = _parted(text, "<![CDATA[", "]]>")
    return "".join(
        part if is_inside else _REFERENCE.sub(_resolved, part) for part, is_inside in parts
    ).lstrip()


def _without_type(text: str) -> str:
    """The text without its document type, and what that declares in brackets."""
    begin = re.search("<!doctype", text[:_HEAD], re.IGNORECASE)
    if begin is None:
        return text
    start = begin.start()
    end, bracket = text.find(">", start), text.find("[", start)
    if 0 <= bracket < end:
        end = text.find(">", text.find("]", bracket))
    return text if end < 0 else text[:start] + text[end + 1 :]


def _parted(text: str, opening: str, closing: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is one between these two marks; an unclosed one is none."""
    place = 0
    while (start := text.find(opening, place)) >= 0 and (end := text.find(closing, start)) >= 0:
        yield text[place:start], False
        place = end + len(closing)
        yield text[start:place], True
    yield text[place:], False


def root_of(text: str) -> str:
    """The name of the first element, small letters, with its prefix; "" when there is none near."""
    head = "".join(part for part, is_inside in _parted(text[:_HEAD], "<!--", "-->") if not is_inside)
    found = re.search(r"<([A-Za-z_][\w.:-]*)", head)
    return found[1].lower() if found else ""


def _resolved(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return found[0] if len(found[0]) > 1 else "&amp;"
    if name in _XML:
        return found[0]
    letters = html5.get(f"{name};")
    return f"&amp;{found[0][1:]}" if letters is None else "".join(f"&#{ord(letter)};" for letter in letters)
