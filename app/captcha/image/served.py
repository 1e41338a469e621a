"""A picture as it is sent: each time a little other, so that its bytes are no mark to know it by.

The change follows from the address it is asked under and from a key: who asks there twice gets the
same bytes and cannot average the noise away, and nobody outside can work it out and take it off.
"""

from __future__ import annotations

import random
from io import BytesIO

from PIL import Image

from app.images.webp import FORMAT, encoded

NOISE = 0.06
_MARGIN = 6


def served(body: bytes, look: str) -> bytes:
    """The kept picture as WebP without any metadata, changed as `look` says."""
    chance = random.Random(look)
    with Image.open(BytesIO(body), formats=[FORMAT]) as kept:
        picture = kept.convert("RGB")
    picture = picture.rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=_corner(picture))
    left, top, right, bottom = (chance.randint(0, _MARGIN) for _ in range(4))
    picture = picture.crop((left, top, picture.width - right, picture.height - bottom))
    grain = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
    picture = Image.blend(picture, grain.convert("RGB"), NOISE)
    return encoded(picture, quality=chance.randint(70, 85), method=2)


def _corner(picture: Image.Image) -> tuple[int, ...]:
    found = picture.getpixel((0, 0))
    return found if isinstance(found, tuple) else (255, 255, 255)
