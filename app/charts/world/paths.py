"""Paths of countries on a view: SVG path data in whole units, kept for the view that was asked for last."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from app.charts.world.land import Country, Ring, countries
from app.charts.world.view import View
from app.memory import tables

_SEAM, _POLE = 180.0, 90.0
_LEAST_STEP = 3
"""Places nearer than so many units (about a pixel) are one."""


@tables.counted(120_000)
@lru_cache(maxsize=1)
def paths(view: View) -> tuple[tuple[Country, str], ...]:
    """Each country that shows on the view with the data of its path, to be filled by the even-odd rule."""
    return tuple(_paths(view))


@tables.counted(60_000)
@lru_cache(maxsize=1)
def land(view: View) -> str:
    """The path of all land at once, to be filled."""
    return "".join(path for _, path in _paths(view))


@tables.counted(60_000)
@lru_cache(maxsize=1)
def borders(view: View) -> str:
    """The path of all coasts and borders, to be drawn as a line: without the cuts at the 180th meridian."""
    pieces = []
    for country in countries():
        for ring in country.rings:
            for turn in _turns(ring, view):
                pieces += [_line(run, turn, view, is_closed=False) for run in _without_seam(ring)]
    return "".join(pieces)


def _paths(view: View) -> Iterator[tuple[Country, str]]:
    for country in countries():
        path = _path(country, view)
        if path:
            yield country, path


def _path(country: Country, view: View) -> str:
    return "".join(
        _line(ring, turn, view, is_closed=True) for ring in country.rings for turn in _turns(ring, view)
    )


def _turns(ring: Ring, view: View) -> list[float]:
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    if north < view.south or south > view.north:
        return []
    return view.turns(min(x for x, _ in ring), max(x for x, _ in ring))


def _line(ring: Ring, turn: float, view: View, *, is_closed: bool) -> str:
    last_x = last_y = 0
    steps: list[str] = []
    for longitude, latitude in ring:
        x, y = view.place(longitude + turn, latitude)
        place_x, place_y = round(x), round(y)
        if not steps:
            steps.append(f"M{place_x} {place_y}l")
        elif abs(place_x - last_x) + abs(place_y - last_y) < _LEAST_STEP:
            continue
        else:
            steps.append(f"{place_x - last_x} {place_y - last_y} ")
        last_x, last_y = place_x, place_y
    if len(steps) == 1:
        # Too small for any step: as large as the smallest one.
        steps.append(f"{_LEAST_STEP} 0 0 {_LEAST_STEP} ")
    # A minus divides as well as a blank does.
    return "".join(steps).rstrip().replace(" -", "-") + ("z" if is_closed else "")


def _without_seam(ring: Ring) -> list[Ring]:
    """The ring as lines, without its edges along the meridian at which it was cut, and along a pole."""
    runs: list[Ring] = [[ring[0]]]
    for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]):
        if (abs(x0) == _SEAM and x0 == x1) or abs(y0) == abs(y1) == _POLE:
            runs.append([])
        runs[-1].append((x1, y1))
    return [run for run in runs if len(run) > 1]
