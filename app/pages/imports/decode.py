"""From the bytes of a list to its text: unpacked within bounds, in whichever encoding it is written."""

from __future__ import annotations

import re
import zlib

import cchardet

from app.extract.labels import codec_of
from app.mark import N_
from app.pages.imports.item import MOST_BYTES, NOT_READ, TOO_LARGE, BadList

_GZIP = b"\x1f\x8b"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(
    rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w:.\-]+)|<meta\s[^>]{0,200}?charset\s*=\s*["']?([\w:.\-]+)""",
    re.IGNORECASE,
)
_PIECE = 16_384
_SAMPLE = 200_000
_WIDE_LEAST = 16  # bytes from which it is seen
_ENOUGH = 40  # bytes beyond ASCII, from which their encoding can be guessed
_OTHERS = (
    (
        b"PK\x03\x04",
        N_("This is a ZIP archive or a spreadsheet. Unpack it, or save it as CSV, and import that."),
    ),
    (
        b"SQLite format 3",
        N_("This is a database of a browser. Export its bookmarks as HTML and import those."),
    ),
    (b"mozLz40", N_("This is a compressed backup of Firefox. Export the bookmarks as HTML or JSON instead.")),
    (b"bplist00", N_("This is a binary file of Safari. Export the bookmarks as HTML and import those.")),
    (b"%PDF-", NOT_READ),
    (b"WARC/", NOT_READ),
)
_DAMAGED = N_("The compressed file is damaged or cut off.")
_TWICE = N_("The compressed file contains another one. Unpack it first.")


def text_of(data: bytes) -> tuple[str, bool]:
    """The text of a list, and whether it is cut off or damaged behind what was read.

    Raises `BadList` for what is no list, gives no text at all or is too large.
    """
    is_cut = False
    if data.startswith(_GZIP):
        data, is_cut = _unpacked(data)
        if data.startswith(_GZIP):
            raise BadList(_TWICE)
    if len(data) > MOST_BYTES:
        raise BadList(TOO_LARGE)
    for magic, why in _OTHERS:
        if data.startswith(magic):
            raise BadList(why)
    text = _decoded(data)
    if text.count("\0") > len(text) // 100:
        raise BadList(NOT_READ)
    return text.removeprefix("\ufeff").replace("\0", ""), is_cut


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """All members of a gzip file, as far as they go, and whether one of them is cut off or damaged."""
    found = bytearray()
    view = memoryview(data)
    stream, place = zlib.decompressobj(wbits=31), 0
    try:
        while place < len(view):
            piece = view[place : place + _PIECE]
            found += stream.decompress(piece, MOST_BYTES + 1 - len(found))
            if len(found) > MOST_BYTES:
                raise BadList(TOO_LARGE)
            place += len(piece) - len(stream.unused_data)
            if stream.eof:
                if view[place : place + 2] != _GZIP:
                    return bytes(found), False
                stream = zlib.decompressobj(wbits=31)
    except zlib.error:
        pass
    if not found:
        raise BadList(_DAMAGED)
    return bytes(found), True


def _decoded(data: bytes) -> str:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    if wide := _wide(data[:400]):
        return data.decode(wide, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    return data.decode(_declared(data[:4_096]) or _guessed(data), "replace")


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin text is a zero."""
    half = len(start) // 2 if len(start) >= _WIDE_LEAST else 0
    if half and start[1::2].count(0) > 0.7 * half and not start[::2].count(0):
        return "utf-16-le"
    if half and start[::2].count(0) > 0.7 * half and not start[1::2].count(0):
        return "utf-16-be"
    return ""


def _declared(start: bytes) -> str | None:
    found = _DECLARED.search(start)
    if found is None:
        return None
    codec = codec_of((found[1] or found[2]).decode("ascii", "replace"))
    # What is declared as UTF-8 and is not was written by a program that knows no encodings.
    return None if codec is None or codec.startswith("utf-") else codec


def _guessed(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if sum(byte > 127 for byte in sample) < _ENOUGH:
        return "cp1252"
    try:
        label = cchardet.detect(sample)["encoding"]
    except (ValueError, UnicodeError):
        label = None
    codec = codec_of(label) if label else None
    return codec if codec and not codec.startswith("utf-") else "cp1252"
