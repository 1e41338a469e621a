"""The time as HUD keeps it, whole microseconds since 1970 in UTC, and as it tells it in JSON."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ISO_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"

IsoTime = Annotated[str, Meta(description="ISO 8601, UTC", pattern=ISO_PATTERN)]
"""A time in JSON, as `iso` writes it. `/api/schema` adds the format "date-time" by its pattern."""

_UNITS = {"w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}


def now() -> int:
    """This machine's time in microseconds."""
    return time.time_ns() // 1000


def moment(time: int) -> datetime:
    """A time in µs as an aware datetime in UTC, held inside the years 1 to 9999."""
    try:
        return _EPOCH + timedelta(microseconds=time)
    except OverflowError:
        edge = datetime.max if time > 0 else datetime.min
        return edge.replace(tzinfo=UTC)


def iso(time: int) -> str:
    """A time in µs as JSON tells it: `2026-11-27T17:46:12.123456Z`, in UTC.

    Always with six places, so that texts sort as the times do.
    """
    return moment(time).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def iso_or_none(time: int | None) -> str | None:
    """The same of a time that may be missing."""
    return None if time is None else iso(time)


def parse_length(text: str) -> int | None:
    """A length of time such as `30m`, `24h` or `7d` in microseconds: a whole number of s, m, h, d or w.

    None when `text` is none.
    """
    found = re.fullmatch(r"([0-9]{1,9})\s*([smhdw])", text.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else None


def spell_length(microseconds: int) -> str:
    """The shortest way to write a length that `parse_length` reads back; a single day is `24h`."""
    for unit in ("d", "h", "m"):
        size = _UNITS[unit]
        if microseconds >= size and microseconds % size == 0 and (unit, microseconds) != ("d", DAY):
            return f"{microseconds // size}{unit}"
    return f"{microseconds // SECOND}s"
