"""The faces that pictures are written in: those HUD ships, and common ones of the system.

HUD's own are there on every machine, so the first picture never waits for an installation.
"""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

Face = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SHIPPED = Path(__file__).parents[3] / "static" / "vendor"
_OWN = (
    _SHIPPED / "inter" / "inter-latin-wght-normal.woff2",
    _SHIPPED / "source-serif-4" / "source-serif-4-latin-wght-normal.woff2",
)
_SYSTEM = Path("/usr/share/fonts/truetype")
# Upright or slanted, but all with letters that tell themselves apart.
_COMMON = (
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSans-Bold.ttf",
    "dejavu/DejaVuSerif.ttf",
    "dejavu/DejaVuSansMono-Bold.ttf",
    "liberation/LiberationSerif-Bold.ttf",
    "liberation/LiberationSans-Italic.ttf",
    "liberation/LiberationMono-Bold.ttf",
)
_WEIGHTS = (400, 600, 800)


@lru_cache(maxsize=1)
def faces() -> tuple[Path, ...]:
    """The files that can be read here; a build of Pillow may not know compressed ones."""
    return tuple(path for path in (*_OWN, *(_SYSTEM / name for name in _COMMON)) if _reads(path))


def some_face(chance: random.Random, size: int) -> Face:
    """A face, in some weight where it has several, `size` pixels high."""
    found = faces()
    if not found:
        return ImageFont.load_default(size)
    path = chance.choice(found)
    face = ImageFont.truetype(path, size)
    if path in _OWN:
        face.set_variation_by_axes([chance.choice(_WEIGHTS)])
    return face


def _reads(path: Path) -> bool:
    try:
        ImageFont.truetype(path, 12)
    except OSError:
        return False
    return True
