"""Days, months and times as a reader writes them, as exact spans of time in the reader's zone.

A day is not always 24 hours and does not always begin at midnight: clocks are put forward and
back, and some zones have skipped a whole day. So a day is the instants whose local date it is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.clock import moment as utc_moment
from app.mark import N_
from app.memory import tables

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000_000
_HOUR = 3_600_000_000
_MINUTE = 60_000_000
_SECOND = 1_000_000
_FURTHEST = timedelta(hours=14, minutes=59)
"""No clock is further from UTC than Kiritimati's 14 hours."""
_PER_HOUR = 60
_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?"
    # A plus that was not escaped in an address arrives as a blank.
    r"(?P<zone>Z|[-+ ]\d{2}(?::?\d{2}(?::\d{2})?)?)?)?)?)?",
    re.ASCII | re.IGNORECASE,
)


class BadTime(ValueError):
    """What was written as a day or time is none; `message` is a gettext message for `values`."""

    def __init__(self, written: str) -> None:
        self.message = N_("“%(written)s” is not a day or time: write it as 2026-01-31 or 2026-01-31T15:00.")
        self.values: dict[str, str | int] = {"written": written[:40]}
        super().__init__(self.message % self.values)


def span(written: str, zone: ZoneInfo) -> tuple[int, int]:
    """The first and the last µs (UTC) of a day `2026-01-31`, a month, a year, or of a time in a day.

    A time is a minute, a second or a part of one, and may name its own zone, `Z` or an offset such as
    `+01:00`; all else is by the clocks of `zone`. A day that the zone skipped is empty: its first is its last
    plus one. Raises `BadTime` when it is no date of the calendar.
    """
    match = _WRITTEN.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        if match["hour"] is None:
            return _days(match, zone)
        return _time(match, zone)
    except ValueError:
        raise BadTime(written) from None


def _days(match: re.Match[str], zone: ZoneInfo) -> tuple[int, int]:
    year, month, day = (None if part is None else int(part) for part in match.group("year", "month", "day"))
    first = date(year or 0, month or 1, day or 1)
    last = first
    if day is None:
        last = first.replace(month=month or 12)
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return first_of(first, zone), last_of(last, zone)


def _time(match: re.Match[str], zone: ZoneInfo) -> tuple[int, int]:
    clock = [int(match[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second")]
    fraction = match["fraction"] or ""
    unit = _MINUTE if match["second"] is None else _SECOND // 10 ** len(fraction)
    year, month, day, hour, minute, second = clock
    micros = int(fraction.ljust(6, "0"))
    local = datetime(year, month, day, hour, minute, second, micros, tzinfo=_zone_of(match["zone"]) or zone)
    return instant(local), instant(local.replace(fold=1)) + unit - 1


def _zone_of(written: str | None) -> tzinfo | None:
    """The zone that a time names itself."""
    if written is None:
        return None
    if written in "Zz":
        return UTC
    digits = written[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = (int(digits[at : at + 2]) for at in (0, 2, 4))
    # Clocks before time zones differed by seconds, too.
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset > _FURTHEST or minutes >= _PER_HOUR or seconds >= _PER_HOUR:
        raise ValueError
    return timezone(-offset if written[0] == "-" else offset)


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


@tables.counted()
@lru_cache(maxsize=2_048)
def _written_within(hour: int, zone: ZoneInfo) -> str:
    day = _day_within(hour, zone)
    return "" if day is None else day.isoformat()


@tables.counted()
@lru_cache(maxsize=2_048)
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
