"""The questions that a request puts to the index, with the index and settings of this installation."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import trie_core
from app.i18n import N_
from app.search import addresses
from app.search.addresses import Watched
from app.search.engine import ENGINES, Damaged
from app.search.index import IndexHandle
from app.search.ranking import ranking
from app.search.request import SearchRequest
from app.search.results import Found
from app.search.service import find
from app.search.shown import listed
from app.search.texts import Key, Text
from app.text.stopwords import of as stop_words
from app.web.context import Hud
from app.web.errors import Busy
from app.web.request import PageRequest

_MOMENT = 5_000_000
REBUILT = N_("The search index is being rebuilt; your pages are safe. Try again in a moment.")


def parsed(hud: Hud, asked: SearchRequest) -> trie_core.Query:
    """The query as it is understood; raises `SearchError`."""
    return ENGINES[hud.settings.search_engine].parse(asked.q, typing=asked.typing)


def ask(
    request: PageRequest,
    index: trie_core.Index,
    query: trie_core.Query,
    asked: SearchRequest,
    zone: ZoneInfo,
    page: Watched | None = None,
) -> Found:
    """What the index says, for this reader; `page` is the one whose address the query is."""
    hud = request.hud
    return find(
        index,
        query,
        asked,
        zone=zone,
        now=present(hud),
        engine=hud.settings.search_engine,
        ranking=ranking(hud.settings, handle(hud)),
        stopwords=stop_words(request.reader.locale),
        page=None if page is None else page.page,
    )


def watched(request: PageRequest, query: trie_core.Query) -> Watched | None:
    """The page whose address the query is, or names, if it is watched."""
    if not addresses.named(query):
        return None
    with request.hud.db.read() as session:
        return addresses.watched(session, query, request.root)


def texts(hud: Hud, found: Found) -> dict[Key, Text]:
    """What is read of the results."""
    with hud.db.read() as session:
        return handle(hud).texts.find(session, found.keys, rest=found.query.in_all)


def cards(request: PageRequest, found: Found, there: Mapping[Key, Text]) -> bytes:
    """The results, as HTML."""
    hud = request.hud
    return listed(found, there, moulds=hud.moulds, kept=handle(hud).texts, root=request.root)


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
