"""Reader of a picture's header: its format and claimed size in pixels, without decoding any.

What claims too much, or is something else as well, is refused here, at the price of a few reads.
"""

from __future__ import annotations

import re
from struct import error as StructError
from struct import unpack_from
from typing import Literal

import msgspec

Kind = Literal["JPEG", "PNG", "WEBP", "GIF"]
MOST_PIXELS = 50_000_000
_MOST_SIDE = 20_000
_PNG = b"\x89PNG\r\n\x1a\n"
# Frames of a JPEG: all SOF markers but the ones for tables (DHT, JPG, DAC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
# What browsers, servers or viewers would run or open if they took the file for it.
_ACTIVE = re.compile(rb"<script|<\?php|<svg[\s>]|<html|<!doctype\s+html|<body[\s>]|<iframe", re.IGNORECASE)
_PDF = b"%PDF-"
_ZIP_END = b"PK\x05\x06"
_PDF_WITHIN, _ZIP_WITHIN = 1_024, 65_557


class Head(msgspec.Struct, frozen=True):
    """A picture's kind and the size it says it has."""

    kind: Kind
    width: int
    height: int

    @property
    def fits(self) -> bool:
        """Whether there is a pixel at all, and not more of them than are decoded."""
        sides = 0 < self.width <= _MOST_SIDE and 0 < self.height <= _MOST_SIDE
        return sides and self.width * self.height <= MOST_PIXELS


def read_head(data: bytes) -> Head | None:
    """The kind and size, or None when this is none of the four kinds."""
    try:
        if data.startswith(_PNG) and data[12:16] == b"IHDR":
            return Head("PNG", *unpack_from(">II", data, 16))
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return Head("GIF", *unpack_from("<HH", data, 6))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        return _jpeg(data) if data[:3] == b"\xff\xd8\xff" else None
    except StructError:
        return None


def is_something_else_too(data: bytes) -> bool:
    """Whether the bytes are also a page, a script, a document or an archive to some reader."""
    return _ACTIVE.search(data) is not None or _PDF in data[:_PDF_WITHIN] or _ZIP_END in data[-_ZIP_WITHIN:]


def _webp(data: bytes) -> Head | None:
    form = data[12:16]
    if form == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    elif form == b"VP8L":
        (packed,) = unpack_from("<I", data, 21)
        width, height = (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    elif form == b"VP8 ":
        width, height = (side & 0x3FFF for side in unpack_from("<HH", data, 26))
    else:
        return None
    return Head("WEBP", width, height)


def _jpeg(data: bytes) -> Head | None:
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = unpack_from(">HH", data, at + 5)
            return Head("JPEG", width, height)
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None
