"""The marks under the time ruler: few, at round times of the reader's calendar, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_date

from app.i18n.locales import formats
from app.memory import tables
from app.search.calendar import instant, moment

MOST = 4
_LEFT, _RIGHT = 0.24, 0.86
"""Marks stay clear of the labels at both ends, also on a narrow screen."""

_MINUTES = (1, 5, 15, 30, 60, 180, 360, 720)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000)


class Mark(msgspec.Struct, frozen=True):
    """A label at a place of the axis, in parts of its width."""

    place: float
    label: str


def marks(
    first: int, last: int, zone: ZoneInfo, locale: str, place: Callable[[int], float] | None = None
) -> list[Mark]:
    """At most four marks between two instants; `place` tells where one stands, by default by its share."""
    start, end = moment(first, zone), moment(last, zone)
    length = end - start
    for step, candidates in _scales(start, end, locale):
        # A scale that is plainly too fine is not even written out.
        if length * (_RIGHT - _LEFT) > step * (MOST + 2):
            continue
        found = []
        for at, label in candidates:
            share = (at - start) / length if length else 0.0
            where = share if place is None else place(instant(at))
            if _LEFT <= where <= _RIGHT:
                found.append(Mark(where, label))
        if len(found) <= MOST:
            return found
    return []


def edge(first: int, last: int, zone: ZoneInfo, locale: str) -> str:
    """What stands at the left end: a day, or the time of the day when the ruler is shorter than two."""
    start = moment(first, zone)
    if last - first < 2 * 86_400_000_000:
        return f"{_said(start, 'd MMM', locale)} {start:%H:%M}"
    return _said(start, "d MMM y", locale)


_Candidates = Iterator[tuple[datetime, str]]


def _scales(start: datetime, end: datetime, locale: str) -> Iterator[tuple[timedelta, _Candidates]]:
    for minutes in _MINUTES:
        yield timedelta(minutes=minutes), _clock(start, end, minutes)
    for days in _DAYS:
        yield timedelta(days=days), _days(start, end, days, locale)
    for months in _MONTHS:
        yield timedelta(days=28 * months), _months(start, end, months, locale)


def _clock(start: datetime, end: datetime, minutes: int) -> _Candidates:
    at = start.replace(minute=0, second=0, microsecond=0, hour=0)
    while at <= end:
        yield at, f"{at:%H:%M}"
        at += timedelta(minutes=minutes)


def _days(start: datetime, end: datetime, days: int, locale: str) -> _Candidates:
    number = start.date().toordinal() // days * days
    while number <= end.date().toordinal():
        at = datetime.fromordinal(number).replace(tzinfo=start.tzinfo)
        yield at, _said(at, "d MMM", locale)
        number += days


def _months(start: datetime, end: datetime, months: int, locale: str) -> _Candidates:
    number = (start.year * 12 + start.month - 1) // months * months
    named = False
    while 12 <= number <= min(end.year * 12 + end.month - 1, 12 * 9999):
        at = datetime(number // 12, number % 12 + 1, 1, tzinfo=start.tzinfo)
        if at >= start:
            # The year is said once, and again whenever it changes.
            pattern = "y" if months >= 12 else "MMM y" if not named or at.month <= months else "MMM"
            named = True
            yield at, _said(at, pattern, locale)
        number += months


def _said(at: datetime, pattern: str, locale: str) -> str:
    return _written(at.date(), pattern, locale)


@tables.counted()
@lru_cache(maxsize=4_096)
def _written(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale=formats(locale)))
