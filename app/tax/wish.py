"""Wish: what an address of the taxes asks for, and the address of a wish that differs in something."""

from __future__ import annotations

from typing import Literal, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import BadTime, span
from app.i18n import gettext
from app.mark import N_
from app.web.errors import BadRequest
from app.web.request import PageRequest

Order = Literal["value", "name", "change", "year"]
MOST_CHOSEN = 8
BACKS = (1, 5, 10, 20)
_BACK = 5
_YEAR = N_("Write the year as four digits.")
_CHOICE = N_("Choose one of: %(choices)s.")
_LONG_CODE = 12


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Which indicator, of which year (None: the newest of each country), known when, in which order.

    `chosen` are the codes of countries that are compared, `back` the years over which a change is told.
    """

    path: str = "/tax/"
    show: str = "total"
    year: int | None = None
    chosen: tuple[str, ...] = ()
    order: Order = "value"
    up: bool = False
    back: int = _BACK
    page: int = 1
    as_of: str = ""
    known_at: int | None = None
    """The end of `as_of`, µs."""

    def link(self, *, form: str = "", **changes: object) -> str:
        """The address of the same wish, but for `changes`; `form` is that of a file of its map."""
        other = msgspec.structs.replace(self, **{"page": 1, **changes})
        query: list[tuple[str, object]] = []
        if other.show != "total":
            query.append(("show", other.show))
        if other.year is not None:
            query.append(("year", other.year))
        query += [("c", code) for code in other.chosen]
        if other.order != "value":
            query.append(("sort", other.order))
        if other.up:
            query.append(("up", 1))
        if other.back != _BACK:
            query.append(("back", other.back))
        if other.as_of:
            query.append(("as_of", other.as_of))
        if other.page > 1:
            query.append(("page", other.page))
        path = f"{other.path.rstrip('/')}.{form}" if form else other.path
        return f"{path}?{urlencode(query)}" if query else path

    def without(self, code: str) -> str:
        """The address of the same wish without one of the countries that are compared."""
        return self.link(chosen=tuple(one for one in self.chosen if one != code))

    def sorted_by(self, order: Order) -> str:
        """The address of the same list in an order; in the opposite one where it has that already."""
        return self.link(order=order, up=not self.up if order == self.order else order == "name")


def read(request: PageRequest, path: str = "/tax/") -> Wish:
    """The wish of a request. Raises `BadRequest`."""
    query = request.query
    year = query.get("year", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadRequest(_YEAR, field="year")
    order = _one("sort", query.get("sort") or "value", get_args(Order))
    back = _one("back", query.get("back") or str(_BACK), [str(one) for one in BACKS])
    page = query.get("page", "1")
    as_of = query.get("as_of", "").strip()
    codes = [code.strip().upper()[:_LONG_CODE] for code in request.every("c")]
    return Wish(
        path=path,
        show=query.get("show") or "total",
        year=int(year) if year else None,
        chosen=tuple(dict.fromkeys(code for code in codes if code))[:MOST_CHOSEN],
        order=msgspec.convert(order, Order),
        up=query.get("up") == "1",
        back=int(back),
        page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        as_of=as_of,
        known_at=_end(as_of, request.reader.zone) if as_of else None,
    )


def _one(field: str, value: str, choices: tuple[str, ...] | list[str]) -> str:
    if value not in choices:
        raise BadRequest(gettext(_CHOICE) % {"choices": ", ".join(choices)}, field=field)
    return value


def _end(written: str, zone: ZoneInfo) -> int:
    try:
        return span(written, zone)[1]
    except BadTime as error:
        raise BadRequest(gettext(error.message) % error.values, field="as_of") from None
