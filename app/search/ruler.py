"""The time ruler: how many matching pages there were in each bin, as bars, and as a table for who listens.

Its scale (when bins begin and end, and how that is written) is the same for all searches until the last bin
ends, whatever they find, so it is made once, with all of a bar that does not change. Like a chart it is drawn
here and not by a template: a hundred bars have a thousand values. Shapes have attributes alone: the pages'
security policy forbids inline style.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup, escape

from app.charts.bins import Edges
from app.charts.calendar import day_of, day_written, first_of, last_of, written
from app.charts.period import period, since, until
from app.charts.ticks import Tick, edge, ticks
from app.i18n.formats import format_day, number_in
from app.memory import tables
from app.search.window import Window

WIDTH, HEIGHT = 1000, 50
_LEAST = 3
_WIDEST_GAP = 4
_HEIGHTS = [
    f'{round(HEIGHT - 2 - height, 1):g}" height="{height:g}" rx="1.5"/></a>\n'
    for height in (max(tenths, _LEAST * 10) / 10 for tenths in range((HEIGHT - 4) * 10 + 1))
]
"""The end of a bar: where it begins, from above, and how tall it is, by that in tenths of the box's unit."""


class Bin(msgspec.Struct, frozen=True):
    """A bin as it is written and drawn whatever was found in it, all of it escaped.

    Its bar: the link, `link`, the number of pages, `slot` (the path of the area in which it stands, from top
    to bottom), its classes, `place`, and one of `_HEIGHTS`. Its row of the table: `begin` and `end`.
    """

    link: str
    slot: str
    place: str
    begin: str
    end: str


class First(msgspec.Struct, frozen=True):
    """The day on which the words were first seen, and where below the bars it stands."""

    day: str
    place: float
    """In parts of the width."""
    anchor: str


class Ruler(msgspec.Struct, frozen=True):
    """A ruler as a template shows it."""

    scale: Scale
    bars: Markup
    """The bins in which pages matched, each a link to its own time; its number of pages ends its title."""
    rows: Markup
    """The same as rows of a table: from, to, pages. Neighbouring bins with the same number share one."""
    most: int
    """The pages of the highest bar."""
    first: First
    anywhen: str
    """The same search of any window, to which the script adds one."""


