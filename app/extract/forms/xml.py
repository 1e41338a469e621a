"""XML of strangers, read as far as it goes: no entities, no network, and what is broken is mended.

Lists and feeds hold `&nbsp;`, a bare `&`, control characters, comments before the declaration; a parser in
its recovering mode drops the words around some of them. So they are made harmless before. What has no end, or
goes too deep, is read up to there.
"""

import re
from html.entities import html5
from typing import Final

from lxml import etree

from app.extract.charset import to_utf8
from app.extract.result import ExtractError

_FORBIDDEN: Final = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r")
_XML_DECLARATION = re.compile(rb"<\?xml\s.*?\?>", re.S)
# What stands in a comment, CDATA or an instruction is left alone; each ends at the latest with the document.
_REFERENCE = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6});|(\w{1,32});)?",
    re.S,
)
_OWN: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def tree_of(body: bytes, content_type: str = "") -> etree._Element:
    """The root of a document in whatever charset; raises `ExtractError` where there is none."""
    return parsed(to_utf8(body, content_type, "xml").text)


def parsed(text: bytes) -> etree._Element:
    """The root of a document in UTF-8; raises `ExtractError` where there is none."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(_mended(text), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise ExtractError("not-html", "expected XML, got no element of it")
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace; "" for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _mended(text: bytes) -> bytes:
    text = text.translate(None, _FORBIDDEN).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    # A declaration may stand at the very beginning alone, and its charset is dealt with.
    text = _XML_DECLARATION.sub(b"", text.lstrip(), count=1)
    return _REFERENCE.sub(_resolved, text) if b"&" in text else text


def _resolved(found: re.Match[bytes]) -> bytes:
    """A reference that any parser of XML understands, for one that HTML knows or that is none."""
    if not found[0].startswith(b"&"):
        return found[0]
    if found[1] is not None:
        number = int(found[1][2:], 16) if found[1][1:2] in (b"x", b"X") else int(found[1][1:])
        return found[0] if _may_stand(number) else b""
    name = found[2]
    if name is None or name in _OWN:
        return found[0] if name else b"&amp;"
    letters = html5.get(f"{name.decode('ascii', 'replace')};")
    return (
        b"&amp;" + found[0][1:]
        if letters is None
        else letters.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    )


def _may_stand(number: int) -> bool:
    is_letter = 0x20 <= number < 0xD800 or 0xDFFF < number < 0xFFFE or 0xFFFF < number < 0x110000
    return is_letter or number in (9, 10, 13)
