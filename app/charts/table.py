"""Table of a chart: the same numbers in words, for those who listen and those who want to know exactly."""

from __future__ import annotations

from bisect import bisect_left
from math import isnan

import msgspec

from app.charts.chart import Chart, Series
from app.charts.words import Voice, clean
from app.i18n import gettext

MOST_ROWS = 400
_STRETCHES = 100
_MOST_COLUMNS = 24


class Cell(msgspec.Struct, frozen=True):
    """What stands in a cell, and where it leads."""

    text: str
    link: str = ""


class Table(msgspec.Struct, frozen=True):
    """Its head, its rows, and whether rows stand for stretches of the axis, with least and most of each."""

    head: list[str]
    rows: list[tuple[str, list[Cell]]]
    is_summary: bool = False
    left_out: int = 0
    """So many series have no column; the file for spreadsheets has all."""


def table(chart: Chart, voice: Voice) -> Table:
    """The numbers by their x, or of very many the least and the most of a hundred stretches."""
    shown = chart.series[:_MOST_COLUMNS]
    left_out = len(chart.series) - len(shown)
    axis = chart.x.label or (gettext("Time") if chart.x.kind == "time" else gettext("Value"))
    head = [clean(axis), *(_head(series, chart) for series in shown)]
    places = sorted({x for series in shown for x in series.x}) if _few(shown) else []
    if not places and any(series.x for series in shown):
        return Table(head, _stretches(shown, voice), is_summary=True, left_out=left_out)
    if len(places) > MOST_ROWS or _has_twins(shown):
        return Table(head, _stretches(shown, voice), is_summary=True, left_out=left_out)
    columns = [_column(series, voice) for series in shown]
    rows = [(voice.x(x), [column.get(x, Cell("")) for column in columns]) for x in places]
    return Table(head, rows, left_out=left_out)


def _few(shown: list[Series]) -> bool:
    return all(len(series.x) <= 2 * MOST_ROWS for series in shown)


def _has_twins(shown: list[Series]) -> bool:
    """Whether one series has several points at one place, as dots may."""
    return any(len(set(series.x)) < len(series.x) for series in shown)


def _head(series: Series, chart: Chart) -> str:
    return clean(f"{series.label} ({chart.unit})" if chart.unit else series.label)


def _column(series: Series, voice: Voice) -> dict[float, Cell]:
    links = series.links or ("",) * len(series.x)
    texts = [voice.bare(y) for y in series.y]
    if series.low:
        texts = [
            f"{text} ({voice.bare(low)}–{voice.bare(high)})" if not isnan(low) and not isnan(high) else text
            for text, low, high in zip(texts, series.low, series.high, strict=True)
        ]
    return {x: Cell(text, link) for x, text, link in zip(series.x, texts, links, strict=True)}


def _stretches(shown: list[Series], voice: Voice) -> list[tuple[str, list[Cell]]]:
    ends = [series.ends for series in shown if series.x]
    first, last = min(first for first, _ in ends), max(last for _, last in ends)
    width = last / _STRETCHES - first / _STRETCHES or 1.0
    columns = [_extremes(series, first, width) for series in shown]
    rows = []
    for number in range(_STRETCHES):
        found = [column.get(number) for column in columns]
        if any(found):
            cells = [Cell("" if one is None else _between(*one, voice)) for one in found]
            rows.append((voice.x(first + number * width), cells))
    return rows


def _extremes(series: Series, first: float, width: float) -> dict[int, tuple[float, float]]:
    """The least and the most of each stretch in which there is anything."""
    if series.mark == "dots":
        return _scattered(series, first, width)
    found = {}
    start = 0
    for number in range(_STRETCHES):
        end = bisect_left(series.x, first + (number + 1) * width, start)
        end = len(series.x) if number == _STRETCHES - 1 else end
        part = series.y[start:end]
        there = [value for value in part if not isnan(value)] if series.has_gaps else part
        if there:
            found[number] = (min(there), max(there))
        start = end
    return found


def _scattered(series: Series, first: float, width: float) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for x, y in zip(series.x, series.y, strict=True):
        if not isnan(y):
            number = min(int(x / width - first / width), _STRETCHES - 1)
            low, high = found.get(number, (y, y))
            found[number] = (min(low, y), max(high, y))
    return found


def _between(low: float, high: float, voice: Voice) -> str:
    return voice.bare(low) if low == high else f"{voice.bare(low)} – {voice.bare(high)}"
