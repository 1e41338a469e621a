"""The scale of the time ruler: its bins, the days they begin and end on, and the marks below them.

It is the same for all searches of a moment, whatever they find, so it is made once, with all pieces of the
bars and of the table that holds the same numbers; the core joins them with what was found. Shapes have
attributes alone: the pages' security policy forbids inline style.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

import trie_core
from app.i18n.formats import day_in, separator
from app.search.axis import Mark, edge, marks
from app.search.calendar import day_of, day_written, moment
from app.search.window import Window

WIDTH, HEIGHT = 1000, 50
_DAY, _MINUTE = 86_400_000_000, 60_000_000
_LEAST = 3
_BOXES = [
    f'y="{round(HEIGHT - 2 - height, 1):g}" height="{height:g}" rx="1.5"/></a>\n'.encode()
    for height in (max(tenths, _LEAST * 10) / 10 for tenths in range((HEIGHT - 4) * 10 + 1))
]
"""A bar by its height in tenths of the view box's unit: where it begins, from above, and how tall it is."""


Pages = Sequence[int] | trie_core.Answer
"""How many pages there were in each bin: by themselves, or those of an answer's ruler."""


class Scale:
    """The bins of a ruler as a reader reads them; two are the same only if they are one."""

    def __init__(self, starts: tuple[int, ...], end: int, zone: ZoneInfo, locale: str) -> None:
        edges = [*starts, end]
        self.starts = starts
        self.stops = [max(after - 1, start) for start, after in pairwise(edges)]
        self.end = end
        step = edges[1] - edges[0]
        self.begins = _written(starts, zone, step)
        """The first and the last moment of each bin as the search takes them back, no finer than it needs."""
        self.ends = _written(self.stops, zone, step)
        self.marks: list[Mark] = marks(starts[0], end, zone, locale)
        self.start = edge(starts[0], end, zone, locale)
        fine = end - starts[0] < 100 * _DAY
        # As they are read aloud.
        first_days = self.begins if fine else [day_in(day_of(at, zone), locale) for at in starts]
        last_days = self.ends if fine else [day_in(day_of(at - 1, zone), locale) for at in edges[1:]]
        bins = list(zip(self.begins, self.ends, strict=True))
        self.bins = " ".join(f"{first}/{last}" for first, last in bins)
        """All bins, for the script."""
        slot = WIDTH / len(starts)
        places = [f"{place * slot:.2f}".rstrip("0").rstrip(".") for place in range(len(starts))]
        room = f"{round(slot, 2):g}"

        def bar(kind: str) -> list[bytes]:
            return [
                f'</title><path class="slot" d="M{x} 0h{room}v{HEIGHT}h-{room}z"/>'
                f'<rect class="{kind}" x="{x}" width="{round(slot * 0.8, 2):g}" '.encode()
                for x in places
            ]

        # Days and numbers hold nothing that would have to be escaped.
        self.strip = trie_core.Strip(
            links=[
                f'from={first}&amp;to={last}" tabindex="-1"><title>{first} – {last}: '.encode()
                for first, last in bins
            ],
            inside=bar("bar in"),
            outside=bar("bar"),
            first=bar("bar first"),
            boxes=_BOXES,
            begins=[f"<tr><td>{day}<td>".encode() for day in first_days],
            ends=[f"{day}<td>".encode() for day in last_days],
            separator=separator(locale),
        )

    def bars(self, pages: Pages, *, window: Window, first_seen: int | None, link: str) -> bytes:
        """The bars, each a link to its own time; `link` is what such links begin with, escaped."""
        first = None
        if first_seen is not None and self.starts[0] <= first_seen <= self.end:
            first = bisect_right(self.starts, first_seen) - 1
        inside = None if window.is_everywhen else self._inside(window)
        return self.strip.bars(pages, link.encode(), inside=inside, first=first)

    def rows(self, pages: Pages) -> bytes:
        """The same numbers for those who listen."""
        return self.strip.rows(pages)

    def place(self, at: int) -> float:
        """Where a moment is, in parts of the width."""
        begin = self.starts[0]
        return min(max((at - begin) / max(self.end - begin, 1), 0.0), 1.0)

    def _inside(self, window: Window) -> tuple[int, int]:
        """The first bin that the window touches, and the first behind it."""
        if window.at is not None:
            first = last = window.at
        else:
            assert window.between is not None
            first, last = window.between
        return bisect_left(self.stops, first), bisect_right(self.starts, last)


def scale_of(answer: trie_core.Answer, now: int, zone: ZoneInfo, locale: str) -> Scale | None:
    """The scale of an answer's ruler that ends `now`, or None when there is no time to show yet."""
    span = answer.span
    if span is None:
        return None
    key = (span, now, zone, locale)
    found = _scales.get(key)
    if found is None:
        starts = tuple([start for start, _ in answer.ruler])
        found = Scale(starts, max(now, starts[-1] + 1), zone, locale)
        if len(_scales) >= _MOST:
            _scales.clear()
        _scales[key] = found
    return found


_scales: dict[tuple[tuple[int, int, int], int, ZoneInfo, str], Scale] = {}
_MOST = 64


def _written(times: tuple[int, ...] | list[int], zone: ZoneInfo, step: int) -> list[str]:
    if step >= _DAY:
        return [day_written(micros, zone) for micros in times]
    form = "%Y-%m-%dT%H:%M" if step >= _MINUTE else "%Y-%m-%dT%H:%M:%S"
    return [moment(micros, zone).strftime(form) for micros in times]
