"""Results of a search: one page of them as the web, the API and the command line show it."""

from __future__ import annotations

import msgspec

import trie_core
from app.charts.bins import Edges
from app.search.addresses import Watched
from app.search.answer import Answer
from app.search.request import LAST_PAGE, PAGE_SIZE, SearchRequest
from app.search.window import Window


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One page that matches, by the version that does; times in µs."""

    page: int
    version: int
    url: str
    title: str
    site: str
    language: str
    first_read: int
    last_read: int
    until: int | None
    since: int
    minor: bool
    """It differs from the version before outside title and main text alone."""
    versions: int
    score: float
    snippet: list[tuple[str, bool]]
    words: dict[str, int]
    missing: list[str]
    """The words of the query that it lacks; none, if it has all."""
    tags: list[str]
    origin: str
    """Who added the page, while an editor still has to look at it; empty otherwise."""
    is_damaged: bool
    """Its stored text cannot be read, so it has no snippet."""

    @property
    def waiting(self) -> bool:
        """Somebody who is no editor added the page, and no editor has looked at it yet."""
        return bool(self.origin)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """The words that stand there, each with how often."""
        return [(word, count) for word, count in self.words.items() if count]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the index says to a search, before anything is read from the database."""

    request: SearchRequest
    query: trie_core.Query
    answer: Answer
    window: Window
    did_you_mean: str | None
    shown_for: str | None
    """The repaired query that was searched instead; `query` is that one then."""
    notes: list[trie_core.Note]
    """What was read otherwise than typed."""
    now: int
    edges: Edges
    """When the bins of the ruler begin and the last one ends; none before anything was read."""
    indexed_pages: int
    indexed_versions: int
    tagged: trie_core.Tags | None
    """Which pages have which tags."""

    @property
    def is_asked(self) -> bool:
        """Whether the query itself speaks of time."""
        return bool(self.query.after or self.query.before or self.query.at)

    @property
    def timeless(self) -> str:
        """The query without what it says of time."""
        if not self.is_asked:
            return self.request.q
        return (self.query if self.shown_for is None else trie_core.parse(self.request.q)).timeless

    @property
    def total(self) -> int:
        """How many pages match."""
        return self.answer.total

    @property
    def most(self) -> int:
        """How many further pages have some of the words, when few enough have all."""
        return self.answer.most

    @property
    def is_nothing(self) -> bool:
        """No page is shown, on whichever page of results."""
        return not self.total and not self.most

    @property
    def only_some(self) -> bool:
        """No result on this page has all words."""
        hits = self.answer.hits
        return bool(hits) and all(hit.missing for hit in hits)

    @property
    def at_least(self) -> bool:
        """Not every older version was looked at for a phrase, so the total may be more."""
        return self.answer.at_least

    @property
    def before(self) -> int:
        """How many more pages said it once."""
        return self.answer.before

    @property
    def first_seen(self) -> int | None:
        """When any version that ever matched was first read."""
        return self.answer.first_seen

    @property
    def took_us(self) -> int:
        """How long the index took."""
        return max(self.answer.took_ns // 1000, 1)

    @property
    def pages(self) -> int:
        """How many pages of results can be turned to."""
        return min(-(-(self.total + self.most) // PAGE_SIZE), LAST_PAGE)

    @property
    def ruler(self) -> list[tuple[int, int]]:
        """The beginning of each bin, and how many matching pages were there in it."""
        return self.answer.ruler

    @property
    def sites(self) -> list[tuple[str, int]]:
        """Sites by their matching pages, most first."""
        return self.answer.sites

    @property
    def tags(self) -> list[tuple[str, int]]:
        """Tags by their matching pages, most first."""
        return self.answer.tags

    @property
    def keys(self) -> list[tuple[int, int]]:
        """The page of each result, and when its version was first read."""
        return [(hit.page, hit.first_read) for hit in self.answer.hits]


class SearchPage(Found, frozen=True, kw_only=True):
    """The same with its results, as programs are given them."""

    results: list[Result]
    watched: Watched | None
    """The page whose address the query is, or names by `url:`."""
