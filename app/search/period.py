"""A window as the reader writes it: "until 26 Nov", "as of 26 Nov, 23:55", "26–29 Nov"."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.charts.period import period, since, until
from app.i18n import gettext
from app.search.window import EARLIEST, LATEST, Window


def written(window: Window, zone: ZoneInfo, locale: str, *, year: int) -> str:
    """A window that is not everywhen, in the reader's language; `year` is the present one."""
    if window.at is not None:
        return gettext("as of %(time)s") % {"time": until(window.at, zone, locale, year=year)}
    assert window.between is not None
    first, last = window.between
    if first <= EARLIEST:
        return gettext("until %(time)s") % {"time": until(last, zone, locale, year=year)}
    if last >= LATEST:
        return gettext("since %(time)s") % {"time": since(first, zone, locale, year=year)}
    return period(first, last, zone, locale, year=year)
