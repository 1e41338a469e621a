"""`/search` and `/api/search`: parse, ask the service, render."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from litestar import post

from app.pages import models
from app.search import api as shape
from app.search import question, screens, whynot_routes
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.question import is_moment
from app.search.ranking import ranking
from app.search.rate_limiter import RateLimiter
from app.search.request import SearchRequest, read
from app.search.results import Found, SearchPage
from app.search.service import search
from app.search.suggest import Suggestions, SuggestRequest, suggest
from app.search.visits import Opened, is_program, note
from app.web.context import Hud
from app.web.errors import NotFound
from app.web.hosts import network
from app.web.pipeline.page import INDEX, Json, Page, Text, api, page
from app.web.request import HudRequest, PageRequest
from app.web.request.forms import FormBody, decode

SHOWN = (models.Page, models.PageTag, models.Version, INDEX)

_BREAKS_OFF = ("open-quote", "open-bracket", "stray-operator", "no-value")
"""The notes that a query has while it is being written."""

_rate_limiter = RateLimiter()


@page("/search", part="search/_results.html", depends_on=SHOWN, at_once=is_moment)
def search_page(request: PageRequest) -> Page | Text:
    """The search: a full page, or its results alone when the page is there already."""
    asked = SearchRequest(q=request.query.get("q", ""))
    try:
        asked = read(request.query)
        finished = question.finished(request, asked)
        finished.zone(request.zone)
        if finished.is_empty:
            return screens.empty(request, finished)
        searched = question.search(request, finished)
    except SearchError as error:
        return screens.refused(request, asked, error)
    if asked.typing and request.is_partial and _is_unfinished(request.hud, asked, searched.found):
        return screens.unchanged()
    return screens.results(request, searched)


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
    return Json(suggest(question.index(request.hud), asked.q, engine=request.hud.settings.search_engine))


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
            question.index(hud),
            asked,
            zone=zone,
            site_url=request.root,
            engine=hud.settings.search_engine,
            now=question.present(hud),
            ranking=ranking(hud.settings, question.handle(hud)),
            texts=question.handle(hud).texts,
            tagged=question.handle(hud).tags.current(hud.db),
        )


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


handlers = [search_page, search_api, suggest_api, visit, *whynot_routes.handlers]
