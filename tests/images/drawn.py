"""Pictures as people and attackers send them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw

RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red, with a blue quarter at the upper left."""
    made = Image.new(mode, (width, height), RED)
    ImageDraw.Draw(made).rectangle((0, 0, width // 2, height // 2), fill=BLUE)
    return made


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def empty_png(width: int, height: int) -> bytes:
    """A file of a few bytes that claims a size, with nothing behind it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + head
