"""Draws a picture of letters and digits that a person reads at once and a program less easily.

Everything that varies comes from one source of chance, so a test can draw the same picture again.
Programs that read pictures are good at it; what keeps them out is that an answer counts once and
that tries are few. The picture only has to make each try cost something.
"""

from __future__ import annotations

import colorsys
import math
import random
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.captcha.image.fonts import some_face
from app.captcha.image.letters import CAPITAL, SMALL

Colour = tuple[int, int, int]
_EDGE = 16
_GRID = 4
_CAPITALS = 0.4
_LIGHT = 0.3  # of the pictures are light on dark


def drawn(units: Sequence[str], chance: random.Random) -> Image.Image:
    """A picture of `units` from left to right."""
    ink, paper = _colours(chance)
    letters = [_letter(unit, chance) for unit in units]
    width = sum(letter.width for letter in letters) + 2 * _EDGE
    height = max(letter.height for letter in letters) + 2 * _EDGE
    mask = Image.new("L", (width, height), 0)
    left = _EDGE
    for letter in letters:
        room = height - letter.height
        top = room // 2 + chance.randint(-_EDGE // 2, _EDGE // 2)
        mask.paste(ImageChops.lighter(letter, mask.crop(_box(letter, left, top))), (left, top))
        left += letter.width - chance.randint(0, 2)
    mask = mask.crop((0, 0, left + _EDGE, height))
    _strike(mask, chance)
    mask = _bent(mask, chance).filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.9)))
    picture = _ground(mask.size, paper, chance)
    picture.paste(Image.new("RGB", mask.size, ink), mask=mask)
    _speckle(picture, ink, chance)
    return picture


def _box(letter: Image.Image, left: int, top: int) -> tuple[int, int, int, int]:
    return left, top, left + letter.width, top + letter.height


def _colours(chance: random.Random) -> tuple[Colour, Colour]:
    """Ink and paper of any hue, dark on light or now and then light on dark, never close."""
    hue = chance.random()
    dark = _colour(hue, chance.uniform(0.5, 0.9), chance.uniform(0.15, 0.32))
    light = _colour(hue + chance.uniform(0.2, 0.8), chance.uniform(0.05, 0.2), chance.uniform(0.88, 0.97))
    return (light, dark) if chance.random() < _LIGHT else (dark, light)


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _letter(unit: str, chance: random.Random) -> Image.Image:
    """One letter, turned a little; small or capital as it comes, since both are the same answer."""
    capital = unit in CAPITAL or (len(unit) == 1 and unit not in SMALL and chance.random() < _CAPITALS)
    text = unit.upper() if capital else unit
    face = some_face(chance, chance.randint(40, 50))
    left, top, right, bottom = face.getbbox(text)
    size = math.ceil(right - left) + 6, math.ceil(bottom - top) + 6
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).text((3 - left, 3 - top), text, fill=255, font=face)
    return mask.rotate(chance.uniform(-14, 14), Image.Resampling.BICUBIC, expand=True)


def _strike(mask: Image.Image, chance: random.Random) -> None:
    """One or two thin waves across everything, in the ink's own colour."""
    pen = ImageDraw.Draw(mask)
    for _ in range(chance.choice((1, 2))):
        middle, swing = mask.height * chance.uniform(0.35, 0.65), chance.uniform(4, 10)
        length, phase = chance.uniform(60, 140), chance.uniform(0, math.tau)
        wave = [
            (x, middle + swing * math.sin(x / length * math.tau + phase)) for x in range(0, mask.width, 4)
        ]
        pen.line(wave, fill=255, width=2, joint="curve")


def _bent(mask: Image.Image, chance: random.Random) -> Image.Image:
    """The picture pulled about at the crossings of a coarse grid, whose outside stays where it is."""
    xs = [round(mask.width * place / (2 * _GRID)) for place in range(2 * _GRID + 1)]
    ys = [round(mask.height * place / 2) for place in range(3)]
    moved = {
        (x, y): (x + chance.uniform(-4, 4), y + chance.uniform(-5, 5))
        if 0 < x < mask.width and 0 < y < mask.height
        else (float(x), float(y))
        for x in xs
        for y in ys
    }
    mesh = []
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            corners = moved[left, top], moved[left, bottom], moved[right, bottom], moved[right, top]
            mesh.append(((left, top, right, bottom), tuple(value for corner in corners for value in corner)))
    return mask.transform(mask.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _ground(size: tuple[int, int], paper: Colour, chance: random.Random) -> Image.Image:
    """Paper with a slight stain here and there."""
    ground = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(ground, "RGBA")
    for _ in range(6):
        x, y, radius = chance.randint(0, size[0]), chance.randint(0, size[1]), chance.randint(12, 40)
        tint = (*_colour(chance.random(), 0.4, 0.6), 28)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tint)
    return ground


def _speckle(picture: Image.Image, ink: Colour, chance: random.Random) -> None:
    """Dots of ink, too small to be taken for an accent."""
    pen = ImageDraw.Draw(picture)
    dots = [(chance.randrange(picture.width), chance.randrange(picture.height)) for _ in range(160)]
    pen.point(dots, fill=ink)
