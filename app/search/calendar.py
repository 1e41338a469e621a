"""Days and minutes as a reader writes them, as exact spans of time in the reader's zone.

A day is not always 24 hours and does not always begin at midnight: clocks are put forward and
back, and some zones have skipped a whole day. So a day is the instants whose local date it is.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.clock import moment as utc_moment
from app.i18n.mark import N_
from app.search.errors import SearchError

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000_000
_HOUR = 3_600_000_000
_MINUTE = 60_000_000
_SECOND = 1_000_000
_WRITTEN = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)


def span(written: str, zone: ZoneInfo, *, field: str, position: int | None = None) -> tuple[int, int]:
    """The first and the last µs (UTC) of a day `2026-01-31`, or of a minute or second in it.

    A day that the zone skipped is empty: its first is its last plus one. Raises `SearchError` when
    it is no date of the calendar.
    """
    match = _WRITTEN.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) for part in match.group(1, 2, 3))
        that_day = date(year, month, day)
        if match[4] is None:
            return _first_of(that_day, zone), _last_of(that_day, zone)
        unit = _SECOND if match[6] else _MINUTE
        local = datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), tzinfo=zone)
    except ValueError:
        raise SearchError(
            N_("“%(written)s” is not a day: write it as 2026-01-31."),
            field=field,
            position=position,
            written=written[:40],
        ) from None
    return _micros(local), _micros(local.replace(fold=1)) + unit - 1


def day_of(micros: int, zone: ZoneInfo) -> date:
    """The local date of an instant."""
    return _day_within(micros // _HOUR, zone) or moment(micros, zone).date()


def day_written(micros: int, zone: ZoneInfo) -> str:
    """The local date of an instant as the search takes it back."""
    return _written_within(micros // _HOUR, zone) or moment(micros, zone).date().isoformat()


@lru_cache(maxsize=16_384)
def _written_within(hour: int, zone: ZoneInfo) -> str:
    day = _day_within(hour, zone)
    return "" if day is None else day.isoformat()


@lru_cache(maxsize=16_384)
def _day_within(hour: int, zone: ZoneInfo) -> date | None:
    """The local date throughout an hour of UTC; None where it ends in between."""
    first, last = moment(hour * _HOUR, zone), moment((hour + 1) * _HOUR - 1, zone)
    return first.date() if first.date() == last.date() else None


def moment(micros: int, zone: ZoneInfo) -> datetime:
    """An instant as a local time; in UTC at the very ends of the calendar, where zones reach beyond it."""
    at = utc_moment(micros)
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def _micros(local: datetime) -> int:
    # By hand, because datetime's own conversion overflows at both ends of the calendar.
    naive = (local.toordinal() - _EPOCH) * _DAY
    naive += (local.hour * 3600 + local.minute * 60 + local.second) * _SECOND + local.microsecond
    offset = local.utcoffset() or timedelta()
    return naive - (offset.days * _DAY + offset.seconds * _SECOND + offset.microseconds)


def _first_of(day: date, zone: ZoneInfo) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    late, early = _micros(midnight), _micros(midnight.replace(fold=1))
    if late <= early:
        return late
    # Midnight was skipped; the day begins at the change of clocks, somewhere in between.
    while early < late:
        middle = (early + late) // 2
        if day_of(middle, zone) >= day:
            late = middle
        else:
            early = middle + 1
    return late


def _last_of(day: date, zone: ZoneInfo) -> int:
    if day == date.max:
        return _micros(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=zone, fold=1))
    return _first_of(date.fromordinal(day.toordinal() + 1), zone) - 1
