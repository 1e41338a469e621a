"""Content sniffing: tells whether a body is a page, plain text, or something without words.

A server's Content-Type often lies, so the first bytes are looked at too: an image called text/html would else
be decoded into noise and remembered as words.
"""

from typing import Final, Literal

from app.extract.result import ExtractError

_HTML: Final = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_XML: Final = frozenset({"text/xml", "application/xml"})
_UNSAID: Final = frozenset({"", "application/octet-stream", "unknown/unknown", "*/*"})
_MAYBE_EMPTY: Final = _HTML | _XML | _UNSAID | {"text/plain"}
_MAGIC: Final = (
    b"%PDF-", b"\x89PNG\r\n", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\0\0\x01\0",
    b"\x7fELF", b"MZ\x90", b"OggS", b"ID3", b"wOFF", b"wOF2", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!",
    b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x1aE\xdf\xa3",
)  # fmt: skip


def kind_of(body: bytes, content_type: str) -> Literal["html", "text"]:
    """Answer how to read the body, or raise `not-html`."""
    said = content_type.partition(";")[0].strip().lower()
    if not body.strip(b" \t\r\n\f\0") and said in _MAYBE_EMPTY:
        return "text"
    start = body[:1024].lstrip(b" \t\r\n\f")
    if start.startswith(_MAGIC) and b"<html" not in start.lower():
        raise ExtractError("not-html", f"expected a page, got binary data as {said or 'no type'}")
    if said == "text/plain":
        return "text"
    if said in _HTML:
        return "html"
    looks_html = b"<html" in start.lower() or b"<!doctype html" in start.lower()
    if said in _XML or said in _UNSAID:
        if looks_html or (said == "" and b"<" in start):
            return "html"
        if said == "" and b"\0" not in start:
            return "text"
    raise ExtractError(
        "not-html", f"expected text/html, application/xhtml+xml or text/plain, got {said or 'no type'}"
    )


def is_xml(page: bytes, content_type: str) -> bool:
    """Whether a page is read by the rules of XML, as browsers do: by its type, else by its declaration."""
    said = content_type.partition(";")[0].strip().lower()
    if said in _UNSAID:
        return page.lstrip(b" \t\r\n\f").startswith(b"<?xml")
    return said in _XML or said.endswith("+xml")
