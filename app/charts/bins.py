"""Bins of a time axis: stretches of the reader's calendar, from the oldest version to now.

Each begins and ends on a border that people know (of an hour, a day, a week, a month), so that a bar can be
named and its window written down exactly: a link to it finds the very versions it was counted from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from app.charts.calendar import day_of, first_of, last_of
from app.clock import DAY, HOUR, MINUTE
from app.memory import tables

MOST = 120
"""More bars than this are too narrow to be pointed at."""
_SHORTEST = HOUR
"""A ruler is at least so long: what was first read a minute ago has no history to draw."""

_PARTS = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR)
_DAYS = (1, 7)
_MONTHS = ((1, 28), (3, 90), (12, 365), (120, 3_652), (1_200, 36_524))
"""So many months, which have so many days at least."""

Step = Literal["day", "week", "month", "year"]
MOST_STEPS = 9_999

Edges = tuple[int, ...]
"""When each bin begins, in µs, and behind them when the last one ends."""


def bins(earliest: int, now: int, zone: ZoneInfo) -> Edges:
    """The finest bins of the calendar in `zone` that are few enough, around both moments."""
    known = _known.get((earliest, zone))
    if known is not None and known[-2] <= now < known[-1] and earliest <= now - _SHORTEST:
        return known
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    found = _known[earliest, zone] = _bins(earliest, now, zone)
    return found


_known: dict[tuple[int, ZoneInfo], Edges] = {}
"""The bins there are until the last of them ends."""
_MOST_KNOWN = 64
tables.add(f"{__name__}._known", _MOST_KNOWN, lambda: len(_known), each=8_000)


class TooManySteps(ValueError):
    """A period has more steps than can be shown."""


def steps(first: int, last: int, step: Step, zone: ZoneInfo) -> Edges:
    """The days, weeks (from Monday), months or years around two moments; raises `TooManySteps`."""
    day, long = day_of(first, zone), last - first
    least = {"day": 1, "week": 7, "month": 28, "year": 365}[step] * DAY
    if long // least > MOST_STEPS + 1:
        raise TooManySteps
    borders = {
        "day": lambda: _days(day, zone, 1),
        "week": lambda: _days(day, zone, 7),
        "month": lambda: _months(day, zone, 1),
        "year": lambda: _months(day, zone, 12),
    }[step]()
    found = _between(borders, first, last)
    if len(found) > MOST_STEPS + 1:
        raise TooManySteps
    return found


def _between(borders: Iterator[int], first: int, last: int) -> Edges:
    """The last border before or at `first`, all after it, and the first behind `last`."""
    found: list[int] = []
    for border in borders:
        if border <= first:
            found = [border]
        elif not found or border > found[-1]:
            found.append(border)
        if border > last:
            break
    return tuple(found)


def _bins(earliest: int, now: int, zone: ZoneInfo) -> Edges:
    start = min(earliest, now - _SHORTEST)
    day = day_of(start, zone)
    borders = _months(day, zone, _MONTHS[-1][0])
    for length, finer in _borders(day, zone):
        if (now - start) // length <= MOST - 2:
            borders = finer
            break
    found = _between(borders, start, now)
    return found if len(found) > 1 else (*found, max(now, *found) + 1)


def _borders(day: date, zone: ZoneInfo) -> Iterator[tuple[int, Iterator[int]]]:
    """The length of a bin at least, and the borders from the beginning of that day on; finest first."""
    for part in _PARTS:
        yield part, _parts(day, zone, part)
    for days in _DAYS:
        yield days * DAY, _days(day, zone, days)
    for months, least in _MONTHS:
        yield least * DAY, _months(day, zone, months)


def _parts(day: date, zone: ZoneInfo, part: int) -> Iterator[int]:
    """Parts of each day, counted from its beginning; a day of 23 hours has a shorter last one."""
    for number in range(day.toordinal(), date.max.toordinal() + 1):
        begin, end = _day(number, zone)
        yield from range(begin, end, part)
    yield end


def _days(day: date, zone: ZoneInfo, step: int) -> Iterator[int]:
    # Weeks begin on Monday, as the first day of the calendar was one.
    first = (day.toordinal() - 1) // step * step + 1
    for number in range(first, date.max.toordinal() + 1, step):
        yield _day(number, zone)[0]
    yield _day(date.max.toordinal(), zone)[1]


def _months(day: date, zone: ZoneInfo, step: int) -> Iterator[int]:
    first = (day.year * 12 + day.month - 1) // step * step
    for number in range(first, 10_000 * 12, step):
        year, month = divmod(number, 12)
        # The first century begins with the calendar, in its year 1.
        yield _day(date(max(year, 1), month + 1, 1).toordinal(), zone)[0]
    yield _day(date.max.toordinal(), zone)[1]


@tables.counted(300)
@lru_cache(maxsize=2_048)
def _day(number: int, zone: ZoneInfo) -> tuple[int, int]:
    """The first µs of the day with this ordinal, and the first behind it."""
    day = date.fromordinal(number)
    return first_of(day, zone), last_of(day, zone) + 1
