"""The scale of the time ruler: its bins, the days they begin and end on, and the marks below them.

It is the same for all searches of a moment, whatever they find, so it is made once; `app.search.strip` draws
what was found over it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.i18n.formats import day_in
from app.search.axis import Mark, edge, marks
from app.search.calendar import day_of, day_written, moment
from app.search.results import SearchPage
from app.search.window import Window

WIDTH, HEIGHT = 1000, 50
_DAY, _MINUTE = 86_400_000_000, 60_000_000


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
        self.links = [
            f'from={first}&amp;to={last}" tabindex="-1"><title>{first} – {last}: '.encode()
            for first, last in bins
        ]
        """Written down: the rest of each bin's link,"""
        room = f"{round(slot, 2):g}"
        self.bars = {
            kind: [
                f'</title><path class="slot" d="M{x} 0h{room}v{HEIGHT}h-{room}z"/>'
                f'<rect class="{kind}" x="{x}" width="{round(slot * 0.8, 2):g}" '.encode()
                for x in places
            ]
            for kind in ("bar", "bar in", "bar first")
        }
        """the room that it answers in and the beginning of its bar, by kind,"""
        self.rows = (
            [f"<tr><td>{day}<td>".encode() for day in first_days],
            [f"{day}<td>".encode() for day in last_days],
        )
        """and its first and last day as a row of the table has them."""

    def place(self, at: int) -> float:
        """Where a moment is, in parts of the width."""
        begin = self.starts[0]
        return min(max((at - begin) / max(self.end - begin, 1), 0.0), 1.0)

    def inside(self, window: Window) -> list[bool]:
        """Which bins the window touches."""
        if window.at is not None:
            first = last = window.at
        elif window.between is not None:
            first, last = window.between
        else:
            return [True] * len(self.starts)
        return [start <= last and stop >= first for start, stop in zip(self.starts, self.stops, strict=True)]


def scale_of(page: SearchPage, zone: ZoneInfo, locale: str) -> Scale | None:
    """The scale of a search, or None when there is no time to show yet."""
    if not page.ruler:
        return None
    starts = tuple([start for start, _ in page.ruler])
    return _scale(starts, max(page.now, starts[-1] + 1), zone, locale)


_scale = lru_cache(maxsize=64)(Scale)


def _written(times: tuple[int, ...] | list[int], zone: ZoneInfo, step: int) -> list[str]:
    if step >= _DAY:
        return [day_written(micros, zone) for micros in times]
    form = "%Y-%m-%dT%H:%M" if step >= _MINUTE else "%Y-%m-%dT%H:%M:%S"
    return [moment(micros, zone).strftime(form) for micros in times]
