"""Dates and times as a reader writes them, as exact spans of time in the reader's zone.

A day is not always 24 hours and does not always begin at midnight: clocks are put forward and
back, and some zones have skipped a whole day. So a day is the instants whose local date it is.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
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
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
# A plus sign in an address that was not escaped arrives as a blank.
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::(\d{2})(?:\.(\d{1,6}))?)?)(?:(Z)|([ +-]\d{2}:?\d{2}(?::\d{2})?))?",
    re.ASCII | re.IGNORECASE,
)


def span(written: str, zone: ZoneInfo, *, field: str, position: int | None = None) -> tuple[int, int]:
    """The first and the last µs (UTC) of a year, a month or a day, or of a minute or less in a day.

    `2026`, `2026-01`, `2026-01-31`, `2026-01-31T14:02`, `…T14:02:59`, `…T14:02:59.5`; a time may end in `Z`
    or an offset such as `+01:00`, and is in `zone` without. A day that the zone skipped is empty: its first
    is its last plus one. Raises `SearchError` when it is no date of the calendar.
    """
    try:
        if day := _DATE.fullmatch(written):
            return _dates(day, zone)
        if time := _TIME.fullmatch(written):
            return _times(time, zone)
        raise ValueError
    except ValueError:
        raise SearchError(
            N_("“%(written)s” is not a date: write it as 2026-01-31, or with a time as 2026-01-31T15:00."),
            field=field,
            position=position,
            written=written[:40],
        ) from None


def _dates(match: re.Match[str], zone: ZoneInfo) -> tuple[int, int]:
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    first = date(year, month or 1, day or 1)
    if day is not None:
        last = first
    elif (month or 12) == 12:
        last = date(year, 12, 31)
    else:
        last = date.fromordinal(date(year, (month or 0) + 1, 1).toordinal() - 1)
    return first_of(first, zone), last_of(last, zone)


def _times(match: re.Match[str], zone: ZoneInfo) -> tuple[int, int]:
    written, seconds, fraction, is_utc, offset = match.groups()
    at: tzinfo = zone
    if is_utc:
        at = UTC
    elif offset:
        shift = datetime.fromisoformat(f"2000-01-01T00:00{offset.replace(' ', '+')}").tzinfo
        assert shift is not None
        at = shift
    unit = 10 ** (6 - len(fraction)) if fraction else _SECOND if seconds else _MINUTE
    local = datetime.fromisoformat(written).replace(tzinfo=at)
    return instant(local), instant(local.replace(fold=1)) + unit - 1


def written(micros: int, zone: ZoneInfo, *, fine: bool = False) -> str:
    """A moment as `span` takes it back: to the minute, or with `fine` to the second.

    Where clocks were put back a time of day comes twice, so its offset is written with it.
    """
    local = moment(micros, zone)
    text = local.strftime("%Y-%m-%dT%H:%M:%S" if fine else "%Y-%m-%dT%H:%M")
    # Years before 1000 are written with fewer digits on some systems.
    text = text.rjust(19 if fine else 16, "0")
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return text
    return text + local.isoformat(timespec="seconds")[19:]


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


def instant(local: datetime) -> int:
    """An aware datetime in µs UTC."""
    # By hand, because datetime's own conversion overflows at both ends of the calendar.
    naive = (local.toordinal() - _EPOCH) * _DAY
    naive += (local.hour * 3600 + local.minute * 60 + local.second) * _SECOND + local.microsecond
    offset = local.utcoffset() or timedelta()
    return naive - (offset.days * _DAY + offset.seconds * _SECOND + offset.microseconds)


def first_of(day: date, zone: ZoneInfo) -> int:
    """The first µs of a day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    late, early = instant(midnight), instant(midnight.replace(fold=1))
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


def last_of(day: date, zone: ZoneInfo) -> int:
    """The last µs of a day."""
    if day == date.max:
        return instant(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=zone, fold=1))
    return first_of(date.fromordinal(day.toordinal() + 1), zone) - 1
