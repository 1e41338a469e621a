"""Files of a chart for programs: CSV with every number, and JSON with as many as can be drawn.

Unit, source and licence stand inside. A missing number is an empty cell, or null.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from io import StringIO
from math import isnan

import msgspec

from app.charts.chart import Chart, ChartError, Mark, Series
from app.charts.marks import thinned
from app.charts.words import clean
from app.clock import iso

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Number = float | None


class JsonAxis(msgspec.Struct, frozen=True):
    """What the places of the points are."""

    kind: str
    label: str
    unit: str


class JsonSeries(msgspec.Struct, frozen=True, omit_defaults=True):
    """A series: points are [x, y], those of a band [x, y, low, high]; `of` is how many there are in all."""

    label: str
    mark: Mark
    points: list[list[float | int | str | None]]
    of: int
    is_thinned: bool = False


class JsonChart(msgspec.Struct, frozen=True):
    """A chart as JSON; the x of a time axis is ISO 8601 in UTC."""

    title: str
    about: str
    unit: str
    source: str
    licence: str
    x: JsonAxis
    y: JsonAxis
    series: list[JsonSeries]


def as_csv(chart: Chart) -> bytes:
    """Every number of every series in a row of its own: series, x, y, low, high, unit, source, licence."""
    ranges = any(series.low for series in chart.series)
    head = [
        "series",
        _column(chart),
        "value",
        *(["low", "high"] if ranges else []),
        "unit",
        "source",
        "licence",
    ]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    tail = [safe(chart.unit), safe(chart.source), safe(chart.licence)]
    for series in chart.series:
        label = safe(series.label)
        where = [_x(chart, x) for x in series.x]
        for number, (x, y) in enumerate(zip(where, series.y, strict=True)):
            edges: list[object] = []
            if ranges:
                edges = [_y(series.low[number]), _y(series.high[number])] if series.low else ["", ""]
            writer.writerow([label, x, _y(y), *edges, *tail])
    return out.getvalue().encode()


def as_json(chart: Chart, between: tuple[float, float] | None = None) -> bytes:
    """At most 4,000 points of each series, with the lowest and highest kept; `between` two x if asked."""
    shaped = JsonChart(
        title=clean(chart.title),
        about=clean(chart.about),
        unit=clean(chart.unit),
        source=clean(chart.source),
        licence=clean(chart.licence),
        x=JsonAxis(chart.x.kind, clean(chart.x.label), clean(chart.x.unit)),
        y=JsonAxis(chart.y.kind, clean(chart.y.label), clean(chart.y.unit)),
        series=[_series(chart, series, between) for series in chart.series],
    )
    return msgspec.json.encode(shaped)


def narrowed(series: Series, between: tuple[float, float]) -> Series:
    """The points between two x, and the next one at either side, to which the line goes."""
    if series.mark == "dots":
        kept = [n for n, x in enumerate(series.x) if between[0] <= x <= between[1]]
    else:
        first, last = bisect_left(series.x, between[0]), bisect_right(series.x, between[1])
        kept = list(range(max(first - 1, 0), min(last + 1, len(series.x))))

    def some(values: list[float]) -> list[float]:
        return [values[n] for n in kept] if values else values

    links = tuple(series.links[n] for n in kept) if series.links else ()
    return msgspec.structs.replace(
        series,
        xs=some(series.x),
        ys=some(series.y),
        lows=some(series.low),
        highs=some(series.high),
        links=links,
    )


def safe(text: str) -> str:
    """A text of a cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def read_between(text: str) -> tuple[float, float]:
    """Two numbers with a comma between. Raises `ChartError` for anything else."""
    try:
        first, last = (float(part) for part in text.split(","))
    except ValueError:
        raise ChartError("two numbers with a comma between them") from None
    if isnan(first) or isnan(last) or first > last:
        raise ChartError("two numbers with a comma between them, the smaller one first")
    return first, last


def _series(chart: Chart, series: Series, between: tuple[float, float] | None) -> JsonSeries:
    asked = series if between is None else narrowed(series, between)
    shown = thinned(asked)
    return JsonSeries(
        label=clean(series.label),
        mark=series.mark,
        points=list(_points(chart, shown)),
        of=len(series.x),
        is_thinned=len(shown.x) < len(asked.x),
    )


def _points(chart: Chart, series: Series) -> Iterator[list[float | int | str | None]]:
    for number, (x, y) in enumerate(zip(series.x, series.y, strict=True)):
        point: list[float | int | str | None] = [_x(chart, x), _or_null(y)]
        if series.low:
            point += [_or_null(series.low[number]), _or_null(series.high[number])]
        yield point


def _column(chart: Chart) -> str:
    return safe(chart.x.label) or ("time" if chart.x.kind == "time" else "x")


def _x(chart: Chart, value: float) -> float | int | str:
    if chart.x.kind == "time":
        return iso(int(value))
    if chart.x.kind == "names":
        return safe(chart.x.names[int(value)]) if 0 <= value < len(chart.x.names) else ""
    return value if isnan(value) else whole(value)


def _y(value: float) -> str:
    return "" if isnan(value) else repr(whole(value))


def _or_null(value: float) -> float | int | None:
    return None if isnan(value) else whole(value)


def whole(value: float) -> float | int:
    """A finite number without the point that a whole one does not need."""
    return int(value) if abs(value) < 2**53 and int(value) == value else value
