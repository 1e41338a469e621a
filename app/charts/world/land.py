"""Outlines of the world as the server draws them, from the file that browsers get too."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import msgspec

from app.charts.world.atlas import World

NAME = "world.json"
"""Below static/."""
PATH = Path(__file__).resolve().parents[3] / "static" / NAME

Ring = list[tuple[float, float]]
"""Longitudes and latitudes in degrees, -180 to 180; the first place is not there again."""


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """One country: its codes ("" where it has none), its English name, its rings and how large they are.

    `at` is the middle of its largest part, and `extent` that part's width or height in degrees, whichever is
    more: where a mark stands for a country that is too small to be seen.
    """

    a2: str
    a3: str
    name: str
    rings: tuple[Ring, ...]
    at: tuple[float, float]
    extent: float


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """All of them, by their English names."""
    world = msgspec.json.decode(PATH.read_bytes(), type=World)
    return tuple(
        _country(world.grain, shape.a2, shape.a3, shape.name, shape.rings) for shape in world.countries
    )


@lru_cache(maxsize=1)
def by_code() -> dict[str, Country]:
    """Those that have a code of three letters."""
    return {country.a3: country for country in countries() if country.a3}


@lru_cache(maxsize=1)
def _borders() -> dict[str, list[str]]:
    """By code, the codes of countries whose outlines share two places at least, the longest border first."""
    owners: dict[tuple[float, float], set[str]] = {}
    for country in countries():
        if country.a3:
            for place in (place for ring in country.rings for place in ring):
                owners.setdefault(place, set()).add(country.a3)
    shared: dict[str, Counter[str]] = {}
    for codes in owners.values():
        for code in codes:
            shared.setdefault(code, Counter()).update(codes - {code})
    return {
        code: [other for other, count in found.most_common() if count > 1] for code, found in shared.items()
    }


def neighbours(code: str) -> list[str]:
    """The codes of the countries that a country has a border with on land; none of an island."""
    return _borders().get(code, [])


def _country(grain: int, a2: str, a3: str, name: str, rings: list[list[int]]) -> Country:
    places = tuple(
        [(x / grain, y / grain) for x, y in zip(accumulate(ring[::2]), accumulate(ring[1::2]), strict=True)]
        for ring in rings
    )
    main = max(places, key=_extent)
    xs, ys = [x for x, _ in main], [y for _, y in main]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    return Country(a2=a2, a3=a3, name=name, rings=places, at=middle, extent=_extent(main))


def _extent(ring: Ring) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))
