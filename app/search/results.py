"""What a search gives: the page of results as the web, the API and the command line show it."""

from __future__ import annotations

import msgspec

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
    versions: int
    score: float
    snippet: list[tuple[str, bool]]
    words: dict[str, int]


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of results and all that stands around it."""

    request: SearchRequest
    query: str
    words: list[str]
    window: Window
    total: int
    at_least: bool
    """Not every older version was looked at for a phrase, so the total may be more."""
    took_us: int
    did_you_mean: str | None
    before: int
    first_seen: int | None
    ruler: list[tuple[int, int]]
    sites: list[tuple[str, int]]
    results: list[Result]
    now: int
    indexed_pages: int
    indexed_versions: int

    @property
    def pages(self) -> int:
        """How many pages of results can be turned to."""
        return min(-(-self.total // PAGE_SIZE), LAST_PAGE)
