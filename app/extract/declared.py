"""A page's declaration of its charset, found as browsers find it.

Only what declares counts: the parameter of a Content-Type, a `meta` with `charset` or `http-equiv`, an XML
declaration. The word in a description, a `data-charset` or a script declares nothing. After the HTML standard
("prescan a byte stream to determine its encoding"), and like Chromium without what stands in scripts, styles
and titles, and beyond its first 1024 bytes as long as the head goes on.
"""

import re
from collections.abc import Iterator
from typing import Final

from app.extract.labels import codec_of

_PRESCAN: Final = 1_024
_HEAD: Final = 65_536
"""Bytes in which a head is looked for at most."""
_IN_HEAD: Final = frozenset(
    {b"html", b"head", b"meta", b"link", b"base", b"title", b"script", b"style", b"noscript", b"object"}
)
_RAW: Final = frozenset({b"title", b"script", b"style", b"textarea", b"xmp", b"iframe"})

_PARAMETER = re.compile(r"""(?:^|[\s;,])charset\s*=\s*["']?([^\s"';,]+)""", re.I)
_IN_CONTENT = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))""", re.I)
_XML = re.compile(rb"""^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']\s*([\w:.\-]+)""")
_TAG = re.compile(rb"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*)|[!/?])")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?"""
)


def of_header(content_type: str) -> str | None:
    """The codec that a Content-Type names; of several types in a row the last that names one."""
    for one in reversed(content_type.split(",")):
        found = _PARAMETER.search(one)
        if found is not None and (codec := codec_of(found[1])) is not None:
            return codec
    return None


def of_xml(body: bytes) -> str | None:
    """The codec that an XML declaration names."""
    found = _XML.match(body[:_PRESCAN])
    return _bytewise(codec_of(found[1].decode("ascii", "replace"))) if found is not None else None


def of_html(body: bytes) -> str | None:
    """The codec that a `meta` names, else an XML declaration before the page."""
    for name, start in _tags(body):
        if name == b"meta" and (codec := _of_meta(_attributes(body, start))) is not None:
            return _bytewise(codec)
    return of_xml(body)


def _bytewise(codec: str | None) -> str | None:
    """What could be read as ASCII so far cannot be UTF-16."""
    return "utf-8" if codec is not None and codec.startswith("utf-16") else codec


def _tags(body: bytes) -> Iterator[tuple[bytes, int]]:
    """The start tags among which a declaration may stand, each with where its attributes begin."""
    at = 0
    while (tag := _TAG.search(body, at, _HEAD)) is not None:
        at = tag.end()
        if tag[1]:
            # `<!-->` and `<!--->` are whole comments.
            at = _past(body, b"-->", max(at - 2, 0))
            continue
        if tag[3] is None:
            at = _past(body, b">", at)
            continue
        name = tag[3].lower()
        if name not in _IN_HEAD and tag.start() > _PRESCAN:
            return
        if not tag[2]:
            yield name, at
        at = _end_of_tag(body, at)
        if name in _RAW and not tag[2]:
            end = re.compile(rb"</" + re.escape(name) + rb"[\s/>]", re.I).search(body, at, _HEAD)
            at = end.start() if end is not None else _HEAD


def _past(body: bytes, mark: bytes, at: int) -> int:
    found = body.find(mark, at, _HEAD)
    return found + len(mark) if found >= 0 else _HEAD


def _end_of_tag(body: bytes, at: int) -> int:
    while (found := _ATTRIBUTE.match(body, at, _HEAD)) is not None:
        at = found.end()
    return _past(body, b">", at)


def _attributes(body: bytes, at: int) -> dict[str, str]:
    """The attributes of a tag by their names in lower case; the first of each name counts."""
    said: dict[str, str] = {}
    while (found := _ATTRIBUTE.match(body, at, _HEAD)) is not None:
        value = found[2] or found[3] or found[4] or b""
        said.setdefault(found[1].lower().decode("latin-1"), value.decode("latin-1"))
        at = found.end()
    return said


def _of_meta(said: dict[str, str]) -> str | None:
    if "charset" in said:
        return codec_of(said["charset"])
    if said.get("http-equiv", "").strip().lower() != "content-type":
        return None
    found = _IN_CONTENT.search(said.get("content", ""))
    return codec_of(found[1] or found[2] or found[3] or "") if found is not None else None
