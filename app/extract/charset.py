"""From bytes to UTF-8: which charset a page is in, and a decoding that tells when it was not.

The order is the WHATWG's (byte order mark, HTTP header, meta element, guess), except that a declared charset
which does not fit the bytes is not believed: a page must not be stored as a row of replacement marks.
"""

import re
from typing import Final

import cchardet

from app.extract.labels import codec_of
from app.extract.result import ExtractError
from trie_core import is_utf8

_PRESCAN: Final = 1024
_GUESS_BYTES: Final = 16_384
_MAX_BAD: Final = 0.01
"""Share of characters that may fail to decode; a stray byte in a long page is common and harmless."""

_HIGH = re.compile(rb"[\x80-\xff]")
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';,]+)""", re.I)
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.S)
_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.\-]+)""", re.I)
_XML = re.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w:.\-]+)""")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def to_utf8(body: bytes, content_type: str) -> bytes:
    """Answer the body as UTF-8, or raise `bad-charset`."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _tried(body[len(mark) :], [codec])
    declared = _declared(body, content_type)
    # Most pages are UTF-8, said or unsaid; bytes that are not hardly ever pass for it.
    if declared in (None, "utf-8") and is_utf8(body):
        return body
    return _tried(body, [declared] if declared is not None else [])


def _tried(body: bytes, codecs: list[str]) -> bytes:
    """Decode by the first codec that fits, the last of them a guess."""
    for codec in codecs:
        text = _decoded(body, codec)
        if text is not None:
            return text.encode("utf-8", "replace")
    guess = _guess(body)
    text = _decoded(body, guess)
    if text is None:
        tried = ", ".join((*codecs, guess))
        raise ExtractError("bad-charset", f"expected text in {tried}, got bytes that are not")
    return text.encode("utf-8", "replace")


def _declared(body: bytes, content_type: str) -> str | None:
    header = _HEADER_CHARSET.search(content_type)
    if header is not None and (codec := codec_of(header[1])) is not None:
        return codec
    head = body[:_PRESCAN]
    found = _XML.search(head) or _META.search(_COMMENT.sub(b"", head) if b"<!--" in head else head)
    codec = codec_of(found[1].decode("ascii", "replace")) if found is not None else None
    # A prescan that could be read as ASCII cannot have been UTF-16 (WHATWG).
    return "utf-8" if codec is not None and codec.startswith("utf-16") else codec


def _guess(body: bytes) -> str:
    """Answer the likeliest codec, judged from where the bytes stop being ASCII."""
    high = _HIGH.search(body)
    start = max(0, high.start() - 200) if high is not None else 0
    try:
        label = cchardet.detect(body[start : start + _GUESS_BYTES])["encoding"]
    except (ValueError, UnicodeError):
        label = None
    return (codec_of(label) if label else None) or "cp1252"


def _decoded(body: bytes, codec: str) -> str | None:
    text = body.decode(codec, "replace")
    return None if text.count("\ufffd") > _MAX_BAD * len(text) else text
