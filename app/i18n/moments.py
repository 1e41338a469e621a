"""A moment with all that can be said of it, put together from parts that are remembered.

babel takes a tenth of a millisecond for such a text, and every result of a search has two. Day, zone and each
part of the time repeat from one moment to the next, so babel is asked once for each of these.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import DateTimeFormat, format_date, get_datetime_format, get_time_format, tokenize_pattern

from app.i18n.locales import formats
from app.memory import tables

_HOURS = frozenset("hHkKa")
_ZONES = frozenset("zZOvVxX")
_zones: dict[tuple[str, str, str, object, object], str] = {}
_MOST_ZONES = 1_024
tables.add(f"{__name__}._zones", _MOST_ZONES, lambda: len(_zones))


def written_in_full(at: datetime, locale: str) -> str:
    """Weekday, day, time with seconds and zone, as babel's "full" form has it."""
    before, between, behind, day_first = _frame(locale)
    day, time = _day(at.date(), locale), _time(at, locale)
    return before + (day if day_first else time) + between + (time if day_first else day) + behind


@lru_cache(maxsize=64)
def _frame(locale: str) -> tuple[str, str, str, bool]:
    """What stands before, between and behind day and time, and whether the day comes first."""
    frame = str(get_datetime_format("full", locale=formats(locale))).replace("'", "")
    day, time = frame.index("{1}"), frame.index("{0}")
    one, other = sorted((day, time))
    return frame[:one], frame[one + 3 : other], frame[other + 3 :], day < time


@tables.counted()
@lru_cache(maxsize=2_048)
def _day(day: date, locale: str) -> str:
    return str(format_date(day, "full", locale=formats(locale)))


def _time(at: datetime, locale: str) -> str:
    parts = []
    for text, field in _pattern(locale):
        if not field:
            parts.append(text)
        elif field[0] in _HOURS:
            parts.append(_part(field, at.hour, locale))
        elif field[0] == "m":
            parts.append(_part(field, at.minute, locale))
        elif field[0] == "s":
            parts.append(_part(field, at.second, locale))
        else:
            parts.append(_zone(field, at, locale) if field[0] in _ZONES else _asked(field, at, locale))
    return "".join(parts)


@lru_cache(maxsize=64)
def _pattern(locale: str) -> list[tuple[str, str]]:
    """The pieces of the time: a text, or the field that stands there."""
    tokens = tokenize_pattern(get_time_format("full", locale=formats(locale)).pattern)
    return [(str(token), "") if kind == "chars" else ("", token[0] * int(token[1])) for kind, token in tokens]


@tables.counted()
@lru_cache(maxsize=2_048)
def _part(field: str, number: int, locale: str) -> str:
    """An hour, a minute or a second."""
    hour, minute, second = (number if field[0] in unit else 0 for unit in (_HOURS, "m", "s"))
    return _asked(field, datetime(2000, 1, 1, hour, minute, second), locale)


def _zone(field: str, at: datetime, locale: str) -> str:
    """The zone, whose name hangs on how far it is from UTC at that moment, and on summer time."""
    key = locale, field, str(at.tzinfo), at.utcoffset(), at.dst()
    found = _zones.get(key)
    if found is None:
        if len(_zones) >= _MOST_ZONES:
            _zones.clear()
        found = _zones[key] = _asked(field, at, locale)
    return found


def _asked(field: str, at: datetime, locale: str) -> str:
    return str(DateTimeFormat(at, formats(locale))[field])
