"""`/search` and `/api/search`: parse, ask the service, render."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from litestar import post

from app.pages import models
from app.search import addresses, asking, screens
from app.search import api as shape
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.ranking import ranking
from app.search.rate_limiter import RateLimiter
from app.search.request import SearchRequest, read
from app.search.results import Found, SearchPage
from app.search.service import search, spell
from app.search.shown import at_hand
from app.search.suggest import Suggestions, SuggestRequest, suggest
from app.search.view import View
from app.search.visits import Opened, is_program, note
from app.web.context import Hud
from app.web.errors import Busy, NotFound
from app.web.forms import FormBody, decode
from app.web.hosts import network
from app.web.pipeline.page import INDEX, Json, Page, Text, api, page
from app.web.request import HudRequest, PageRequest

_LIGHT = 50_000
"""So many runs, or versions, are gone through in a millisecond or two."""
SHOWN = (models.Page, models.Version, INDEX)

_BREAKS_OFF = ("open-quote", "open-bracket", "stray-operator", "no-value")
"""The notes that a query has while it is being written."""

_rate_limiter = RateLimiter()


class _Prepared(NamedTuple):
    """What was found, and the results where all their texts are at hand."""

    found: Found
    results: bytes | None


def is_moment(request: PageRequest) -> bool:
    """Whether the results are there in a moment: the index is quick about it, and no text has to be read."""
    prepared = _prepared(request)
    request.prepared = prepared
    return prepared is not None and prepared.results is not None


def _prepared(request: PageRequest) -> _Prepared | None:
    """What the index says, if it takes no longer than a moment."""
    hud = request.hud
    try:
        asked = read(request.query)
        if asked.typing or asked.is_empty or hud.cache is None:
            return None
        zone = asked.zone(request.zone)
        index, query = asking.index(hud), asking.parsed(hud, asked)
        # A page's address is looked up in the database.
        if addresses.named(query):
            return None
        # Sites and languages are looked for in all versions there are.
        if (asked.site or asked.lang) and index.versions > _LIGHT:
            return None
        if not index.is_light(query, _LIGHT):
            return None
        found = asking.ask(request, index, query, asked, zone)
    except (SearchError, Busy):
        # The page itself meets the same, and says so.
        return None
    # Where nothing is found it is looked for elsewhere.
    if found.is_nothing:
        return None
    texts = asking.handle(hud).texts
    results = at_hand(found, cache=hud.cache, moulds=hud.moulds, kept=texts, root=request.root)
    return _Prepared(found, results)


@page("/search", depends_on=SHOWN, at_once=is_moment)
def search_page(request: PageRequest) -> Page | Text:
    """The search: a full page, or its results alone when the page is there already."""
    hud = request.hud
    if isinstance(request.prepared, _Prepared):
        found, results = request.prepared
        results = asking.cards(request, found, asking.texts(hud, found)) if results is None else results
        return screens.made(request, found, results, found.request.zone(request.zone))
    typed = SearchRequest(q=request.query.get("q", ""))
    try:
        typed = read(request.query)
        asked = _spelled(request, typed)
        zone = asked.zone(request.zone)
        if asked.is_empty:
            pages = asking.index(hud).pages
            return screens.shown(
                request, View(request=asked, indexed_pages=pages, has_guide=hud.has("guide"))
            )
        query = asking.parsed(hud, asked)
        named = asking.watched(request, query)
        found = asking.ask(request, asking.index(hud), query, asked, zone, named)
    except SearchError as error:
        return screens.refused(request, typed, error)
    if typed.typing and request.is_partial and _is_unfinished(hud, typed, found):
        return screens.unchanged()
    results = asking.cards(request, found, asking.texts(hud, found))
    return screens.made(request, found, results, zone, named)


@api(
    "/api/search",
    depends_on=SHOWN,
    query=SearchRequest,
    operation_id="search",
    tags=["search"],
    summary="Search the words of all pages",
)
def search_api(request: PageRequest) -> Json[shape.ApiAnswer]:
    """The same search as JSON; days are days in `tz`, UTC by default."""
    zone = ZoneInfo("UTC")
    try:
        found = _search(request, read(request.query), zone)
    except SearchError as error:
        raise screens.bad(error) from None
    return Json(shape.shape(found), expires_at=screens.true_until(found, zone))


@api(
    "/api/suggest",
    depends_on=[INDEX],
    query=SuggestRequest,
    operation_id="suggest",
    tags=["search"],
    summary="Complete and correct a query",
)
def suggest_api(request: PageRequest) -> Json[Suggestions]:
    """Completions of the last word of `q`, the most frequent first, and what was probably meant."""
    asked = SuggestRequest(request.query.get("q", ""))
    return Json(suggest(asking.index(request.hud), asked.q, engine=request.hud.settings.search_engine))


@post("/search/visit", include_in_schema=False, sync_to_thread=True, status_code=204)
def visit(request: HudRequest, form: FormBody) -> None:
    """A result was opened; whether it counted is not said."""
    page = decode(Opened, form).data
    now = request.hud.clock()
    if page is None:
        raise NotFound
    if is_program(request.headers.get("user-agent", "")):
        return
    if _rate_limiter.admits(network(request.address), page.page, now):
        with request.hud.db.write() as session:
            note(session, page.page, now)


def _search(request: PageRequest, asked: SearchRequest, zone: ZoneInfo) -> SearchPage:
    hud = request.hud
    with hud.db.read() as session:
        return search(
            session,
            asking.index(hud),
            asked,
            zone=zone,
            site_url=request.root,
            engine=hud.settings.search_engine,
            now=asking.present(hud),
            ranking=ranking(hud.settings, asking.handle(hud)),
            texts=asking.handle(hud).texts,
        )


def _spelled(request: PageRequest, asked: SearchRequest) -> SearchRequest:
    """What is answered: the finished query that one still being typed stands for."""
    if not asked.typing or asked.is_empty:
        return asked
    query = asking.parsed(request.hud, asked)
    is_watched = asking.watched(request, query) is not None
    return spell(query, asked, engine=request.hud.settings.search_engine, is_watched=is_watched)


def _is_unfinished(hud: Hud, asked: SearchRequest, found: Found) -> bool:
    """Whether no page has all of it because the query breaks off in the middle, as in `flood (`.

    What no address can say is not shown before somebody asks for it by Enter.
    """
    if not screens.has_address(found.request):
        return True
    if found.total:
        return False
    try:
        notes = ENGINES[hud.settings.search_engine].parse(asked.q).notes
    except SearchError:
        return True
    return any(note.kind in _BREAKS_OFF for note in notes)


handlers = [search_page, search_api, suggest_api, visit]
