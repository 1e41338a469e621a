"""From the days of a search to the window of time in which versions are looked for.

Parameters and operators of the query say the same things and intersect; what is left is handed to
the index as whole microseconds.
"""

from __future__ import annotations

import re
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import BadTime
from app.charts.calendar import span as span_of
from app.mark import N_
from app.search.errors import SearchError

EARLIEST = -(2**62)
LATEST = 2**62


class Operators(Protocol):
    """The part of a parsed query that speaks of time: days and times, months and years widened to days."""

    @property
    def text(self) -> str: ...
    @property
    def after(self) -> str | None: ...
    @property
    def before(self) -> str | None: ...
    @property
    def at(self) -> str | None: ...


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What a search says about time; all empty means the pages as they stand now.

    `between` is inclusive at both ends and may be empty (first after last), when it names only a
    day that its time zone skipped.
    """

    between: tuple[int, int] | None = None
    ever: bool = False
    at: int | None = None

    @property
    def is_now(self) -> bool:
        """The pages as they stand now."""
        return self.is_everywhen and not self.ever

    @property
    def is_everywhen(self) -> bool:
        """No time is left out."""
        return self.between is None and self.at is None


NOW = Window()


class _Bound(msgspec.Struct, frozen=True):
    first: int
    last: int
    written: str
    field: str
    position: int | None = None


def resolve(query: Operators, *, from_: str, to: str, at: str, zone: ZoneInfo) -> Window:
    """Intersect the parameters with the query's operators; days are days in `zone`.

    `from_="any"` lifts the restriction to the present and sets no bound. Raises `SearchError` for a
    day that is none, for a window that ends before it begins, and for two different `at:`.
    """
    if not (from_ or to or at or query.after or query.before or query.at):
        return NOW
    starts = _bounds(from_ if from_ != "any" else "", "from", "after", query.after, query.text, zone)
    ends = _bounds(to, "to", "before", query.before, query.text, zone)
    days = _bounds(at, "at", "at", query.at, query.text, zone)
    if len({day.last for day in days}) > 1:
        raise SearchError(
            N_("A search looks at one moment only; leave out either %(one)s or %(other)s."),
            field=days[1].field,
            position=days[1].position,
            one=days[0].written,
            other=days[1].written,
        )
    start = max(starts, key=lambda bound: bound.first, default=None)
    end = min(ends, key=lambda bound: bound.last, default=None)
    # A day that the zone skipped is empty, yet not the wrong way round.
    if start and end and start.first > end.last and (start.first, start.last) != (end.first, end.last):
        raise SearchError(
            N_("The period ends (%(end)s) before it begins (%(start)s); swap the two."),
            field=end.field,
            position=end.position if end.position is not None else start.position,
            start=start.written,
            end=end.written,
        )
    between = None
    if start or end:
        between = (start.first if start else EARLIEST, end.last if end else LATEST)
    return Window(
        between=between,
        ever=from_ == "any" and between is None,
        at=days[0].last if days else None,
    )


def span(written: str, zone: ZoneInfo, *, field: str, position: int | None = None) -> tuple[int, int]:
    """As `app.charts.calendar` reads a day or time; raises `SearchError` for what is none."""
    try:
        return span_of(written, zone)
    except BadTime as error:
        raise SearchError(error.message, field=field, position=position, **error.values) from None


def _bounds(
    given: str, field: str, operator: str, operand: str | None, text: str, zone: ZoneInfo
) -> list[_Bound]:
    bounds = []
    if given:
        bounds.append(_Bound(*span(given, zone, field=field), given, field))
    if operand is not None:
        # A month was widened to one of its days: then the operator alone tells where it stands.
        exact = re.search(re.escape(f"{operator}:{operand}"), text, re.IGNORECASE)
        found = exact or re.search(rf"(?<!\w){operator}:", text, re.IGNORECASE)
        position = found.start() if found else 0
        bounds.append(_Bound(*span(operand, zone, field="q", position=position), operand, "q", position))
    return bounds
