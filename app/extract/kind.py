"""Content sniffing: tells in which form a body says its words, or that it has none.

A server's Content-Type often lies or is missing, so the first bytes are looked at too, by the rules of the
WHATWG's MIME Sniffing: an image called text/html would else be decoded into noise and remembered as words,
and a page without a type be refused.
"""

import re
from typing import Final, Literal

from app.extract import declared
from app.extract.result import ExtractError

Kind = Literal["html", "text", "json", "xml", "table", "markdown", "calendar"]

_HTML: Final = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_XML: Final = frozenset({"text/xml", "application/xml", "text/xsl", "application/xml-dtd"})
_JSON: Final = frozenset(
    {"text/json", "application/x-json", "application/json", "application/x-ndjson", "application/ndjson",
     "application/jsonl", "application/jsonlines", "application/x-jsonlines", "application/json-seq",
     "application/geo+json", "application/json5"}
)  # fmt: skip
_TABLE: Final = frozenset(
    {"text/csv", "application/csv", "text/x-csv", "application/x-csv", "text/comma-separated-values",
     "text/x-comma-separated-values", "text/tab-separated-values", "text/tsv"}
)  # fmt: skip
_MARKDOWN: Final = frozenset({"text/markdown", "text/x-markdown", "text/vnd.daringfireball.markdown"})
_CALENDAR: Final = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/x-vcalendar"})
_SCRIPT: Final = frozenset(
    {"application/javascript", "application/x-javascript", "application/ecmascript", "application/yaml",
     "application/x-yaml", "application/toml", "application/sql", "application/x-sh", "application/x-tex",
     "application/typescript", "application/graphql", "application/x-subrip"}
)  # fmt: skip
_UNSAID: Final = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown", "*/*",
     "application/x-download", "application/force-download", "application/download"}
)  # fmt: skip
_MAGIC: Final = (
    b"%PDF-", b"\x89PNG\r\n", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"RIFF",
    b"\0\0\x01\0", b"\0\0\x02\0", b"\x7fELF", b"MZ\x90", b"OggS", b"ID3", b"wOFF", b"wOF2",
    b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x1aE\xdf\xa3",
    b"{\\rtf", b"%!PS-Adobe", b"SQLite format 3\0", b"FORM", b"MThd\0", b".snd\0", b"\0asm",
)  # fmt: skip
_LOOK: Final = 1_445
"""Bytes that the standard looks at."""

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|!--|(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link)"
    rb"(?=[\s>/]|$))",
    re.I,
)
_IS_HTML = re.compile(rb"<html[\s>]|<!doctype\s+html", re.I)
_IS_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_PROLOGUE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.S | re.I)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_TOKEN = re.compile(r"[\w!#$&^.+*\-]+/[\w!#$&^.+*\-]+", re.A)


def type_of(content_type: str) -> str:
    """The type alone, in lower case; "" for what is no type, such as `html`. Of several the last counts."""
    for one in reversed(content_type.lower().split(",")):
        found = _TOKEN.match(one.strip())
        if found is not None and found[0] != "*/*":
            return found[0]
    return ""


def kind_of(body: bytes, content_type: str) -> Kind:
    """Answer how to read the body, or raise `not-html`."""
    said = type_of(content_type)
    family = said.partition("/")[0]
    start = body[:_LOOK].lstrip(b" \t\r\n\f")
    if start.startswith(_MAGIC) and _IS_HTML.search(start) is None:
        raise _not_text(said, "binary data")
    kind = _named(said)
    if kind is None and (family not in ("application", "text", "x", "message", "") and said not in _UNSAID):
        raise _not_text(said, "another type")
    if not body.strip(b" \t\r\n\f\0"):
        return "text"
    if kind == "html":
        return "xml" if _root_is(_IS_FEED, body) else "html"
    if _is_binary(body, content_type):
        raise _not_text(said, "binary data")
    if kind == "xml":
        return "html" if said in _XML and _root_is(_IS_HTML, body) else "xml"
    if kind in (None, "text"):
        return _sniffed(body, start, is_text=kind == "text")
    return kind


def _named(said: str) -> Kind | None:
    """The form that a type promises; None for one that promises nothing."""
    if said in _HTML:
        return "html"
    if said in _JSON or said.endswith("+json"):
        return "json"
    if said in _XML or said.endswith("+xml"):
        return "xml"
    if said in _TABLE:
        return "table"
    if said in _MARKDOWN:
        return "markdown"
    if said in _CALENDAR:
        return "calendar"
    return "text" if said.startswith("text/") or said in _SCRIPT else None


def _sniffed(body: bytes, start: bytes, *, is_text: bool) -> Kind:
    """The form of what its type does not tell. A text that is called one is no page, whatever it shows."""
    if not is_text and (_MARKUP.match(start) or _root_is(_IS_HTML, body)):
        return "html"
    if start.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")) or _root_is(_IS_FEED, body):
        return "xml"
    if start.startswith(b"BEGIN:V"):
        return "calendar"
    return "json" if start[:1] in (b"{", b"[") else "text"


def _root_is(pattern: re.Pattern[bytes], body: bytes) -> bool:
    """Whether the first element is one of these."""
    head = body[:_LOOK].removeprefix(b"\xef\xbb\xbf")
    before = _PROLOGUE.match(head)
    return before is not None and pattern.match(head, before.end()) is not None


def _is_binary(body: bytes, content_type: str) -> bool:
    """Whether there are bytes that no text has, unless it is a text of two bytes a character."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if (declared.of_header(content_type) or "").startswith("utf-16"):
        return False
    head = body[:_LOOK]
    # A log may hold a stray one; a file that is none has them everywhere.
    return b"\0" in head or len(_BINARY.findall(head)) * 50 > len(head)


def _not_text(said: str, got: str) -> ExtractError:
    return ExtractError(
        "not-html", f"expected a page, a feed, data or other text, got {got} as {said or 'no type'}"
    )


def is_xml(page: bytes, content_type: str) -> bool:
    """Whether a page is read by the rules of XML, as browsers do: by its type, else by its declaration."""
    said = content_type.partition(";")[0].strip().lower()
    if said in _UNSAID:
        return page.lstrip(b" \t\r\n\f").startswith(b"<?xml")
    return said in _XML or said.endswith("+xml")
