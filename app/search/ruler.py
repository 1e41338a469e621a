"""The scale of the time ruler: its bins, when they begin and end, and the marks below them.

It is the same for all searches until its last bin ends, whatever they find, so it is made once, with all
pieces of the bars and of the table that holds the same numbers; the core joins them with what was found.
Shapes have attributes alone: the pages' security policy forbids inline style.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from urllib.parse import quote
from zoneinfo import ZoneInfo

import trie_core
from app.charts.bins import Edges
from app.charts.calendar import day_of, day_written, first_of, last_of, written
from app.charts.period import period, since, until
from app.charts.ticks import Tick, edge, ticks
from app.i18n.formats import separator
from app.memory import tables
from app.search.window import Window

WIDTH, HEIGHT = 1000, 50
_LEAST = 3
_WIDEST_GAP = 4
_BOXES = [
    f'y="{round(HEIGHT - 2 - height, 1):g}" height="{height:g}" rx="1.5"/></a>\n'.encode()
    for height in (max(tenths, _LEAST * 10) / 10 for tenths in range((HEIGHT - 4) * 10 + 1))
]
"""A bar by its height in tenths of the view box's unit: where it begins, from above, and how tall it is."""


Pages = Sequence[int] | trie_core.Answer
"""How many pages there were in each bin: by themselves, or those of an answer's ruler."""


class Scale:
    """The bins of a ruler as a reader reads them; two are the same only if they are one."""

    def __init__(self, edges: Edges, zone: ZoneInfo, locale: str, year: int) -> None:
        self.starts = edges[:-1]
        self.stops = [end - 1 for end in edges[1:]]
        bins = [_window(first, last, zone) for first, last in zip(self.starts, self.stops, strict=True)]
        self.bins = " ".join(f"{first}/{last}" for first, last in bins)
        """All bins, for the script: the first and the last moment of each as the search takes them back."""
        self.marks: list[Tick] = ticks(edges[0], edges[-1], zone, locale, self.place)
        self.start = edge(edges[0], edges[-1], zone, locale)
        names = [
            period(first, last, zone, locale, year=year)
            for first, last in zip(self.starts, self.stops, strict=True)
        ]
        slot = WIDTH / len(self.starts)
        places = [f"{place * slot:.2f}".rstrip("0").rstrip(".") for place in range(len(self.starts))]
        room = f"{round(slot, 2):g}"
        # A bar that is wide enough leaves a gap of the same width as the others do.
        width = f"{round(max(slot * 0.8, slot - _WIDEST_GAP), 2):g}"

        def bar(kind: str) -> list[bytes]:
            return [
                f'</title><path class="slot" d="M{x} 0h{room}v{HEIGHT}h-{room}z"/>'
                f'<rect class="{kind}" x="{x}" width="{width}" '.encode()
                for x in places
            ]

        # Days and numbers hold nothing that would have to be escaped.
        self.strip = trie_core.Strip(
            links=[
                f'from={_quoted(first)}&amp;to={_quoted(last)}" tabindex="-1"><title>{name}: '.encode()
                for (first, last), name in zip(bins, names, strict=True)
            ],
            inside=bar("bar in"),
            outside=bar("bar"),
            first=bar("bar first"),
            boxes=_BOXES,
            begins=[f"<tr><td>{since(first, zone, locale, year=0)}<td>".encode() for first in self.starts],
            ends=[f"{until(last, zone, locale, year=0)}<td>".encode() for last in self.stops],
            separator=separator(locale),
        )

    def bars(self, pages: Pages, *, window: Window, first_seen: int | None, link: str) -> bytes:
        """The bars, each a link to its own time; `link` is what such links begin with, escaped."""
        first = None
        if first_seen is not None and self.starts[0] <= first_seen <= self.stops[-1]:
            first = bisect_right(self.starts, first_seen) - 1
        inside = None if window.is_everywhen else self._inside(window)
        return self.strip.bars(pages, link.encode(), inside=inside, first=first)

    def rows(self, pages: Pages) -> bytes:
        """The same numbers for those who listen."""
        return self.strip.rows(pages)

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
