"""Template values beside the results: ruler, chips, page links, and errors with their place."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import day_of
from app.i18n import gettext
from app.pagecache.moulds import hole
from app.search import period
from app.search.addresses import Watched
from app.search.chips import Chip, orders, sites, windows
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


Kinds = Literal["all", "both", "some", "none"]
"""What the results on a page have of the query: all words, first all and then some, or only some."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """All that a page of results has in common with others: they come from one mould."""

    request: SearchRequest
    today: date
    window: str
    """The window in words, unless it is that there is none."""
    is_asked: bool
    """Whether the query itself speaks of time."""
    scale: Scale | None
    said_before: bool
    is_meant: bool
    is_repaired: bool
    """Another query was searched than the one that was written."""
    kinds: Kinds
    has_notes: bool
    has_address: bool
    """The query is an address, and either that of a watched page or nothing else."""
    is_found: bool
    is_beyond: bool
    has_index: bool
    has_turns: bool
    has_sites: bool
    has_languages: bool


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What the templates of a search show.

    Where something was found they are moulds: what is of one query alone goes into holes, the query too.
    """

    request: SearchRequest
    fault: Fault | None = None
    shape: Shape | None = None
    chips: list[list[Chip]] = []
    ever: str = ""
    anywhen: str = ""
    """The same search of any window, to which a window can be added."""
    first: str = ""
    today: str = ""
    indexed_pages: int = 0
    has_guide: bool = False


def shape(
    found: Found, zone: ZoneInfo, locale: str, *, has_results: bool, page: Watched | None = None
) -> Shape:
    """The shape of a page of results, with a hole for the query."""
    asked, today = found.request, day_of(found.now, zone)
    return Shape(
        request=msgspec.structs.replace(asked, q=hole("q") if asked.q else "", typing=False),
        today=today,
        window=_window(found, zone, locale, today.year),
        is_asked=found.is_asked,
        # A ruler of nothing shows nothing.
        scale=None if found.first_seen is None else scale_of(found.edges, found.now, zone, locale),
        said_before=bool(found.before),
        is_meant=found.did_you_mean is not None and found.shown_for is None,
        is_repaired=found.shown_for is not None,
        kinds=_kinds(found),
        has_notes=bool(found.notes),
        has_address=page is not None or found.query.url is not None or found.query.address is not None,
        is_found=has_results,
        is_beyond=not found.is_nothing and not has_results,
        has_index=bool(found.indexed_pages),
        has_turns=found.pages > 1,
        has_sites=bool(found.sites),
        has_languages=len(found.answer.languages) > 1 or bool(asked.lang),
    )


def _kinds(found: Found) -> Kinds:
    lacking = [bool(missing) for (missing,) in found.answer.rows("missing")]
    if not lacking:
        return "none"
    return "some" if all(lacking) else "both" if any(lacking) else "all"


def _window(found: Found, zone: ZoneInfo, locale: str, year: int) -> str:
    window = found.window
    return "" if window.is_everywhen else period.written(window, zone, locale, year=year)


def view(shape: Shape) -> View:
    """A page of results of that shape, with everything around the results."""
    request = shape.request
    # Another window is asked of what the query says of no time.
    timed = msgspec.structs.replace(request, q=hole("timeless") if request.q else "")
    return View(
        request=request,
        shape=shape,
        chips=[
            windows(timed, shape.today, shape.window, is_asked=shape.is_asked),
            orders(request),
            sites(request),
        ],
        ever=request.link(from_="any", to="", at=""),
        anywhen=timed.link(from_="", to="", at=""),
        first=request.link(),
        today=shape.today.isoformat(),
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
