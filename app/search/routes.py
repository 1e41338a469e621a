"""`/search` and `/api/search`: parse, ask the service, render."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from markupsafe import Markup, escape

import trie_core
from app.cache.moulds import hole
from app.i18n import N_
from app.search import addresses, api
from app.search.addresses import Watched
from app.search.calendar import day_of, last_of
from app.search.engine import ENGINES, Damaged
from app.search.errors import SearchError
from app.search.index import IndexHandle
from app.search.nothing import why
from app.search.ranking import ranking
from app.search.request import SearchRequest, read
from app.search.results import Found, SearchPage
from app.search.service import find, search, spell
from app.search.shown import at_hand, listed, own
from app.search.suggest import Suggestions, SuggestRequest, suggest
from app.search.texts import Key, Text
from app.search.turnstile import Turnstile
from app.search.view import Shape, View, fault, in_words, shape, view
from app.search.visits import Opened, is_program, note
from app.text.stopwords import of as stop_words
from app.web.context import Hud
from app.web.described import takes
from app.web.direct import Later, Made, direct
from app.web.errors import BadRequest, Busy, NotFound
from app.web.forms import FormBody, decode
from app.web.hosts import network
from app.web.refusal import wants_json
from app.web.render import answered, pour, render
from app.web.request import HudRequest
from app.web.shared import shared, true_until

_PAGE, _RESULTS = "search/page.html", "search/_results.html"
_LIGHT = 50_000
"""So many runs, or versions, are gone through in a millisecond or two."""
_MOMENT = 5_000_000
_SENT = re.compile(r"[?&]q=([^&]+)")
_LONGEST_ADDRESS = 2_000
"""In a header; proxies refuse answers with longer ones."""

SHOWN = shared("page", "version", index=True)
_LEAST = 30_000_000
"""Half a minute: so long a ruler may lack the bar of the minute that has just begun."""

_turnstile = Turnstile()


def _at_once(request: HudRequest) -> Made | Later | None:
    """The results, if the index takes no longer than a moment; texts that have to be read are waited for."""
    hud = request.hud
    asked = read(request.query_params)
    if asked.typing or asked.is_empty or hud.cache is None:
        return None
    zone = asked.zone(request.reader.zone)
    index, query = _index(hud), _parsed(hud, asked)
    # A page's address is looked up in the database.
    if addresses.asked(query):
        return None
    # Sites and languages are looked for in all versions there are.
    if (asked.site or asked.lang) and index.versions > _LIGHT:
        return None
    if not index.is_light(query, _LIGHT):
        return None
    found = _find(request, index, query, asked, zone)
    # Where nothing is found it is looked for elsewhere.
    if found.is_nothing:
        return None
    results = at_hand(found, cache=hud.cache, moulds=hud.moulds, kept=_handle(hud).texts, root=request.root)
    if results is not None:
        return _made(request, found, results, zone)
    return Later(
        lambda: _texts(hud, found),
        lambda there: _made(request, found, _listed(request, found, there), zone),
    )


@get("/search", opt=SHOWN | direct(_at_once), include_in_schema=False, sync_to_thread=True)
def search_page(request: HudRequest) -> Response[bytes]:
    """The search: a full page, or its results alone when the page is there already."""
    hud = request.hud
    asked = SearchRequest(q=request.query_params.get("q", ""))
    try:
        asked = read(request.query_params)
        zone = asked.zone(request.reader.zone)
        if asked.is_empty:
            return _shown(
                request, View(request=asked, indexed_pages=_index(hud).pages, has_guide=hud.has("guide"))
            )
        query = _parsed(hud, asked)
        spelled = spell(query, asked, engine=hud.settings.search_engine)
        page = _watched(hud, query)
        found = _find(request, _index(hud), query, spelled, zone, page)
    except SearchError as error:
        return _refused(request, asked, error)
    if asked.typing and request.is_partial and _is_unfinished(hud, asked, found):
        return _unchanged()
    results = _listed(request, found, _texts(hud, found))
    return answered(request, *_made(request, found, results, zone, page))


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
        raise _bad(error) from None
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
    found = suggest(_index(request.hud), asked.q, engine=request.hud.settings.search_engine)
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
    if _turnstile.admits(network(request.address), page.page, now):
        with request.hud.db.write() as session:
            note(session, page.page, now)


def _search(request: HudRequest, asked: SearchRequest, zone: ZoneInfo) -> SearchPage:
    hud = request.hud
    with hud.db.read() as session:
        page = search(
            session,
            _index(hud),
            asked,
            zone=zone,
            site_url=request.root,
            engine=hud.settings.search_engine,
            now=_present(hud),
            ranking=ranking(hud.settings, _handle(hud)),
            texts=_handle(hud).texts,
        )
    _until_seen(request, page, zone)
    return page


def _parsed(hud: Hud, asked: SearchRequest) -> trie_core.Query:
    return ENGINES[hud.settings.search_engine].parse(asked.q, typing=asked.typing)


def _find(
    request: HudRequest,
    index: trie_core.Index,
    query: trie_core.Query,
    asked: SearchRequest,
    zone: ZoneInfo,
    page: Watched | None = None,
) -> Found:
    hud = request.hud
    return find(
        index,
        query,
        asked,
        zone=zone,
        now=_present(hud),
        engine=hud.settings.search_engine,
        ranking=ranking(hud.settings, _handle(hud)),
        stopwords=stop_words(request.reader.locale),
        page=None if page is None else page.page,
    )


def _watched(hud: Hud, query: trie_core.Query) -> Watched | None:
    if not addresses.asked(query):
        return None
    with hud.db.read() as session:
        return addresses.watched(session, query)


def _texts(hud: Hud, found: Found) -> dict[Key, Text]:
    """What is read of the results."""
    with hud.db.read() as session:
        return _handle(hud).texts.find(session, found.keys, rest=found.query.in_all)


def _listed(request: HudRequest, found: Found, there: Mapping[Key, Text]) -> bytes:
    hud = request.hud
    return listed(found, there, moulds=hud.moulds, kept=_handle(hud).texts, root=request.root)


def _until_seen(request: HudRequest, found: Found, zone: ZoneInfo) -> None:
    """Until its ruler has another bar, or another day begins, from which the windows offered count."""
    ends = found.edges[-1] if found.edges else found.now
    tomorrow = last_of(day_of(found.now, zone), zone) + 1
    true_until(request.scope, min(max(ends, found.now + _LEAST), tomorrow))


def _present(hud: Hud) -> int:
    """The end of the ruler: the same for all searches of a few seconds, so that they share its scale."""
    return -(-hud.clock() // _MOMENT) * _MOMENT


def _handle(hud: Hud) -> IndexHandle:
    if hud.index is None:
        raise Busy
    assert isinstance(hud.index, IndexHandle)
    return hud.index


def _index(hud: Hud) -> trie_core.Index:
    try:
        return _handle(hud).current()
    except (*Damaged, OSError):
        raise Busy(N_("The search index is being rebuilt; your pages are safe. Try again in a moment.")) from None


def _refused(request: HudRequest, asked: SearchRequest, error: SearchError) -> Response[bytes]:
    if asked.typing and request.is_partial:
        return _unchanged()
    if wants_json(request):
        raise _bad(error)
    return _shown(request, View(request=asked, fault=fault(asked, error)), status_code=400)


def _bad(error: SearchError) -> BadRequest:
    """What a program is told of it."""
    return BadRequest(in_words(error), position=error.position, field=error.field)


def _is_unfinished(hud: Hud, asked: SearchRequest, found: Found) -> bool:
    """Whether nothing was found because the query breaks off in the middle, as in `flood (`."""
    if found.total:
        return False
    try:
        ENGINES[hud.settings.search_engine].parse(asked.q)
    except SearchError:
        return True
    return False


def _unchanged() -> Response[bytes]:
    """What is being typed is not finished: the last good results stay."""
    return Response(b"", status_code=204, media_type="text/html")


def _made(
    request: HudRequest, found: Found, results: bytes, zone: ZoneInfo, page: Watched | None = None
) -> Made:
    """A page of results: its mould, filled with what was found."""
    hud, partial = request.hud, request.is_partial
    _until_seen(request, found, zone)
    look = shape(found, zone, request.reader.locale, has_results=bool(results), page=page)
    here, raw = _holed(request)
    filled = own(found, results, look, moulds=hud.moulds)
    if found.is_nothing:
        filled["nothing"] = _nothing(request, found, look)
    if look.has_address:
        filled["watched"] = _told(request, "search/_watched.html", page=page, address=addresses.asked(found.query))
    parts = pour(
        request,
        _RESULTS if partial else _PAGE,
        (look, partial),
        {**filled, "raw": escape(raw).encode(), "raw%": quote(raw).encode()},
        lambda: {"view": view(look), "partial": partial},
        here=here,
    )
    return Made(parts, _address(request, found.request, typing=_is_typing(request)) if partial else {})


def _nothing(request: HudRequest, found: Found, look: Shape) -> bytes:
    """Why nothing was found, and what to do about it."""
    hud = request.hud
    index, engine = _index(hud), hud.settings.search_engine
    reasons = why(index, found, engine=engine, stopwords=stop_words(request.reader.locale))
    return _told(request, "search/_nothing.html", why=reasons, shape=look, found=found)


def _told(request: HudRequest, template: str, **values: object) -> bytes:
    """A part that is rendered anew each time, because few pages have it."""
    text: str = request.hud.templates.get_template(template).render(values, quoted=_quoted)
    return text.encode()


def _quoted(word: str) -> Markup:
    return Markup("<q>{}</q>").format(word)


def _holed(request: HudRequest) -> tuple[str, str]:
    """The address of this page with a hole for the query as it was sent, and that."""
    here = request.here
    sent = list(_SENT.finditer(here))
    if len(sent) != 1:
        return here, ""
    first, last = sent[0].span(1)
    return f"{here[:first]}{hole('raw')}{here[last:]}", here[first:last]


def _shown(request: HudRequest, shown: View, *, status_code: int = 200) -> Response[bytes]:
    partial = request.is_partial
    template = _RESULTS if partial else _PAGE
    response = render(request, template, status_code=status_code, view=shown, partial=partial)
    response.headers.update(_address(request, shown.request, typing=shown.request.typing) if partial else {})
    return response


def _is_typing(request: HudRequest) -> bool:
    return request.query_params.get("typing") == "1"


def _address(request: HudRequest, asked: SearchRequest, *, typing: bool) -> dict[str, str]:
    """The header with the address that the browser shows from now on, where it has the results alone."""
    # Only an address without `typing` may stay: it has to mean the same when it is opened anew.
    address = request.reader.prefix + "/search" + asked.link(page=asked.page)
    if len(address) > _LONGEST_ADDRESS:
        return {}
    return {"HX-Replace-Url" if typing else "HX-Push-Url": address}


handlers = [search_page, search_api, suggest_api, visit]
