"""`/search` and `/api/search`: parse, ask the service, render."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from litestar import Response, get, post

from app.search import addresses, api, asking, screens
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
from app.web.described import takes
from app.web.direct import Later, Made, direct
from app.web.errors import NotFound
from app.web.forms import FormBody, decode
from app.web.hosts import network
from app.web.render import answered
from app.web.request import HudRequest
from app.web.shared import shared

_LIGHT = 50_000
"""So many runs, or versions, are gone through in a millisecond or two."""
SHOWN = shared("page", "version", index=True)

_BREAKS_OFF = ("open-quote", "open-bracket", "stray-operator", "no-value")
"""The notes that a query has while it is being written."""

_rate_limiter = RateLimiter()


def _at_once(request: HudRequest) -> Made | Later | None:
    """The results, if the index takes no longer than a moment; texts that have to be read are waited for."""
    hud = request.hud
    asked = read(request.query_params)
    if asked.typing or asked.is_empty or hud.cache is None:
        return None
    zone = asked.zone(request.reader.zone)
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
    # Where nothing is found it is looked for elsewhere.
    if found.is_nothing:
        return None
    results = at_hand(
        found, cache=hud.cache, moulds=hud.moulds, kept=asking.handle(hud).texts, root=request.root
    )
    if results is not None:
        return screens.made(request, found, results, zone)
    return Later(
        lambda: asking.texts(hud, found),
        lambda there: screens.made(request, found, asking.cards(request, found, there), zone),
    )


@get("/search", opt=SHOWN | direct(_at_once), include_in_schema=False, sync_to_thread=True)
def search_page(request: HudRequest) -> Response[bytes]:
    """The search: a full page, or its results alone when the page is there already."""
    hud = request.hud
    typed = SearchRequest(q=request.query_params.get("q", ""))
    try:
        typed = read(request.query_params)
        asked = _spelled(request, typed)
        zone = asked.zone(request.reader.zone)
        if asked.is_empty:
            return screens.shown(
                request,
                View(request=asked, indexed_pages=asking.index(hud).pages, has_guide=hud.has("guide")),
            )
        query = asking.parsed(hud, asked)
        page = asking.watched(request, query)
        found = asking.ask(request, asking.index(hud), query, asked, zone, page)
    except SearchError as error:
        return screens.refused(request, typed, error)
    if typed.typing and request.is_partial and _is_unfinished(hud, typed, found):
        return screens.unchanged()
    results = asking.cards(request, found, asking.texts(hud, found))
    return answered(request, *screens.made(request, found, results, zone, page))


@get(
    "/api/search",
    opt=SHOWN | takes(SearchRequest),
    sync_to_thread=True,
    operation_id="search",
    tags=["search"],
    summary="Search the words of all pages",
)
def search_api(request: HudRequest) -> Response[api.ApiAnswer]:
    """The same search as JSON; days are days in `tz`, UTC by default."""
    try:
        page = _search(request, read(request.query_params), ZoneInfo("UTC"))
    except SearchError as error:
        raise screens.bad(error) from None
    return Response(api.shape(page), headers={"Cache-Control": "private, no-cache"})


@get(
    "/api/suggest",
    opt=shared(index=True) | takes(SuggestRequest),
    sync_to_thread=True,
    operation_id="suggest",
    tags=["search"],
    summary="Complete and correct a query",
)
def suggest_api(request: HudRequest) -> Response[Suggestions]:
    """Completions of the last word of `q`, the most frequent first, and what was probably meant."""
    asked = SuggestRequest(request.query_params.get("q", ""))
    found = suggest(asking.index(request.hud), asked.q, engine=request.hud.settings.search_engine)
    return Response(found, headers={"Cache-Control": "private, no-cache"})


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


def _search(request: HudRequest, asked: SearchRequest, zone: ZoneInfo) -> SearchPage:
    hud = request.hud
    with hud.db.read() as session:
        page = search(
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
    screens.true_while_seen(request, page, zone)
    return page


def _spelled(request: HudRequest, asked: SearchRequest) -> SearchRequest:
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
