"""Values of the templates of a search: what was found, the links around it, and errors with their place."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import day_of
from app.i18n import Reader, gettext
from app.search import addresses, nothing, period
from app.search.addresses import Watched
from app.search.chips import Chip, languages, orders, sites, tags, windows
from app.search.errors import SearchError
from app.search.nothing import Nothing
from app.search.reasons import Reason, label, sentences
from app.search.request import SearchRequest
from app.search.results import Found, Result
from app.search.ruler import Ruler, scale_of

_AROUND = 36
_NEAR = 2


class Fault(msgspec.Struct, frozen=True):
    """An error as it stands under the field: the sentence, and the query with a caret below the place."""

    detail: str
    field: str
    excerpt: str
    caret: str


class Turn(msgspec.Struct, frozen=True):
    """A link to another page of results, or to this one."""

    page: int
    href: str
    current: bool


class Site(msgspec.Struct, frozen=True):
    """A site that says it, or a tag of pages that do, with a link that narrows the search to itself."""

    name: str
    pages: int
    href: str


class Wider(msgspec.Struct, frozen=True):
    """A link to a wider search that finds something."""

    label: str
    href: str
    pages: int


class NothingFound(msgspec.Struct, frozen=True):
    """Why nothing was found, and what would find something."""

    reasons: list[Reason]
    wider: list[Wider]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What the templates of a search show; without `found` nothing was asked, or it could not be answered.

    Links are query strings, to be put behind the address of the search.
    """

    request: SearchRequest
    fault: Fault | None = None
    found: Found | None = None
    groups: list[list[Result]] = []
    """The results: those with all words, then those with some."""
    chips: list[list[Chip]] = []
    ruler: Ruler | None = None
    window: str = ""
    """The window in words, unless it is that there is none."""
    watched: Watched | None = None
    """The page whose address the query is, or names."""
    bare: str = ""
    """The query without `url:`."""
    address: str | None = None
    """The address that the query is, or names by `url:`."""
    sites: list[Site] = []
    tags: list[Site] = []
    """Tags of the pages found, in the same way."""
    turns: list[Turn] = []
    nothing: NothingFound | None = None
    outside: Wider | None = None
    """More pages that say it outside their main text."""
    today: str = ""
    indexed_pages: int = 0
    has_guide: bool = False


def view(
    found: Found,
    results: list[Result],
    zone: ZoneInfo,
    reader: Reader,
    *,
    watched: Watched | None = None,
    why: Nothing | None = None,
    outside: nothing.Wider | None = None,
) -> View:
    """A page of results with everything around them; `why` says why there are none, `outside` where more
    are.
    """
    request, today = msgspec.structs.replace(found.request, typing=False), day_of(found.now, zone)
    locale = reader.locale
    # Another window is asked of what the query says of no time.
    timeless = msgspec.structs.replace(request, q=found.timeless)
    window = "" if found.window.is_everywhen else period.written(found.window, zone, locale, year=today.year)
    chips = [
        windows(timeless, today, window, is_asked=found.is_asked),
        orders(request),
        sites(request),
        tags(request),
        languages(request, found.answer.languages, locale),
    ]
    return View(
        request=request,
        found=found,
        groups=[list(group) for _, group in groupby(results, lambda result: bool(result.missing))],
        chips=[group for group in chips if group],
        ruler=_ruler(found, timeless, zone, reader),
        window=window,
        watched=watched,
        bare=addresses.without(found.query),
        address=addresses.asked(found.query),
        sites=[Site(site, pages, request.link(site=site)) for site, pages in found.sites],
        tags=[Site(tag, pages, request.link(tag=tag)) for tag, pages in found.tags if tag != request.tag],
        turns=turns(request, found.pages) if found.pages > 1 else [],
        nothing=None if why is None else _nothing(why, locale, timed=bool(window)),
        outside=None if outside is None else _wider(outside),
        today=today.isoformat(),
    )


def _ruler(found: Found, timeless: SearchRequest, zone: ZoneInfo, reader: Reader) -> Ruler | None:
    """The ruler; none of nothing, which would show nothing."""
    scale = scale_of(found.edges, found.now, zone, reader.locale)
    if scale is None or found.first_seen is None:
        return None
    return scale.ruler(
        [pages for _, pages in found.ruler],
        window=found.window,
        first_seen=found.first_seen,
        anywhen=f"{reader.prefix}/search{timeless.link(from_='', to='', at='')}",
    )


def _nothing(why: Nothing, locale: str, *, timed: bool) -> NothingFound:
    return NothingFound(
        reasons=list(sentences(why, locale, timed=timed)),
        wider=list(map(_wider, why.wider)),
    )


def _wider(one: nothing.Wider) -> Wider:
    return Wider(label(one.kind), one.request.link(), one.pages)


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


def turns(request: SearchRequest, last: int) -> list[Turn]:
    """Links to the pages of results around this one, with the first and the last."""
    here = request.page
    near = set(range(max(here - _NEAR, 1), min(here + _NEAR, last) + 1)) | {1, last}
    return [Turn(number, request.link(page=number), number == here) for number in sorted(near)]
