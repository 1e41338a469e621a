"""Ticks of a time axis: few, at round times of the reader's calendar, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_date

from app.charts.calendar import instant, moment
from app.i18n.locales import formats
from app.memory import tables

MOST = 4
CLEAR = (0.24, 0.86)
"""The part of the axis in which ticks stay clear of labels at both ends, also on a narrow screen."""

_SECONDS = (1, 5, 15, 30)
_MINUTES = (1, 5, 15, 30, 60, 180, 360, 720)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000)


class Tick(msgspec.Struct, frozen=True):
    """A label at a place of the axis, in parts of its width."""

    place: float
    label: str


def ticks(
    first: int,
    last: int,
    zone: ZoneInfo,
    locale: str,
    place: Callable[[int], float] | None = None,
    *,
    most: int = MOST,
    within: tuple[float, float] = CLEAR,
    is_dated: bool = False,
) -> list[Tick]:
    """At most so many ticks between two instants (µs), inside a part of the axis.

    `place` tells where an instant stands, by default by its share. `is_dated`: the first one names its year
    or day, for an axis that has no label at its left end.
    """
    start, end = moment(first, zone), moment(last, zone)
    length = end - start
    left, right = within
    for step, candidates in _scales(start, end, locale):
        # A scale that is plainly too fine is not even written out.
        if length * (right - left) > step * (most + 2):
            continue
        found = []
        for at, label in candidates:
            if not _is_real(at, zone):
                continue
            share = (at - start) / length if length else 0.0
            where = share if place is None else place(instant(at))
            if left <= where <= right:
                found.append((where, at, label))
        if len(found) <= most:
            return [
                Tick(where, _dated(at, step, locale, is_first=number == 0) if is_dated else label)
                for number, (where, at, label) in enumerate(found)
            ]
    return []


def _is_real(at: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks have shown it: when they are put forward they skip an hour."""
    return (
        at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()
        or moment(instant(at), zone).replace(fold=0) == at
    )


def _dated(at: datetime, step: timedelta, locale: str, *, is_first: bool) -> str:
    """A label that says which day or year it is, where it begins one or is the first."""
    if step < timedelta(days=1):
        clock = f"{at:%H:%M:%S}" if step < timedelta(minutes=1) else f"{at:%H:%M}"
        if at.time() == time():
            return _said(at, "d MMM", locale)
        return f"{_said(at, 'd MMM', locale)}, {clock}" if is_first else clock
    if step < timedelta(days=28):
        return _said(at, "d MMM y" if is_first else "d MMM", locale)
    if step >= timedelta(days=28 * 12):
        return _said(at, "y", locale)
    return _said(at, "MMM y" if is_first or at.month <= step.days // 28 else "MMM", locale)


def edge(first: int, last: int, zone: ZoneInfo, locale: str) -> str:
    """What stands at the left end: a day, or the time of the day when the ruler is shorter than two."""
    start = moment(first, zone)
    if last - first < 2 * 86_400_000_000:
        return f"{_said(start, 'd MMM', locale)} {start:%H:%M}"
    return _said(start, "d MMM y", locale)


_Candidates = Iterator[tuple[datetime, str]]


def _scales(start: datetime, end: datetime, locale: str) -> Iterator[tuple[timedelta, _Candidates]]:
    for seconds in _SECONDS:
        yield timedelta(seconds=seconds), _clock(start, end, seconds, "%H:%M:%S")
    for minutes in _MINUTES:
        yield timedelta(minutes=minutes), _clock(start, end, minutes * 60, "%H:%M")
    for days in _DAYS:
        yield timedelta(days=days), _days(start, end, days, locale)
    for months in _MONTHS:
        yield timedelta(days=28 * months), _months(start, end, months, locale)


def _clock(start: datetime, end: datetime, seconds: int, pattern: str) -> _Candidates:
    passed = start.hour * 3_600 + start.minute * 60 + start.second
    at = start.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        at += timedelta(seconds=passed // seconds * seconds)
        while at <= end:
            yield at, at.strftime(pattern)
            at += timedelta(seconds=seconds)
    except OverflowError:  # the calendar's last day
        return


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
@lru_cache(maxsize=1_024)
def _written(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale=formats(locale)))
