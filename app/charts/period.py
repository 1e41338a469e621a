"""A stretch of time as the reader writes it: "26 Nov, 23:55 – 27 Nov, 17:46", and for whole days "26–29 Nov".

The year is left out where it is this one. Texts are what babel knows of each language, put together here:
months, days and times repeat from one bar of a ruler to the next.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from app.charts.calendar import day_of, first_of, last_of, moment
from app.clock import MINUTE
from app.i18n.locales import formats
from app.memory import tables


def period(first: int, last: int, zone: ZoneInfo, locale: str, *, year: int) -> str:
    """From the first to the last µs of a stretch of time."""
    begin, end = day_of(first, zone), day_of(last, zone)
    if first == first_of(begin, zone) and last == last_of(end, zone):
        return _days(begin, end, locale, year)
    start, stop = moment(first, zone), moment(last, zone)
    is_fine = first % MINUTE != 0 or (last + 1) % MINUTE != 0
    clock = "%H:%M:%S" if is_fine else "%H:%M"
    if begin == end:
        if f"{start:{clock}}" == f"{stop:{clock}}":
            return _timed(start, clock, locale, year)
        return f"{day_in(begin, locale, year)}, {start:{clock}} – {stop:{clock}}"
    # Both have their year if one has to have it.
    year = year if begin.year == end.year == year else 0
    return f"{_timed(start, clock, locale, year)} – {_timed(stop, clock, locale, year)}"


def since(first: int, zone: ZoneInfo, locale: str, *, year: int) -> str:
    """A beginning: the day, with the time of day unless that is the day's first moment."""
    day = day_of(first, zone)
    if first == first_of(day, zone):
        return day_in(day, locale, year)
    return _timed(moment(first, zone), "%H:%M:%S" if first % MINUTE else "%H:%M", locale, year)


def until(last: int, zone: ZoneInfo, locale: str, *, year: int) -> str:
    """An end: the day, with the time of day unless that is the day's last moment."""
    day = day_of(last, zone)
    if last == last_of(day, zone):
        return day_in(day, locale, year)
    clock = "%H:%M" if (last + 1) % MINUTE == 0 else "%H:%M:%S"
    return _timed(moment(last, zone), clock, locale, year)


def day_in(day: date, locale: str, year: int) -> str:
    """A day, with its year unless that is `year`."""
    return _formatted(day, "d MMM" if day.year == year else "d MMM y", locale)


def _timed(at: datetime, clock: str, locale: str, year: int) -> str:
    return f"{day_in(at.date(), locale, year)}, {at:{clock}}"


def _days(begin: date, end: date, locale: str, year: int) -> str:
    if begin == end:
        return day_in(begin, locale, year)
    if begin.day == 1 and _is_last(end):
        if begin.year == end.year and begin.month == end.month:
            return _formatted(begin, "LLLL y", locale)
        if begin.month == 1 and end.month == 12:
            return f"{begin.year}" if begin.year == end.year else f"{begin.year}–{end.year}"
    if begin.year == end.year and begin.month == end.month:
        return f"{begin.day}–{day_in(end, locale, year)}"
    if begin.year == end.year:
        return f"{day_in(begin, locale, begin.year)} – {day_in(end, locale, year)}"
    return f"{day_in(begin, locale, 0)} – {day_in(end, locale, 0)}"


def _is_last(day: date) -> bool:
    """Whether it is the last day of its month."""
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1


@tables.counted()
@lru_cache(maxsize=2_048)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale=formats(locale)))
