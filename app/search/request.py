"""A search as it was asked: the parameters of the URL, the API and the command line.

Read in one place, so that all three refuse and understand the same things.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, get_args
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import msgspec

from app.i18n.mark import N_
from app.search.errors import SearchError

Order = Literal["best", "newest", "oldest"]

PAGE_SIZE = 10
LAST_PAGE = 100
"""Nobody reads further, and the work of a page grows with its depth."""

_LONGEST = 255


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked; days and zone as written, checked when the search runs."""

    q: str = ""
    from_: str = msgspec.field(default="", name="from")
    to: str = ""
    at: str = ""
    tz: str = ""
    site: str = ""
    lang: str = ""
    order: Order = "best"
    page: int = 1
    typing: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing is asked that could choose one page over another."""
        return not (self.q.strip() or self.from_ or self.to or self.at or self.site or self.lang)

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """The zone whose days are meant; raises `SearchError` for one that does not exist."""
        if not self.tz:
            return default
        try:
            return ZoneInfo(self.tz)
        except (KeyError, ValueError, OSError):
            raise SearchError(
                N_("“%(tz)s” is not a time zone; write one such as Europe/Amsterdam."),
                field="tz",
                tz=self.tz[:40],
            ) from None

    def kept(self, *, days: bool = True) -> list[tuple[str, str]]:
        """What a form carries along beside the query, as hidden fields."""
        window = [("from", self.from_), ("to", self.to), ("at", self.at)] if days else []
        order = "" if self.order == "best" else self.order
        rest = [("tz", self.tz), ("site", self.site), ("lang", self.lang), ("order", order)]
        return [(name, value) for name, value in window + rest if value]

    def link(
        self,
        *,
        q: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        at: str | None = None,
        site: str | None = None,
        lang: str | None = None,
        order: str | None = None,
        page: int = 1,
    ) -> str:
        """The query string of this search with some parameters changed; a new search begins at page 1."""
        order = self.order if order is None else order
        values = (
            ("q=", self.q if q is None else q),
            ("from=", self.from_ if from_ is None else from_),
            ("to=", self.to if to is None else to),
            ("at=", self.at if at is None else at),
            ("tz=", self.tz),
            ("site=", self.site if site is None else site),
            ("lang=", self.lang if lang is None else lang),
            ("order=", "" if order == "best" else order),
            ("page=", "" if page == 1 else str(page)),
        )
        return "?" + "&".join([name + quoted(value) for name, value in values if value])


def read(params: Mapping[str, str]) -> SearchRequest:
    """Take a search from the parameters of a URL; unknown ones are ignored.

    Raises `SearchError` with the field at fault.
    """
    order = params.get("order") or "best"
    if order not in get_args(Order):
        raise SearchError(N_("The order is one of best, newest and oldest."), field="order")
    short = {name: params.get(name, "").strip() for name in ("from", "to", "at", "tz", "site", "lang")}
    for name, value in short.items():
        if len(value) > _LONGEST or not value.isprintable():
            raise SearchError(N_("“%(name)s” cannot be used as it is written."), field=name, name=name)
    return msgspec.convert(
        {
            "q": params.get("q", ""),
            **short,
            "order": order,
            "page": _page(params.get("page", "")),
            "typing": params.get("typing") == "1",
        },
        SearchRequest,
    )


@lru_cache(maxsize=256)
def quoted(value: str) -> str:
    """A value as it stands in an address; a page of results has dozens of links with the same ones."""
    return quote_plus(value, errors="replace")


def _page(written: str) -> int:
    if not written:
        return 1
    if not (written.isascii() and written.isdigit() and len(written) < 6 and 1 <= int(written) <= LAST_PAGE):
        raise SearchError(
            N_("Results can be turned to page %(last)s; narrow the search to see others."),
            field="page",
            last=LAST_PAGE,
        )
    return int(written)