class Scale:
    """The bins of a ruler as a reader reads them; two are the same only if they are one."""

    def __init__(self, edges: Edges, zone: ZoneInfo, locale: str, year: int) -> None:
        self._locale = locale
        self.starts = edges[:-1]
        self.stops = [end - 1 for end in edges[1:]]
        spans = list(zip(self.starts, self.stops, strict=True))
        windows = [_window(first, last, zone) for first, last in spans]
        self.windows = " ".join(f"{first}/{last}" for first, last in windows)
        """All bins, for the script: the first and the last moment of each as the search takes them back."""
        self.marks: list[Tick] = ticks(edges[0], edges[-1], zone, locale, self.place)
        self.start = edge(edges[0], edges[-1], zone, locale)
        slot = WIDTH / len(self.starts)
        room = f"{round(slot, 2):g}"
        # A bar that is wide enough leaves a gap of the same width as the others do.
        width = f"{round(max(slot * 0.8, slot - _WIDEST_GAP), 2):g}"
        places = [f"{place * slot:.2f}".rstrip("0").rstrip(".") for place in range(len(self.starts))]
        self.bins = [
            Bin(
                link=(
                    f'{escape(f"from={_quoted(window[0])}&to={_quoted(window[1])}")}" tabindex="-1">'
                    f"<title>{escape(period(first, last, zone, locale, year=year))}: "
                ),
                slot=f'</title><path class="slot" d="M{x} 0h{room}v{HEIGHT}h-{room}z"/><rect class="',
                place=f'" x="{x}" width="{width}" y="',
                begin=f"<tr><td>{escape(since(first, zone, locale, year=0))}<td>",
                end=f"{escape(until(last, zone, locale, year=0))}<td>",
            )
            for (first, last), window, x in zip(spans, windows, places, strict=True)
        ]

    def ruler(self, pages: Sequence[int], *, window: Window, first_seen: int, anywhen: str) -> Ruler:
        """The ruler of a search that found so many pages in each bin, and its words first at `first_seen`.

        `anywhen` is the address of the same search of any window.
        """
        place = self.place(first_seen)
        anchor = "start" if place < 0.25 else "end" if place > 0.75 else "middle"
        # Many bins have the same number.
        written = {number: str(escape(number_in(number, self._locale))) for number in set(pages)}
        kinds = self._kinds(window, first_seen)
        return Ruler(
            scale=self,
            bars=self._bars(pages, written, kinds, anywhen if anywhen.endswith("?") else f"{anywhen}&"),
            rows=self._rows(pages, written),
            most=max(pages, default=0),
            first=First(format_day(first_seen), place, anchor),
            anywhen=anywhen,
        )

    def _kinds(self, window: Window, first_seen: int) -> list[str]:
        """The classes of each bin's bar."""
        start, stop = (0, len(self.bins)) if window.is_everywhen else self._inside(window)
        kinds = ["bar"] * len(self.bins)
        kinds[start:stop] = ["bar in"] * (stop - start)
        if self.starts[0] <= first_seen <= self.stops[-1]:
            kinds[bisect_right(self.starts, first_seen) - 1] = "bar first"
        return kinds

    def _bars(
        self, pages: Sequence[int], written: Mapping[int, str], kinds: Sequence[str], link: str
    ) -> Markup:
        step = (len(_HEIGHTS) - 1) / max(*pages, 1)
        boxes = [_HEIGHTS[round(number * step)] for number in pages]
        begin = f'<a href="{escape(link)}'
        return Markup(
            "".join(
                f"{begin}{bin.link}{written[number]}{bin.slot}{kind}{bin.place}{box}"
                for bin, number, kind, box in zip(self.bins, pages, kinds, boxes, strict=True)
                if number
            )
        )

    def _rows(self, pages: Sequence[int], written: Mapping[int, str]) -> Markup:
        bins, last = self.bins, len(pages) - 1
        starts = [0, *(at for at in range(1, last + 1) if pages[at] != pages[at - 1])]
        stops = [*(start - 1 for start in starts[1:]), last]
        return Markup(
            "".join(
                f"{bins[start].begin}{bins[stop].end}{written[pages[start]]}\n"
                for start, stop in zip(starts, stops, strict=True)
                if pages[start]
            )
        )

    def place(self, at: int) -> float:
        """Where a moment is, in parts of the width: bins are equally wide, but months not equally long."""
        bins = len(self.starts)
        number = min(max(bisect_right(self.starts, at) - 1, 0), bins - 1)
        first, last = self.starts[number], self.stops[number]
        part = (at - first) / (last + 1 - first)
        return min(max((number + part) / bins, 0.0), 1.0)

    def _inside(self, window: Window) -> tuple[int, int]:
        """The first bin that the window touches, and the first behind it."""
        if window.at is not None:
            first = last = window.at
        else:
            assert window.between is not None
            first, last = window.between
        return bisect_left(self.stops, first), bisect_right(self.starts, last)


def scale_of(edges: Edges, now: int, zone: ZoneInfo, locale: str) -> Scale | None:
    """The scale of a ruler with these bins, or None when there is no time to show yet."""
    if not edges:
        return None
    year = day_of(now, zone).year
    key = (edges, zone, locale, year)
    found = _scales.get(key)
    if found is None:
        found = Scale(edges, zone, locale, year)
        if len(_scales) >= _MOST:
            _scales.clear()
        _scales[key] = found
    return found


_scales: dict[tuple[Edges, ZoneInfo, str, int], Scale] = {}
_MOST = 16
tables.add(f"{__name__}._scales", _MOST, lambda: len(_scales), each=110_000)


def _window(first: int, last: int, zone: ZoneInfo) -> tuple[str, str]:
    """A bin as the parameters of a search: days where it is made of whole ones, else minutes."""
    if first == first_of(day_of(first, zone), zone) and last == last_of(day_of(last, zone), zone):
        return day_written(first, zone), day_written(last, zone)
    return written(first, zone), written(last, zone)


def _quoted(time: str) -> str:
    return quote(time, safe=":")
