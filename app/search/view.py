"""Template values beside the results: ruler, chips, page links, and errors with their place."""

from __future__ import annotations

import unicodedata
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from app.cache.moulds import hole
from app.i18n import gettext
from app.search.calendar import day_of
from app.search.chips import Chip, languages, orders, sites, windows
from app.search.errors import SearchError
from app.search.request import SearchRequest
from app.search.results import Found
from app.search.ruler import Scale, scale_of

_AROUND = 36
_NEAR = 2


class Fault(msgspec.Struct, frozen=True):
    """An error as it stands under the field: the sentence, and the query with a caret below the place."""

    detail: str
    field: str
    excerpt: str
    caret: str


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """All that a page of results has in common with others: they come from one mould."""

    request: SearchRequest
    today: date
    scale: Scale | None
    is_dated: bool
    said_before: bool
    is_meant: bool
    is_found: bool
    is_beyond: bool
    has_index: bool
    has_turns: bool
    has_sites: bool


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What the templates of a search show.

    Where something was found they are moulds: what is of one query alone goes into holes, the query too.
    """

    request: SearchRequest
    fault: Fault | None = None
    shape: Shape | None = None
    chips: list[list[Chip]] = []
    ever: str = ""
    bare: str = ""
    first: str = ""
    is_narrowed: bool = False
    indexed_pages: int = 0
    has_guide: bool = False


def shape(found: Found, zone: ZoneInfo, locale: str, *, has_results: bool) -> Shape:
    """The shape of a page of results, with a hole for the query."""
    asked = found.request
    return Shape(
        request=msgspec.structs.replace(asked, q=hole("q") if asked.q else "", typing=False),
        today=day_of(found.now, zone),
        scale=scale_of(found.answer, found.now, zone, locale),
        is_dated=found.first_seen is not None,
        said_before=bool(found.before),
        is_meant=found.did_you_mean is not None,
        is_found=has_results,
        is_beyond=bool(found.total) and not has_results,
        has_index=bool(found.indexed_pages),
        has_turns=found.pages > 1,
        has_sites=bool(found.sites),
    )


def view(shape: Shape) -> View:
    """A page of results of that shape, with everything around the results."""
    request = shape.request
    return View(
        request=request,
        shape=shape,
        chips=[
            windows(request, shape.today),
            orders(request),
            [*languages(request), *sites(request)],
        ],
        ever=request.link(from_="any", to="", at=""),
        bare=request.link(from_="", to="", at="", site="", lang=""),
        first=request.link(),
        is_narrowed=bool(request.from_ or request.to or request.at or request.site or request.lang),
    )


def in_words(error: SearchError) -> str:
    """The sentence of an error in the reader's language."""
    detail = gettext(error.message)
    return detail % error.values if error.values else detail


def fault(request: SearchRequest, error: SearchError) -> Fault:
    """An error in the reader's language, with the part of the query around its place."""
    detail = in_words(error)
    if error.position is None:
        return Fault(detail, error.field, "", "")
    place = min(error.position, len(request.q))
    start, stop = max(place - _AROUND, 0), place + _AROUND
    before = ("…" if start else "") + _shown(request.q[start:place])
    after = _shown(request.q[place:stop]) + ("…" if stop < len(request.q) else "")
    return Fault(detail, error.field, before + after, " " * sum(map(_columns, before)) + "^")


def _shown(text: str) -> str:
    # A line break or an invisible character would move the caret away from what it points at.
    return "".join(
        "�" if unicodedata.category(char)[0] == "C" else char for char in " ".join(text.splitlines())
    )


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def turns(request: SearchRequest, last: int) -> list[tuple[str, int, bool]]:
    """Links to the pages of results around this one, with the first and the last: (href, number, current)."""
    here = request.page
    near = set(range(max(here - _NEAR, 1), min(here + _NEAR, last) + 1)) | {1, last}
    return [(request.link(page=number), number, number == here) for number in sorted(near)]
