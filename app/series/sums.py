"""Sums of a series over the steps of the calendar, by what kind of numbers they are.

Where nothing is known a step has no value: it is missing, not zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from app.charts.bins import Edges
from app.series.source import Kind, Point

Row = tuple[int, float | None, float | None]
"""When (µs), how much, and of a ratio the whole it is a part of."""


def summed(kind: Kind, rows: Iterable[Row], edges: Edges) -> list[Point]:
    """The value of each step. `rows` ascend in time; those outside of all steps are left out."""
    bins: list[list[Row]] = [[] for _ in edges[:-1]]
    for row in rows:
        place = bisect_right(edges, row[0]) - 1
        if 0 <= place < len(bins) and row[1] is not None:
            bins[place].append(row)
    return [(start, _value(kind, found)) for start, found in zip(edges, bins, strict=False)]


def counted(rows: Iterable[tuple[int, int]], edges: Edges) -> list[Point]:
    """How many in each step, zero where there were none: for what HUD itself has watched all the time."""
    counts = [0] * (len(edges) - 1)
    for at, count in rows:
        place = bisect_right(edges, at) - 1
        if 0 <= place < len(counts):
            counts[place] += count
    return [(start, float(count)) for start, count in zip(edges, counts, strict=False)]


def _value(kind: Kind, rows: list[Row]) -> float | None:
    if not rows:
        return None
    if kind == "level":
        return rows[-1][1]
    if kind == "event":
        return float(len(rows))
    parts = sum(value for _, value, _ in rows if value is not None)
    if kind == "count":
        return parts
    wholes = sum(whole for _, _, whole in rows if whole is not None)
    return parts / wholes if wholes else None
