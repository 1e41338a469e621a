"""`/search` and `/api/search`: parse, ask the service, render."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from litestar import Response, get, post

from app.i18n import reading_as
from app.search import api, question, screens
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.question import is_moment
from app.search.ranking import ranking
from app.search.rate_limiter import RateLimiter
from app.search.request import SearchRequest, read
from app.search.results import Found, SearchPage
from app.search.screens import Screen
from app.search.service import search
from app.search.suggest import Suggestions, SuggestRequest, suggest
from app.search.visits import Opened, is_program, note
from app.web.context import Hud
from app.web.described import takes
from app.web.direct import Later, Made, direct
from app.web.errors import NotFound
from app.web.forms import FormBody, decode
from app.web.hosts import network
from app.web.parts import Parts
from app.web.render import answered, parts
from app.web.request import HudRequest
from app.web.shared import shared

SHOWN = shared("page", "version", index=True)

_BREAKS_OFF = ("open-quote", "open-bracket", "stray-operator", "no-value")
"""The notes that a query has while it is being written."""

_rate_limiter = RateLimiter()


def _at_once(request: HudRequest) -> Made | Later | None:
    """The page, if it is a moment's work; else it is made in a thread, of what the index has said already."""
    if is_moment(request):
        return _made(request)
    return Later(lambda: _made(request), lambda made: made) if question.is_known(request) else None


def _made(request: HudRequest) -> Made | None:
    with reading_as(request.reader):
        screen = _screen(request)
        return Made(_parts(request, screen), screen.headers) if screen.status_code == 200 else None


@get("/search", opt=SHOWN | direct(_at_once), include_in_schema=False, sync_to_thread=True)
def search_page(request: HudRequest) -> Response[bytes]:
    """The search: a full page, or its results alone when the page is there already."""
    screen = _screen(request)
    if screen.view is None:
        return Response(b"", status_code=screen.status_code, media_type="text/html")
    return answered(request, _parts(request, screen), screen.headers, status_code=screen.status_code)


def _parts(request: HudRequest, screen: Screen) -> Parts:
    partial = request.is_partial
    template = "search/_results.html" if partial else "search/page.html"
    return parts(request, template, view=screen.view, partial=partial)


def _screen(request: HudRequest) -> Screen:
    asked = SearchRequest(q=request.query_params.get("q", ""))
    try:
        asked = read(request.query_params)
        finished = question.finished(request, asked)
        finished.zone(request.reader.zone)
        if finished.is_empty:
            return screens.empty(request, finished)
        searched = question.search(request, finished)
    except SearchError as error:
        return screens.refused(request, asked, error)
    if asked.typing and request.is_partial and _is_unfinished(request.hud, asked, searched.found):
        return screens.unchanged()
    return screens.results(request, searched)


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
    found = suggest(question.index(request.hud), asked.q, engine=request.hud.settings.search_engine)
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
            question.index(hud),
            asked,
            zone=zone,
            site_url=request.root,
            engine=hud.settings.search_engine,
            now=question.present(hud),
            ranking=ranking(hud.settings, question.handle(hud)),
            texts=question.handle(hud).texts,
        )
    screens.true_while_seen(request, page, zone)
    return page


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
