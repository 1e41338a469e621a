"""From bytes to UTF-8: which charset a page is in.

The order is the WHATWG's: byte order mark, HTTP header, what the page declares, guess. As in browsers, a few
bytes that do not fit are lost alone (U+FFFD) and the declaration stands. Only where hardly anything of it
fits is it not believed, if a guess fits without a fault: a page must not be stored as a row of replacement
marks.
"""

import re
from typing import Final, Literal, NamedTuple

import cchardet

from app.extract import declared
from app.extract.labels import codec_of
from app.extract.result import ExtractError
from trie_core import is_utf8

_GUESS_BYTES: Final = 16_384
_FEW: Final = 0.01
"""Share of characters that may fail to decode in whatever charset."""
_HOPELESS: Final = 0.3
"""A larger share means that the bytes are no text in it."""
_USUAL: Final = "cp1252"

_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f\ufffd]")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

Form = Literal["html", "xml", "text"]
"""Where a body may declare its charset: in a `meta`, in an XML declaration, or nowhere."""


class Decoded(NamedTuple):
    """A body as UTF-8, and the codec it was in."""

    text: bytes
    codec: str


def to_utf8(body: bytes, content_type: str, form: Form = "html") -> Decoded:
    """Answer the body as UTF-8, or raise `bad-charset`."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded_by(body[len(mark) :], codec)
    said = declared.of_header(content_type) or _in_body(body, form)
    # Most pages are UTF-8, said or unsaid; bytes that are not hardly ever pass for it.
    if said in (None, "utf-8") and is_utf8(body):
        return Decoded(body, "utf-8")
    return _guessed(body) if said is None else _decoded_by(body, said)


def _in_body(body: bytes, form: Form) -> str | None:
    if form == "text":
        return None
    return declared.of_html(body) if form == "html" else declared.of_xml(body)


def _decoded_by(body: bytes, codec: str) -> Decoded:
    """Decode as declared, unless hardly anything fits and a guess fits."""
    text = body.decode(codec, "replace")
    bad = text.count("\ufffd")
    if bad > _FEW * len(text) and _is_wrong(text, bad, codec):
        guess = _guess(body)
        other = body.decode(guess, "replace")
        if guess != codec and _CONTROL.search(other) is None:
            return _as_utf8(other, guess)
        if bad > _HOPELESS * len(text):
            raise ExtractError("bad-charset", f"expected text in {codec} or {guess}, got bytes that are not")
    return _as_utf8(text, codec)


def _is_wrong(text: str, bad: int, codec: str) -> bool:
    """Whether so many bad characters speak against the charset.

    A single sequence of UTF-8 that fits is hardly chance; in other charsets of several bytes many fit by it.
    """
    good = _good(text, bad)
    return bad > 9 * good if codec == "utf-8" else 9 * bad > good


def _good(text: str, bad: int) -> int:
    return len(text) - len(text.encode("ascii", "ignore")) - bad


def _guessed(body: bytes) -> Decoded:
    """Decode what declares nothing: UTF-8 with a few faults, else the likeliest."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad <= _good(text, bad):
        return _as_utf8(text, "utf-8")
    guess = _guess(body)
    for codec in (guess, _USUAL):
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= _FEW * len(text):
            return _as_utf8(text, codec)
    raise ExtractError("bad-charset", f"expected text in {guess} or {_USUAL}, got bytes that are not")


def _guess(body: bytes) -> str:
    """Answer the likeliest codec, judged from where the bytes stop being ASCII."""
    high = _HIGH.search(body)
    start = max(0, high.start() - 200) if high is not None else 0
    try:
        label = cchardet.detect(body[start : start + _GUESS_BYTES])["encoding"]
    except (ValueError, UnicodeError):
        label = None
    return (codec_of(label) if label else None) or _USUAL


def _as_utf8(text: str, codec: str) -> Decoded:
    return Decoded(text.encode("utf-8", "replace"), codec)
