"""A request's search: what it asks, and what this installation's index says to it.

Each step is done once a request, however often it is looked at: whether the search is a moment's work is only
known once the index has answered, and then the answer is there.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

import trie_core
from app.i18n import N_
from app.search import addresses
from app.search.addresses import Watched
from app.search.engine import ENGINES, Damaged
from app.search.errors import SearchError
from app.search.index import IndexHandle
from app.search.nothing import Nothing, Wider, outside, why
from app.search.ranking import ranking
from app.search.request import SearchRequest, read
from app.search.results import Found, Result
from app.search.service import find, results, spell
from app.search.texts import Key, Text
from app.text.stopwords import of as stop_words
from app.web.context import Hud
from app.web.errors import Busy
from app.web.request import PageRequest

_LIGHT = 50_000
"""So many runs, or versions, are gone through in a millisecond or two."""
_MOMENT = 5_000_000
REBUILT = N_("The search index is being rebuilt; your pages are safe. Try again in a moment.")


class Searched(msgspec.Struct, kw_only=True):
    """What the index said to a request, the reader's zone, and the page whose address the query is.

    `texts` are those that passages are cut from, once they are there.
    """

    found: Found
    zone: ZoneInfo
    watched: Watched | None = None
    texts: dict[Key, Text] | None = None


def is_moment(request: PageRequest) -> bool:
    """Whether the search can be answered where requests arrive, because it is a moment's work for the index.

    Then no file, no database and nobody else is waited for: the texts of what was found are in memory.
    """
    hud = request.hud
    if hud.cache is None:
        return False
    try:
        asked = read(request.query)
        if asked.typing or asked.is_empty:
            return False
        query = parsed(hud, asked)
        tagged = handle(hud).tags.held()
        if tagged is None or not _is_light(index(hud), query, asked):
            return False
        searched = _searched(request, asked, query, tagged)
    except (SearchError, Busy):
        return False
    request.prepared = searched
    found = searched.found
    # Where nothing is found it is looked for elsewhere.
    if not found.is_nothing:
        searched.texts = handle(hud).texts.held(hud.cache, found.keys, rest=found.query.in_all)
    return searched.texts is not None


def _is_light(index: trie_core.Index, query: trie_core.Query, asked: SearchRequest) -> bool:
    # A page's address is looked up in the database.
    if addresses.named(query):
        return False
    # Sites, languages and tags are looked for in all versions there are.
    if (asked.site or asked.lang or asked.tag) and index.versions > _LIGHT:
        return False
    return index.is_light(query, _LIGHT)


def finished(request: PageRequest, asked: SearchRequest) -> SearchRequest:
    """What is answered: the finished query that one still being typed stands for. Raises `SearchError`."""
    if not asked.typing or asked.is_empty:
        return asked
    query = parsed(request.hud, asked)
    is_watched = _watched(request, query) is not None
    return spell(query, asked, engine=request.hud.settings.search_engine, is_watched=is_watched)


def search(request: PageRequest, asked: SearchRequest) -> Searched:
    """What the index says to a request that asks for something; raises `SearchError`."""
    if isinstance(request.prepared, Searched):
        return request.prepared
    query = parsed(request.hud, asked)
    tagged = handle(request.hud).tags.current(request.hud.db)
    return _searched(request, asked, query, tagged, _watched(request, query))


def _searched(
    request: PageRequest,
    asked: SearchRequest,
    query: trie_core.Query,
    tagged: trie_core.Tags,
    page: Watched | None = None,
) -> Searched:
    hud, zone = request.hud, asked.zone(request.zone)
    found = find(
        index(hud),
        query,
        asked,
        zone=zone,
        now=present(hud),
        engine=hud.settings.search_engine,
        ranking=ranking(hud.settings, handle(hud)),
        stopwords=stop_words(request.language),
        page=None if page is None else page.page,
        tagged=tagged,
    )
    return Searched(found=found, zone=zone, watched=page)


def listed(request: PageRequest, searched: Searched) -> list[Result]:
    """The results, with passages of their texts, which are read where that was not done before."""
    found, texts = searched.found, searched.texts
    if texts is None:
        with request.hud.db.read() as session:
            texts = handle(request.hud).texts.find(session, found.keys, rest=found.query.in_all)
    return results(found, texts, request.root)


def explained(request: PageRequest, searched: Searched) -> Nothing:
    """Why nothing was found, and what to do about it."""
    page = searched.watched
    return why(
        index(request.hud),
        searched.found,
        zone=searched.zone,
        engine=request.hud.settings.search_engine,
        stopwords=stop_words(request.language),
        page=None if page is None else page.page,
    )


def beyond(request: PageRequest, searched: Searched) -> Wider | None:
    """Where few pages were found: the search that finds more, outside their main text."""
    page = searched.watched
    return outside(
        index(request.hud),
        searched.found,
        zone=searched.zone,
        engine=request.hud.settings.search_engine,
        stopwords=stop_words(request.language),
        page=None if page is None else page.page,
    )


def parsed(hud: Hud, asked: SearchRequest) -> trie_core.Query:
    """The query as it is understood; raises `SearchError`."""
    return ENGINES[hud.settings.search_engine].parse(asked.q, typing=asked.typing)


def present(hud: Hud) -> int:
    """The end of the ruler: the same for all searches of a few seconds, so that they share its scale."""
    return -(-hud.clock() // _MOMENT) * _MOMENT


def handle(hud: Hud) -> IndexHandle:
    """The index that this process serves; raises `Busy` until there is one."""
    if hud.index is None:
        raise Busy
    assert isinstance(hud.index, IndexHandle)
    return hud.index


def index(hud: Hud) -> trie_core.Index:
    """Its newest generation; raises `Busy` while it is damaged."""
    try:
        return handle(hud).current()
    except (*Damaged, OSError):
        raise Busy(REBUILT) from None


def _watched(request: PageRequest, query: trie_core.Query) -> Watched | None:
    """The page whose address the query is, or names, if it is watched."""
    if not addresses.named(query):
        return None
    with request.hud.db.read() as session:
        return addresses.watched(session, query, request.root)
