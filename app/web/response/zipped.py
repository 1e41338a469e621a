"""Compressed pages in pieces: what many share is compressed once, and a visitor's name put in between.

Each piece ends at a whole byte (a full flush), so pieces follow each other as one stream; the checksum at
its end is that of the whole.
"""

from __future__ import annotations

import struct
import zlib

LEAST = 1_000
"""Below so many bytes nothing is won."""
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LEVEL = 6


def piece(data: bytes, *, last: bool = False) -> bytes:
    """One piece of a stream; the last one ends it."""
    made = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return made.compress(data) + made.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def joined(pieces: tuple[bytes, ...], plain: tuple[bytes, ...]) -> bytes:
    """The gzip file whose pieces are compressed already; `plain` is what they hold."""
    checksum = length = 0
    for data in plain:
        checksum = zlib.crc32(data, checksum)
        length += len(data)
    return b"".join((_HEAD, *pieces, struct.pack("<II", checksum, length & 0xFFFFFFFF)))
