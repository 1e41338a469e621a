"""The time ruler: a strip of bars of when the pages that match were there, each a link that narrows.

Only shapes, places and words are made here; `app.search.strip` writes them down.
"""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from app.i18n.formats import day_in
from app.search.axis import Mark, edge, marks
from app.search.calendar import day_of, day_written, moment
from app.search.results import SearchPage
from app.search.window import Window

WIDTH, HEIGHT = 1000, 50
_LEAST = 3.0
_DAY, _MINUTE = 86_400_000_000, 60_000_000


class Bar(msgspec.Struct, frozen=True, gc=False):
    """One bin, as wide as all others; lengths in the units of the view box."""

    y: float
    height: float
    pages: int
    inside: bool
    first: bool
    begin: str
    end: str


class Row(msgspec.Struct, frozen=True, gc=False):
    """Neighbouring bins with the same count, for the table that is read aloud."""

    begin: str
    end: str
    pages: int


class Ruler(msgspec.Struct, frozen=True, kw_only=True):
    """All that is drawn; `slot` is the room of a bar, `link` what a link to its time begins with."""

    bars: list[Bar]
    slot: float
    width: float
    link: str
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
    slot = WIDTH / len(page.ruler)
    anywhen = page.request.link(from_="", to="", at="")
    bars = _bars(page, edges, zone)
    first = page.first_seen
    return Ruler(
        bars=bars,
        slot=round(slot, 2),
        width=round(slot * 0.8, 2),
        link=anywhen if anywhen == "?" else f"{anywhen}&",
        marks=marks(begin, end, zone, locale),
        start=edge(begin, end, zone, locale),
        first_seen=first,
        first_place=0.0 if first is None else min(max((first - begin) / max(end - begin, 1), 0.0), 1.0),
        rows=_rows(bars, edges, zone, locale),
    )


def _bars(page: SearchPage, edges: list[int], zone: ZoneInfo) -> list[Bar]:
    tallest = max(pages for _, pages in page.ruler) or 1
    step = edges[1] - edges[0]
    stops = [max(after - 1, start) for start, after in pairwise(edges)]
    first, window = page.first_seen, page.window
    everywhere = window.at is None and window.between is None
    heights = {pages: _height(pages, tallest) for pages in {pages for _, pages in page.ruler}}
    begins, ends = _written(edges[:-1], zone, step), _written(stops, zone, step)
    return [
        Bar(
            *heights[pages],
            pages,
            everywhere or _inside(window, start, stop),
            first is not None and start <= first <= stop,
            begin,
            end,
        )
        for (start, pages), stop, begin, end in zip(page.ruler, stops, begins, ends, strict=True)
    ]


def _height(pages: int, tallest: int) -> tuple[float, float]:
    """Where a bar begins, from above, and how tall it is."""
    height = round(max(pages / tallest * (HEIGHT - 4), _LEAST), 1) if pages else 0.0
    return round(HEIGHT - 2 - height, 1), height


def _inside(window: Window, start: int, stop: int) -> bool:
    if window.at is not None:
        return start <= window.at <= stop
    return window.between is None or (start <= window.between[1] and stop >= window.between[0])


def _written(times: list[int], zone: ZoneInfo, step: int) -> list[str]:
    """Instants as the search takes them back, no finer than a bin needs."""
    if step >= _DAY:
        return [day_written(micros, zone) for micros in times]
    form = "%Y-%m-%dT%H:%M" if step >= _MINUTE else "%Y-%m-%dT%H:%M:%S"
    return [moment(micros, zone).strftime(form) for micros in times]


def _rows(bars: list[Bar], edges: list[int], zone: ZoneInfo, locale: str) -> list[Row]:
    fine = edges[-1] - edges[0] < 100 * _DAY
    starts = [place for place, bar in enumerate(bars) if not place or bar.pages != bars[place - 1].pages]
    rows = []
    for start, after in pairwise([*starts, len(bars)]):
        pages = bars[start].pages
        if not pages:
            continue
        begin, end = bars[start].begin, bars[after - 1].end
        if not fine:
            begin = day_in(day_of(edges[start], zone), locale)
            end = day_in(day_of(edges[after] - 1, zone), locale)
        rows.append(Row(begin, end, pages))
    return rows
