"""The process that decodes a stranger's picture: limited in memory, files and processor time, used once.

It reads the picture from its standard input and writes two square WebP ones, made from pixels alone,
so nothing of the file itself (place, camera, comments, hidden parts) comes through.
"""

from __future__ import annotations

import struct
import sys
import warnings
from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.images.head import MOST_PIXELS
from app.images.webp import encoded
from app.sandbox import limit

SMALL, LARGE = 64, 256
_MEMORY = 1 << 30
_CPU_S = 10
_QUALITY = 84
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def make(data: bytes, kind: str) -> tuple[bytes, bytes]:
    """The picture as two WebP files. Raises `ValueError` when it cannot be decoded."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses at twice this number
    warnings.simplefilter("ignore")
    try:
        with Image.open(BytesIO(data), formats=[kind]) as opened:
            # A JPEG can be decoded at a fraction of its size, which saves most of the work.
            opened.draft(None, (2 * LARGE, 2 * LARGE))
            turned = _plain(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("broken") from error
    return _square(turned, SMALL), _square(turned, LARGE)


def _plain(opened: Image.Image) -> Image.Image:
    """The first frame in a mode that can be shrunk, no larger than is of use, the right way up."""
    see_through = opened.has_transparency_data
    plain = opened.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((8 * LARGE, 8 * LARGE), Image.Resampling.BOX)
    turn = _TURNS.get(_orientation(opened))
    return plain if turn is None else plain.transpose(turn)


def _orientation(opened: Image.Image) -> int:
    # Notes of cameras and of programs are broken in all ways; the picture is worth more than they are.
    with suppress(Exception):
        return int(opened.getexif().get(0x0112, 1))
    return 1


def _square(picture: Image.Image, side: int) -> bytes:
    fitted = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    clean = Image.new(fitted.mode, fitted.size)
    clean.paste(fitted)
    return encoded(clean, quality=_QUALITY, method=4)


def main(kind: str) -> int:
    """Read, make, write: the length of the small picture, it, and the large one; 1 when it cannot be."""
    limit(memory=_MEMORY, cpu_s=_CPU_S)
    try:
        small, large = make(sys.stdin.buffer.read(), kind)
    except (ValueError, MemoryError):
        return 1
    sys.stdout.buffer.write(struct.pack(">I", len(small)) + small + large)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
