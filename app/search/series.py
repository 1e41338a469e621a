"""Series of words: how many pages say something, as the time ruler counts them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

import trie_core
from app.charts.bins import steps
from app.freshness.dependencies import INDEX
from app.i18n import gettext
from app.mark import N_
from app.search.engine import ENGINES, Damaged
from app.search.errors import SearchError
from app.search.index import IndexHandle
from app.search.question import REBUILT
from app.series.source import Asked, Described, Given, Point, SeriesError, Source
from app.web.errors import Busy


class PagesThatSay:
    """`word:flood` counts the pages that say it, `word:"north pier" -tide` those that satisfy such a query.

    A page counts in a step when a version that stood at some moment of it does.
    """

    prefix = "word"
    depends_on = (INDEX,)

    def __init__(self, index: IndexHandle, engine: str) -> None:
        self._index = index
        self._engine = engine

    def describe(self, _session: Session, name: str, /) -> Described | None:
        """Every query is a series."""
        query = self._parsed(name)
        if not query.words and not name.strip():
            return None
        return _described(name)

    def points(self, _session: Session, name: str, asked: Asked, /) -> list[Point]:
        """Pages in each step since the first reading of all; none if no page ever said it."""
        query, index = self._parsed(name), self._now()
        if index.earliest is None:
            return []
        first = index.earliest if asked.first is None else max(asked.first, index.earliest)
        if first > asked.until:
            return []
        edges = steps(first, asked.until, asked.step, asked.zone)
        # The last bin has no end, so what lies behind the last step is one that is left out.
        end = min(edges[-1], asked.known + 1)
        answer = index.search(
            query, ever=True, limit=1, loosen=False, now=asked.now, ruler=[*edges[:-1], end]
        )
        if answer.first_seen is None or answer.first_seen > asked.known:
            return []
        return [(start, float(pages)) for start, pages in zip(edges, answer.curve[:-1], strict=False)]

    def find(self, _session: Session, text: str, limit: int, /) -> list[Described]:
        """Words that begin so, those on most pages first."""
        return [_described(word) for word, _ in self._now().complete(text.casefold(), limit)]

    def _parsed(self, name: str) -> trie_core.Query:
        try:
            query = ENGINES[self._engine].parse(name)
        except SearchError as error:
            raise SeriesError(error.message, **error.values) from None
        if query.after or query.before or query.at:
            raise SeriesError(N_("A series has its own time; leave out after:, before: and at:."))
        return query

    def _now(self) -> trie_core.Index:
        try:
            return self._index.current()
        except (*Damaged, OSError):
            raise Busy(REBUILT) from None


def _described(name: str) -> Described:
    return Described(key=f"word:{name}", label=name, unit=gettext("pages"), kind="level")


def sources(given: Given) -> Sequence[Source]:
    """What the search offers, where there is an index."""
    if given.index is None:
        return []
    assert isinstance(given.index, IndexHandle)
    return [PagesThatSay(given.index, given.settings.search_engine)]
