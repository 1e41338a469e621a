"""Map of earthquakes as SVG: complete without a script, also as a file.

Where there are many, those of a cell of the grid are one circle that leads to its box; the largest ones stay
by themselves. What lies near the edges is there once: the map begins and ends in the Atlantic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import floor

import msgspec
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from app.charts.world.paths import land
from app.charts.world.view import WIDTH, View
from app.equake.asked import Where
from app.equake.service import Point
from app.i18n import format_number, gettext, ngettext
from app.i18n.locales import formats
from app.i18n.reader import current

VIEW = View(centre=150, north=84, south=-66)
FEW = 120
"""So many are drawn each by itself."""
NAMED = 3
_CELL = 6.0
_LARGE = 12
_HOUR, _DAY, _THREE = 3_600_000_000, 86_400_000_000, 3 * 86_400_000_000


class Mark(msgspec.Struct, frozen=True):
    """A circle: per cent from left and top, radius in pixels, class of age, where it leads, what it says."""

    x: float
    y: float
    r: float
    age: int
    link: str
    title: str
    name: str = ""
    count: int = 1


def radius(mag: float | None) -> float:
    """How large a circle is, in pixels: its area grows tenfold in two magnitudes and a half."""
    return round(max(1.6, min(1.15 * 10 ** ((mag or 0.0) * 0.135), 14.0)), 1)


def age(time: int, now: int) -> int:
    """1 for the past hour, 2 for the past day, 3 for three days, 4 for what is older."""
    past = now - time
    return 1 if past <= _HOUR else 2 if past <= _DAY else 3 if past <= _THREE else 4


def marks(points: Sequence[Point], where: Where, now: int) -> list[Mark]:
    """What is drawn, the strongest last, so that it lies on top."""
    shown = [point for point in points if VIEW.south <= point.lat <= VIEW.north]
    strong = sorted(shown, key=lambda point: point.mag if point.mag is not None else -9.0)
    if len(strong) <= FEW:
        named = {point.usgs for point in strong[-NAMED:]}
        return [_one(point, now, is_named=point.usgs in named) for point in strong]
    rest, large = strong[:-_LARGE], strong[-_LARGE:]
    cells: dict[tuple[int, int], list[Point]] = {}
    for point in rest:
        cells.setdefault((floor(point.lon / _CELL), floor(point.lat / _CELL)), []).append(point)
    found = [_cell(place, inside, where, now) for place, inside in cells.items()]
    found.sort(key=lambda mark: mark.r, reverse=True)
    return found + [_one(point, now, is_named=number >= _LARGE - NAMED) for number, point in enumerate(large)]


def magnitude(mag: float | None) -> str:
    """A magnitude as it is written: one place, a true minus, or that there is none."""
    return gettext("no magnitude") if mag is None else f"M\u00a0{tenths(mag)}"


def tenths(value: float) -> str:
    """A number with one place, also where that is a zero, as the reader writes it."""
    return str(format_decimal(value, "0.0", locale=formats(current().locale)))


def _one(point: Point, now: int, *, is_named: bool) -> Mark:
    x, y = _place(point.lon, point.lat)
    said = magnitude(point.mag)
    return Mark(
        x,
        y,
        radius(point.mag),
        age(point.time, now),
        f"/equake/{point.usgs}",
        f"{said}, {point.place}" if point.place else said,
        said if is_named else "",
    )


def _cell(place: tuple[int, int], inside: list[Point], where: Where, now: int) -> Mark:
    if len(inside) == 1:
        return _one(inside[0], now, is_named=False)
    west, south = place[0] * _CELL, place[1] * _CELL
    lon = sum(point.lon for point in inside) / len(inside)
    lat = sum(point.lat for point in inside) / len(inside)
    x, y = _place(lon, lat)
    box = (max(west, -180.0), max(south, -90.0), min(west + _CELL, 180.0), min(south + _CELL, 90.0))
    count = len(inside)
    said = ngettext("%(count)s earthquake", "%(count)s earthquakes", count) % {"count": format_number(count)}
    strongest = magnitude(max((point.mag for point in inside if point.mag is not None), default=None))
    return Mark(
        x,
        y,
        round(min(3.0 + count**0.5 * 0.55, 15.0), 1),
        min(age(point.time, now) for point in inside),
        where.link(box=box, place=""),
        gettext("%(events)s, the strongest %(magnitude)s") % {"events": said, "magnitude": strongest},
        count=count,
    )


def _place(lon: float, lat: float) -> tuple[float, float]:
    turn = next(iter(VIEW.turns(lon, lon)), 0.0)
    x, y = VIEW.place(lon + turn, lat)
    return round(x / WIDTH * 100, 2), round(y / VIEW.height * 100, 2)


def drawn(found: Sequence[Mark], about: str, url: Callable[[str], str]) -> Markup:
    """The picture for a page, whose style sheet colours it; circles keep their size at any width."""
    pieces = "".join(_pieces(found, url, lambda kind: f'class="{kind}"'))
    return Markup(f'<svg class="quakes-map" role="group" aria-label="{escape(about)}">{pieces}</svg>')


def alone(found: Sequence[Mark], about: str, url: Callable[[str], str]) -> Markup:
    """The same as a file, with colours of its own."""
    wide, high = 960, round(960 * VIEW.height / WIDTH)
    pieces = "".join(_pieces(found, url, _PAINT.__getitem__))
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" role="img"'
        f' font-family="Inter, sans-serif" font-size="12"><title>{escape(about)}</title>'
        f'<rect width="100%" height="100%" fill="#fbfaf6"/>{pieces}</svg>\n'
    )


def _pieces(found: Sequence[Mark], url: Callable[[str], str], paint: Callable[[str], str]) -> Iterator[str]:
    yield (
        f'<svg width="100%" height="100%" viewBox="0 0 {WIDTH} {VIEW.height}" preserveAspectRatio="none">'
        f'<path {paint("land")} d="{land(VIEW)}"/></svg>'
    )
    for mark in found:
        title = escape(mark.title)
        yield (
            f'<a href="{escape(url(mark.link))}" aria-label="{title}"><title>{title}</title>'
            f'<circle {paint(f"q a{mark.age}")} cx="{mark.x}%" cy="{mark.y}%" r="{mark.r:g}"/>'
        )
        if mark.age == 1:
            yield f'<circle {paint("ring")} cx="{mark.x}%" cy="{mark.y}%" r="{mark.r + 4:g}"/>'
        yield "</a>"
    for mark in found:
        if mark.name:
            is_end = mark.x > 90
            side = -mark.r - 5 if is_end else mark.r + 5
            kind = "name end" if is_end else "name"
            yield (
                f'<svg x="{mark.x}%" y="{mark.y}%" overflow="visible" aria-hidden="true">'
                f'<text {paint(kind)} x="{side:g}" y="4">{escape(mark.name)}</text></svg>'
            )


_PAINT = {
    "land": 'fill="#e9e7dc" stroke="#cfcbbf" stroke-width="2"',
    "q a1": 'fill="#bd3a1b" stroke="#7c1f08"',
    "q a2": 'fill="#dd7f4f" stroke="#7c1f08"',
    "q a3": 'fill="#f5cfa6" stroke="#9a5a20"',
    "q a4": 'fill="#ffffff" fill-opacity=".8" stroke="#6a717b"',
    "ring": 'fill="none" stroke="#bd3a1b" stroke-width="1.5"',
    "name": 'fill="#1a1f26" font-weight="600"',
    "name end": 'fill="#1a1f26" font-weight="600" text-anchor="end"',
}
"""What the style sheet says of each class on light ground, for a file that brings no style sheet."""
