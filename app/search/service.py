"""Search: a request in, a page of results out.

The index gives pages, times and counts; the database gives the texts of the ten results in one
statement, and a page that was deleted in between is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

import trie_core
from app.charts.bins import Edges, bins
from app.clock import now as clock
from app.memory.budget import LEAST, Memory
from app.search.addresses import watched
from app.search.answer import Answer, plain
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.ranking import Ranking
from app.search.request import PAGE_SIZE, SearchRequest
from app.search.results import Found, Result, SearchPage
from app.search.tagged import read_tags
from app.search.texts import Key, Text, Texts
from app.search.window import Window, resolve
from app.text import snippets
from app.text.stopwords import of as stop_words

SITES = 12
TAGS = 12
NO_PAGE = 2**32 - 1
"""No page has this number, so a search of it alone finds none."""
FEW = 3
"""With fewer results than this the reader is asked whether another word was meant."""


def search(
    session: Session,
    index: trie_core.Index,
    request: SearchRequest,
    *,
    zone: ZoneInfo,
    site_url: str,
    engine: str = "trie",
    now: int | None = None,
    ranking: Ranking | None = None,
    texts: Texts | None = None,
    tagged: trie_core.Tags | None = None,
) -> SearchPage:
    """Answer `request` from a snapshot of the index; raises `SearchError` when it cannot be understood.

    `zone` is the reader's unless the request names one; addresses of built-in pages are made full
    with `site_url`; `now` is the end of the ruler and the present of the ranking, which goes by
    `ranking` or by the core's own weights. `texts` remembers what was read of the pages found,
    `tagged` is which pages have which tags, where that is known already.
    """
    moment = clock() if now is None else now
    query = ENGINES[engine].parse(request.q, typing=request.typing)
    page = watched(session, query, site_url)
    found = find(
        index,
        query,
        request,
        zone=zone,
        now=moment,
        engine=engine,
        ranking=ranking,
        stopwords=stop_words(request.lang or None),
        page=None if page is None else page.page,
        tagged=read_tags(session) if tagged is None else tagged,
    )
    there = (texts or Texts(Memory(LEAST))).find(session, found.keys, rest=found.query.in_all)
    return SearchPage(
        **{name: getattr(found, name) for name in found.__struct_fields__},
        results=results(found, there, site_url),
        watched=page,
    )


def find(
    index: trie_core.Index,
    query: trie_core.Query,
    request: SearchRequest,
    *,
    zone: ZoneInfo,
    now: int,
    engine: str = "trie",
    ranking: Ranking | None = None,
    stopwords: Collection[str] = (),
    page: int | None = None,
    tagged: trie_core.Tags | None = None,
) -> Found:
    """What the index says to a request whose query is parsed; raises `SearchError` for a day that is none.

    When no page has all words of the query, but some page has all of one that is surely meant, that one is
    answered instead. `stopwords` find nothing by themselves where words may be missing; `page` is the one
    that `url:` in the query names, None for one that is not watched; `tagged` is which pages have which tags.
    """
    there = request.zone(zone)
    window = resolve(query, from_=request.from_, to=request.to, at=request.at, zone=there)
    edges = () if index.earliest is None else bins(index.earliest, now, there)
    only = None if query.url is None else (NO_PAGE if page is None else page)

    def ask(query: trie_core.Query) -> Answer:
        return _ask(index, query, request, window, edges, now, ranking, stopwords, only, tagged)

    answer, shown_for, notes = ask(query), None, query.notes
    by_forms = _is_found_by_forms(index, answer)
    asks = answer.total < FEW or by_forms
    meant, sure = _meant(index, query, request) if asks else (None, False)
    if meant is not None and sure and (by_forms or not answer.total) and not request.literal:
        repaired = ENGINES[engine].parse(meant)
        better = ask(repaired)
        if better.total and better.total >= answer.total:
            answer, query, shown_for = better, repaired, meant
    return Found(
        request=request,
        query=query,
        answer=answer,
        window=window,
        did_you_mean=meant,
        shown_for=shown_for,
        notes=notes,
        now=now,
        edges=edges,
        indexed_pages=index.pages,
        indexed_versions=index.versions,
        tagged=tagged,
    )


def results(found: Found, texts: Mapping[Key, Text], site_url: str) -> list[Result]:
    """The results, with passages cut from `texts`; a page that is not among these was deleted meanwhile."""
    hits = [(hit, texts.get((hit.page, hit.first_read))) for hit in found.answer.hits]
    there = [(hit, text) for hit, text in hits if text is not None]
    marks = found.query.marks if found.answer.marks is None else found.answer.marks
    passages = snippets([text.body for _, text in there], marks)
    return [
        Result(
            page=hit.page,
            version=text.ordinal,
            url=text.address(site_url),
            title=text.title,
            site=text.site,
            language=text.language,
            first_read=hit.first_read,
            last_read=hit.last_read,
            until=hit.until,
            since=hit.since,
            minor=hit.minor,
            versions=hit.versions,
            score=hit.score,
            snippet=passage,
            words=hit.words,
            missing=hit.missing,
            tags=[] if found.tagged is None else found.tagged.of(hit.page),
            origin=text.origin,
            is_damaged=text.is_damaged,
        )
        for (hit, text), passage in zip(there, passages, strict=True)
    ]


def spell(
    query: trie_core.Query, request: SearchRequest, *, engine: str = "trie", is_watched: bool = False
) -> SearchRequest:
    """The request of a finished query for one that is still being typed: `pack*` for `pack`.

    It is the one to answer, so that its address gives the same when it is opened anew. An address that is
    whole, or that of a watched page, stays as it is; and so does what is not being typed.
    """
    if not request.typing:
        return request
    if is_watched or "://" in (query.address or ""):
        return msgspec.structs.replace(request, typing=False)
    kinds = [note.kind for note in query.notes]
    for text in (request.q, request.q.rstrip() + "*"):
        with suppress(SearchError):
            done = ENGINES[engine].parse(text)
            if str(done) == str(query) and [note.kind for note in done.notes] == kinds:
                return msgspec.structs.replace(request, q=text, typing=False)
    return msgspec.structs.replace(request, q=str(query), typing=False)


def _is_found_by_forms(index: trie_core.Index, answer: Answer) -> bool:
    """Whether pages are found by forms of a word that itself stands nowhere: it may be a slip."""
    standing = [mark.partition("|")[0] for mark in answer.marks or () if "|" in mark]
    return not all(index.contains(standing))


def _meant(index: trie_core.Index, query: trie_core.Query, request: SearchRequest) -> tuple[str | None, bool]:
    """The query as it was probably meant, if that is another, and whether that is sure."""
    meant = index.meant(query, language=request.lang or None) if query.words else None
    return meant or (None, False)


def _ask(
    index: trie_core.Index,
    query: trie_core.Query,
    request: SearchRequest,
    window: Window,
    edges: Edges,
    now: int,
    ranking: Ranking | None,
    stopwords: Collection[str],
    page: int | None,
    tagged: trie_core.Tags | None,
) -> Answer:
    found = index.search(
        query,
        window=window.between,
        ever=window.ever,
        at=window.at,
        site=request.site or None,
        language=request.lang or None,
        tag=request.tag or None,
        tagged=tagged,
        order=request.order,
        limit=PAGE_SIZE,
        offset=(request.page - 1) * PAGE_SIZE,
        now=now,
        ruler=edges[:-1],
        sites=SITES,
        tags=TAGS,
        languages=True,
        before=window.is_now,
        page=page,
        stopwords=stopwords,
        weights=None if ranking is None else ranking.weights,
        visits=None if ranking is None else ranking.visits,
    )
    return plain(found)
