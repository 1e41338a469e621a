"""The colours of series hold on both grounds and for people who see no red, green or blue."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from app.charts.colours import DARK, DASHES, LIGHT, NAMED, PAINTED
from app.web.context import ROOT

CSS = (ROOT / "static" / "app.css").read_text()
Colour = tuple[float, float, float]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 0.07
"""In OKLab, where 0.02 is about the least that people tell apart side by side."""


def light(colour: str) -> Colour:
    """Linear light of red, green and blue."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    return red, green, blue


def seen(colour: Colour, sight: str) -> Colour:
    """The light as it looks to somebody."""
    red, green, blue = (
        min(max(sum(part * weight for part, weight in zip(colour, row, strict=True)), 0.0), 1.0)
        for row in SIGHTS[sight]
    )
    return red, green, blue


def oklab(colour: Colour) -> Colour:
    """Björn Ottosson's OKLab, in which distances are about what people see."""
    red, green, blue = colour
    long, middle, short = (
        value ** (1 / 3)
        for value in (
            0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
            0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
            0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
        )
    )
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def contrast(one: str, other: str) -> float:
    low, high = sorted(
        sum(part * weight for part, weight in zip(light(colour), (0.2126, 0.7152, 0.0722), strict=True))
        for colour in (one, other)
    )
    return (high + 0.05) / (low + 0.05)


def tokens(selector: str) -> dict[str, str]:
    block = CSS[CSS.index(selector) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[: block.index("}")]))


THEMES = [(LIGHT, ":root {"), (DARK, ":root:not([data-theme=light]) {"), (DARK, ":root[data-theme=dark] {\n")]


@pytest.mark.parametrize(("colours", "selector"), THEMES)
def test_every_colour_stands_out_from_its_ground(colours: tuple[str, ...], selector: str) -> None:
    known = tokens(selector)
    for number, colour in enumerate(colours):
        least = 4.5 if number < NAMED else 3.0
        for ground in ("paper", "card"):
            assert contrast(colour, known[ground]) >= least, (colour, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_colours_stay_apart_for_everybody(colours: tuple[str, ...], sight: str) -> None:
    assert len(set(colours)) == 8
    looks = {colour: oklab(seen(light(colour), sight)) for colour in colours}
    for one, other in combinations(colours, 2):
        assert math.dist(looks[one], looks[other]) >= APART, (one, other)


@pytest.mark.parametrize(("colours", "selector"), THEMES)
def test_the_style_sheet_has_the_same_colours(colours: tuple[str, ...], selector: str) -> None:
    known = tokens(selector)
    assert tuple(known[f"c{number}"] for number in range(1, 9)) == colours


def test_the_style_sheet_has_the_same_dashes_and_no_two_are_alike() -> None:
    assert len(set(DASHES)) == 8
    for number, dash in enumerate(DASHES, start=1):
        rule = rf"\.l{number} {{ stroke: var\(--c{number}\)(?:; stroke-dasharray: ([\d ]+))? }}"
        found = re.search(rule, CSS)
        assert found, number
        assert (found[1] or "") == dash


def test_every_class_of_a_picture_is_painted_where_it_stands_alone() -> None:
    for kind in "q12345678":
        for shape in "lfodw":
            assert f"{shape}{kind}" in PAINTED
