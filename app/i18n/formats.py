"""Times, days, numbers, sizes and durations as the reader writes them.

Times come as microseconds UTC; what cannot be shown in the reader's zone (the calendar's first and
last day) is shown in UTC rather than failing a page. A page of results shows hundreds of days and numbers,
so what babel wrote once is remembered.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from app.clock import moment
from app.i18n.catalogues import gettext, ngettext
from app.i18n.locales import formats
from app.i18n.reader import current
from app.mark import N_
from app.memory import tables

_UNITS = (N_("kB"), N_("MB"), N_("GB"), N_("TB"))


def local(microseconds: int) -> datetime:
    """The time in the reader's zone."""
    return local_in(moment(microseconds), current().zone)


def local_in(at: datetime, zone: ZoneInfo) -> datetime:
    """The time in a zone, whoever reads; as it is where the calendar ends there."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def format_time(microseconds: int) -> str:
    """Day and time of day, such as "23 Nov 2026, 14:02"."""
    return time_in(local(microseconds), current().locale)


def time_in(at: datetime, locale: str) -> str:
    """The same of a local time in a language, whoever reads."""
    return f"{day_in(at.date(), locale)}, {at.hour:02}:{at.minute:02}"


def format_day(microseconds: int | date) -> str:
    """The day, such as "23 Nov 2026"."""
    day = microseconds if isinstance(microseconds, date) else local(microseconds).date()
    return day_in(day, current().locale)


@tables.counted()
@lru_cache(maxsize=2_048)
def day_in(day: date, locale: str) -> str:
    """A day in a language, whoever reads."""
    return str(format_date(day, "d MMM y", locale=formats(locale)))


def format_number(value: float) -> str:
    """A number with the reader's separators."""
    return number_in(value, current().locale)


def number_in(value: float, locale: str) -> str:
    """A number in a language, whoever reads."""
    between = _separator(locale)
    if between is None or type(value) is not int or value < 0:
        # Minus nothing equals nothing, also as a key of the cache: it is written without its sign.
        return _decimal(value + 0, locale)
    return f"{value:,}".replace(",", between) if value >= 1_000 else str(value)


def separator(locale: str) -> str:
    """What stands between every three digits of a whole number in a language.

    Raises `ValueError` for a language that writes whole numbers in another way.
    """
    found = _separator(locale)
    if found is None:
        raise ValueError(f"In {locale!r} there is more to a number than what stands between three digits.")
    return found


@lru_cache(maxsize=64)
def _separator(locale: str) -> str | None:
    """What stands between every three digits; None where a whole number is written in another way."""
    written = _decimal(1_234_567, locale)
    between = written[1 : (len(written) - 7) // 2 + 1]
    return (
        between
        if written == f"1{between}234{between}567" and written[:-4] == _decimal(1_234, locale)
        else None
    )


@tables.counted()
@lru_cache(maxsize=1_024)
def _decimal(value: float, locale: str) -> str:
    return str(format_decimal(value, locale=formats(locale)))


def format_bytes(size: int) -> str:
    """A size in decimal units, such as "1.2 MB"."""
    if size < 1_000:
        return ngettext("%(count)s byte", "%(count)s bytes", size) % {"count": format_number(size)}
    amount = float(size)
    for unit in _UNITS:
        amount /= 1_000
        # 999,950 and up would round to 1,000 of this unit.
        if amount < 999.95 or unit == _UNITS[-1]:
            break
    shown = round(amount, 1) if amount < 99.95 else round(amount)
    return f"{format_number(shown)}\u00a0{gettext(unit)}"


def format_duration(microseconds: int) -> str:
    """How long something took or takes, in its largest fitting unit: "38 µs", "24 hours"."""
    if microseconds < 1_000:
        return f"{format_number(microseconds)}\u00a0µs"
    if microseconds < 1_000_000:
        return f"{format_number(round(microseconds / 1_000, 1))}\u00a0ms"
    seconds = microseconds / 1_000_000
    if seconds < 120:
        return f"{format_number(round(seconds, 1))}\u00a0s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return _counted(ngettext("%(count)s minute", "%(count)s minutes", minutes), minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return _counted(ngettext("%(count)s hour", "%(count)s hours", hours), hours)
    days = round(hours / 24)
    return _counted(ngettext("%(count)s day", "%(count)s days", days), days)


def format_ago(microseconds: int, now: int) -> str:
    """A moment as its distance from now, in whole units: "in 3 hours", "5 minutes ago"."""
    length = format_duration(max(abs(now - microseconds), 1_000_000) // 1_000_000 * 1_000_000)
    form = gettext("%(length)s ago") if microseconds <= now else gettext("in %(length)s")
    return form % {"length": length}


def _counted(form: str, count: int) -> str:
    return form % {"count": format_number(count)}
