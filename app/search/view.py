"""What the page of results shows beside the results: links, ruler, chips, and errors with their place."""

from __future__ import annotations

import unicodedata
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup, escape

from app.i18n import format_day, format_number, gettext
from app.search import strip
from app.search.api import marked
from app.search.chips import Chip, languages, orders, sites, windows
from app.search.errors import SearchError
from app.search.request import SearchRequest
from app.search.results import Result, SearchPage
from app.search.ruler import Ruler, draw

_AROUND = 36
_NEAR = 2


class Fault(msgspec.Struct, frozen=True):
    """An error as it stands under the field: the sentence, and the query with a caret below the place."""

    detail: str
    field: str
    excerpt: str
    caret: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """All that the templates of a search need; `page` is None when nothing was asked or it failed."""

    request: SearchRequest
    page: SearchPage | None = None
    fault: Fault | None = None
    ruler: Ruler | None = None
    bars: Markup = Markup()
    rows: Markup = Markup()
    chips: list[list[Chip]] = []
    places: list[tuple[str, str, int]] = []
    turns: list[tuple[str, int, bool]] = []
    indexed_pages: int = 0
    ever: str = ""
    bare: str = ""
    first_day: str = ""
    first: str = ""
    is_narrowed: bool = False
    has_guide: bool = False

    def meant(self, text: str) -> str:
        """The link to the same search with another query."""
        return self.request.link(q=text)

    def passage(self, result: Result) -> Markup:
        """A result's passage with what was looked for in it marked."""
        return marked(result.snippet)

    def counts(self, result: Result) -> Markup:
        """How often each word that was looked for stands on a result's page."""
        said = [
            f'<span title="{escape(word)}">{format_number(count)}×</span>'
            for word, count in result.words.items()
            if count
        ]
        return Markup(", ".join(said))


def view(page: SearchPage, zone: ZoneInfo, locale: str) -> View:
    """A page of results with everything around it."""
    request = page.request
    ruler = draw(page, zone, locale)
    return View(
        request=request,
        page=page,
        ruler=ruler,
        bars=Markup() if ruler is None else strip.bars(ruler),
        rows=Markup() if ruler is None else strip.rows(ruler),
        chips=[
            windows(request, zone, page.now),
            orders(request),
            [*languages(request), *sites(request)],
        ],
        places=[(site, request.link(site=site), pages) for site, pages in page.sites],
        turns=_turns(page),
        indexed_pages=page.indexed_pages,
        ever=request.link(from_="any", to="", at=""),
        bare=request.link(from_="", to="", at="", site="", lang=""),
        first_day="" if page.first_seen is None else format_day(page.first_seen),
        first=request.link(),
        is_narrowed=bool(request.from_ or request.to or request.at or request.site or request.lang),
    )


def fault(request: SearchRequest, error: SearchError) -> Fault:
    """An error in the reader's language, with the part of the query around its place."""
    detail = gettext(error.message)
    if error.values:
        detail %= error.values
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


def _turns(page: SearchPage) -> list[tuple[str, int, bool]]:
    """Links to the pages of results around this one, with the first and the last: (href, number, current)."""
    last, here = page.pages, page.request.page
    if last < 2:
        return []
    near = set(range(max(here - _NEAR, 1), min(here + _NEAR, last) + 1)) | {1, last}
    return [(page.request.link(page=number), number, number == here) for number in sorted(near)]
