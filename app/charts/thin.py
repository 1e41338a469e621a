"""Thinning: a long line as the few points that look the same.

Of each of a thousand stretches of the x axis the first, the lowest, the highest and the last point stay (M4
of Jugel, Jerzak, Hackenbroich and Markl, "M4: A Visualization-Oriented Time Series Data Aggregation", 2014):
drawn at that width, the line covers the same pixels. A gap inside a stretch stays one.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from math import isnan

MOST = 4_000
_KEPT, _KEPT_WITH_GAP = 4, 5


def thin(xs: list[float], ys: list[float], *, has_gaps: bool = True, most: int = MOST) -> list[int]:
    """Which points of a line to draw, ascending, at most so many (5 or more).

    NaN in `ys` is missing; `has_gaps` says that there may be some.
    """
    if len(xs) <= most:
        return list(range(len(xs)))
    stretches = max(most // (_KEPT_WITH_GAP if has_gaps else _KEPT), 1)
    first = xs[0]
    width = xs[-1] / stretches - first / stretches
    kept: list[int] = []
    start = 0
    for number in range(1, stretches + 1):
        end = len(xs) if number == stretches else bisect_left(xs, first + number * width, start)
        if end > start:
            part = ys[start:end]
            if has_gaps and isnan(sum(part)):
                kept.extend(_around_a_gap(part, start))
            else:
                lowest, highest = start + part.index(min(part)), start + part.index(max(part))
                one, other = (lowest, highest) if lowest < highest else (highest, lowest)
                last = start - 1
                for place in (start, one, other, end - 1):
                    if place > last:
                        kept.append(place)
                        last = place
        start = end
    return kept


def _around_a_gap(part: list[float], start: int) -> list[int]:
    there = [number for number, value in enumerate(part) if not isnan(value)]
    gap = next(number for number, value in enumerate(part) if isnan(value))
    if not there:
        return [start]
    # One between points, if there is, says more than one at an end.
    gap = next((here + 1 for here, after in pairwise(there) if after > here + 1), gap)
    lowest, highest = min(there, key=part.__getitem__), max(there, key=part.__getitem__)
    return sorted({start + number for number in (there[0], lowest, highest, there[-1], gap)})


def thin_dots(places: list[tuple[int, int]], most: int = MOST) -> list[int]:
    """Which of many dots to draw: one for each place (in pixels) where there are some, at most so many."""
    seen: dict[tuple[int, int], int] = {}
    for number, place in enumerate(places):
        seen.setdefault(place, number)
    kept = list(seen.values())
    if len(kept) <= most:
        return kept
    return [kept[number * len(kept) // most] for number in range(most)]


def runs(xs: list[float], ys: list[float]) -> list[list[tuple[float, float]]]:
    """The points of a line, cut where one is missing."""
    found: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if y != y:
            if found[-1]:
                found.append([])
        else:
            found[-1].append((x, y))
    return found if found[-1] else found[:-1]
