"""The time ruler: a strip of bars of when the pages that match were there, each a link that narrows.

Only shapes, places and words are made here; the template writes the SVG, with attributes alone,
because the pages' security policy forbids inline style.
"""

from __future__ import annotations

from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec

from app.search.axis import Mark, day_label, edge, marks
from app.search.calendar import day_of, moment
from app.search.results import SearchPage
from app.search.window import Window

WIDTH, HEIGHT = 1000, 50
_LEAST = 3.0
_DAY, _MINUTE = 86_400_000_000, 60_000_000


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bin; lengths in the units of the view box."""

    x: float
    y: float
    width: float
    height: float
    slot: float
    pages: int
    inside: bool
    first: bool
    begin: str
    end: str
    href: str


class Row(msgspec.Struct, frozen=True):
    """Neighbouring bins with the same count, for the table that is read aloud."""

    begin: str
    end: str
    pages: int


class Ruler(msgspec.Struct, frozen=True, kw_only=True):
    """All that the template draws."""

    bars: list[Bar]
    marks: list[Mark]
    start: str
    first_seen: int | None
    first_place: float
    rows: list[Row]


def draw(page: SearchPage, zone: ZoneInfo, locale: str) -> Ruler | None:
    """The ruler of a search, or None when there is no time to show yet."""
    if not page.ruler:
        return None
    begin, end = page.ruler[0][0], max(page.now, page.ruler[-1][0] + 1)
    edges = [start for start, _ in page.ruler] + [end]
    tallest = max(pages for _, pages in page.ruler) or 1
    slot = WIDTH / len(page.ruler)
    anywhen = page.request.link(from_="", to="", at="")
    anywhen += "" if anywhen == "?" else "&"
    bars = []
    for place, (start, pages) in enumerate(page.ruler):
        stop = max(edges[place + 1] - 1, start)
        height = round(max(pages / tallest * (HEIGHT - 4), _LEAST), 1) if pages else 0.0
        written = _written(start, zone, edges[1] - begin), _written(stop, zone, edges[1] - begin)
        bars.append(
            Bar(
                x=round(place * slot, 2),
                y=round(HEIGHT - 2 - height, 1),
                width=round(slot * 0.8, 2),
                height=height,
                slot=round(slot, 2),
                pages=pages,
                inside=_inside(page.window, start, stop),
                first=page.first_seen is not None and start <= page.first_seen <= stop,
                begin=written[0],
                end=written[1],
                href=f"{anywhen}from={written[0]}&to={written[1]}",
            )
        )
    first = page.first_seen
    return Ruler(
        bars=bars,
        marks=marks(begin, end, zone, locale),
        start=edge(begin, end, zone, locale),
        first_seen=first,
        first_place=0.0 if first is None else min(max((first - begin) / max(end - begin, 1), 0.0), 1.0),
        rows=_rows(bars, edges, zone, locale),
    )


def _inside(window: Window, start: int, stop: int) -> bool:
    if window.at is not None:
        return start <= window.at <= stop
    return window.between is None or (start <= window.between[1] and stop >= window.between[0])


def _written(micros: int, zone: ZoneInfo, step: int) -> str:
    """An instant as the search takes it back, no finer than a bin needs."""
    local = moment(micros, zone)
    if step >= _DAY:
        return local.date().isoformat()
    return local.strftime("%Y-%m-%dT%H:%M" if step >= _MINUTE else "%Y-%m-%dT%H:%M:%S")


def _rows(bars: list[Bar], edges: list[int], zone: ZoneInfo, locale: str) -> list[Row]:
    fine = edges[-1] - edges[0] < 100 * _DAY
    rows = []
    for pages, group in groupby(range(len(bars)), key=lambda place: bars[place].pages):
        places = list(group)
        if not pages:
            continue
        begin, end = bars[places[0]].begin, bars[places[-1]].end
        if not fine:
            begin = day_label(day_of(edges[places[0]], zone), locale)
            end = day_label(day_of(edges[places[-1] + 1] - 1, zone), locale)
        rows.append(Row(begin, end, pages))
    return rows
