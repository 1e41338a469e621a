"""Atlas: outlines of countries as TopoJSON tells them, made small enough to be sent with a page.

Borders that two countries share are simplified once, so no gap opens between them (Visvalingam and Whyatt,
"Line generalisation by repeated elimination of points", 1993). What crosses the 180th meridian is cut there,
and what goes around a pole is closed along it, so that every ring can be drawn on a flat map as it is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians

import msgspec

from app.charts.world.codes import alpha_2_of, alpha_3_of

Place = tuple[float, float]
"""Longitude and latitude in degrees."""
Line = list[Place]

GRAIN = 20
"""Parts of a degree; a place is a whole number of them. A twentieth is under 6 km."""
_LEAST_AREA = 0.02
"""A point whose triangle is smaller (square degrees at the equator) is left out."""
_LEAST_ISLAND = 0.1
"""So is a ring, unless it is the largest of its country."""
_HALF, _WHOLE = 180, 360
_LEAST_RING = 3


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One country as the file holds it: rings of whole numbers, the first place and then steps from each to
    the next, x and y by turns, without the first place again. Codes are "" where ISO 3166-1 has none."""

    id: str
    a2: str
    a3: str
    name: str
    rings: list[list[int]]


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file: divide by `grain` for degrees."""

    grain: int
    source: str
    licence: str
    countries: list[Shape]


class _Transform(msgspec.Struct):
    scale: tuple[float, float]
    translate: tuple[float, float]


class _Properties(msgspec.Struct):
    name: str


class _Geometry(msgspec.Struct):
    type: str
    properties: _Properties
    arcs: list[list[int | list[int]]]
    """Of a polygon its rings; of several polygons the rings of each."""
    id: str = ""


class _Countries(msgspec.Struct):
    geometries: list[_Geometry]


class _Objects(msgspec.Struct):
    countries: _Countries


class Topology(msgspec.Struct):
    """What is read of a TopoJSON file of world-atlas."""

    transform: _Transform
    arcs: list[list[tuple[int, int]]]
    objects: _Objects


def world(topology: Topology, *, source: str, licence: str) -> World:
    """All countries, by name."""
    lines = [simplified(line) for line in _lines(topology)]
    rings: dict[tuple[str, str], list[Line]] = {}
    for geometry in topology.objects.countries.geometries:
        # Some countries stand there twice, with a far island of their own.
        owner = (geometry.id, "" if geometry.id else geometry.properties.name)
        rings.setdefault(owner, []).extend(_ring(lines, arcs) for arcs in _rings(geometry))
    names = {
        (geometry.id, "" if geometry.id else geometry.properties.name): geometry.properties.name
        for geometry in reversed(topology.objects.countries.geometries)
    }
    shapes = [_shape(owner[0], names[owner], found) for owner, found in rings.items()]
    shapes.sort(key=lambda shape: shape.name)
    return World(grain=GRAIN, source=source, licence=licence, countries=shapes)


def _shape(number: str, name: str, rings: list[Line]) -> Shape:
    whole = sorted(rings, key=area, reverse=True)
    kept = [ring for place, ring in enumerate(whole) if place == 0 or area(ring) >= _LEAST_ISLAND]
    parts = [steps for ring in kept for part in split(ring) if (steps := _steps(part))]
    return Shape(id=number, a2=alpha_2_of(number, name), a3=alpha_3_of(number, name), name=name, rings=parts)


def simplified(line: Line, least: float = _LEAST_AREA) -> Line:
    """A line without the points that hardly show; both ends stay, and two more where it is closed."""
    fewest = _LEAST_RING + 1 if line[0] == line[-1] else 2
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    there = [True] * len(line)
    queue = [(_triangle(line[n - 1], line[n], line[n + 1]), n) for n in range(1, len(line) - 1)]
    known = {n: size for size, n in queue}
    heapq.heapify(queue)
    count = len(line)
    while queue and count > fewest:
        size, n = heapq.heappop(queue)
        if not there[n] or known[n] != size:
            continue
        if size >= least:
            break
        there[n] = False
        count -= 1
        left, right = before[n], after[n]
        after[left], before[right] = right, left
        for one in (left, right):
            if 0 < one < len(line) - 1:
                # Never smaller than the point that went, or one far out would go early.
                known[one] = max(size, _triangle(line[before[one]], line[one], line[after[one]]))
                heapq.heappush(queue, (known[one], one))
    return [place for place, stays in zip(line, there, strict=True) if stays]


def split(ring: Line) -> list[Line]:
    """The ring cut at the 180th meridian, and closed along a pole that it goes around.

    Neither has its first place again at its end.
    """
    turned = [ring[0]]
    for x, y in ring[1:]:
        last = turned[-1][0]
        turned.append((x + _WHOLE * round((last - x) / _WHOLE), y))
    if abs(turned[-1][0] - turned[0][0]) > _HALF:
        pole = 90.0 if sum(y for _, y in turned) > 0 else -90.0
        turned += [(turned[-1][0], pole), (turned[0][0], pole)]
    first = round((min(x for x, _ in turned)) // _WHOLE) - 1
    last_turn = round((max(x for x, _ in turned)) // _WHOLE) + 1
    found = []
    for turn in range(first, last_turn + 1):
        middle = turn * _WHOLE
        part = _cut(_cut(turned, middle - _HALF, 1), middle + _HALF, -1)
        moved = [(x - middle, y) for x, y in part]
        if moved:
            found.append(moved)
    # A ring that ends at the meridian has a part of no width beyond it.
    return [part for part in found if len(found) == 1 or area(part) > 0]


def area(ring: Sequence[Place]) -> float:
    """How large a ring looks, in square degrees of the equator; far from it a degree is narrower."""
    size = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True))
    return abs(size) / 2 * _narrow(sum(y for _, y in ring) / len(ring)) if ring else 0.0


def _cut(ring: Line, border: float, side: int) -> Line:
    """What is at one side of a meridian (Sutherland and Hodgman 1974)."""
    kept: Line = []
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        inside, next_inside = (x0 - border) * side >= 0, (x1 - border) * side >= 0
        if inside:
            kept.append((x0, y0))
        if inside != next_inside:
            kept.append((border, y0 + (y1 - y0) * (border - x0) / (x1 - x0)))
    return kept


def _lines(topology: Topology) -> Iterable[Line]:
    (wide, high), (left, low) = topology.transform.scale, topology.transform.translate
    for arc in topology.arcs:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * wide + left, y * high + low))
        yield line


def _rings(geometry: _Geometry) -> Iterable[list[int]]:
    for part in geometry.arcs:
        ring = [number for number in part if isinstance(number, int)]
        if ring:
            yield ring
        yield from (inner for inner in part if not isinstance(inner, int))


def _ring(lines: list[Line], arcs: list[int]) -> Line:
    ring: Line = []
    for number in arcs:
        # A negative number is an arc gone backwards: ~0 is the first.
        line = lines[number] if number >= 0 else lines[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def _steps(ring: Line) -> list[int]:
    """A ring in whole numbers; nothing where it has become a line."""
    places: list[tuple[int, int]] = []
    for x, y in ring:
        place = (round(x * GRAIN), round(y * GRAIN))
        if not places or places[-1] != place:
            places.append(place)
    while len(places) > 1 and places[0] == places[-1]:
        places.pop()
    if len(places) < _LEAST_RING:
        x, y = places[0]
        # The smallest of countries is still somewhere, and on this side of the 180th meridian.
        x -= x == _HALF * GRAIN
        places = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
    flat = list(places[0])
    for (x0, y0), (x1, y1) in pairwise(places):
        flat += [x1 - x0, y1 - y0]
    return flat


def _triangle(a: Place, b: Place, c: Place) -> float:
    size = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return abs(size) / 2 * _narrow(b[1])


def _narrow(latitude: float) -> float:
    return max(cos(radians(latitude)), 0.05)
