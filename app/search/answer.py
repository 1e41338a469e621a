"""Answers of an engine to a query, as plain values.

Everything that shows a search takes these and nothing of the engine itself, so that another engine has only
to give them. Times are in µs.
"""

from __future__ import annotations

import msgspec

import trie_core

_FIELDS = (
    "page",
    "first_read",
    "last_read",
    "until",
    "since",
    "minor",
    "versions",
    "score",
    "missing",
)


class Hit(msgspec.Struct, frozen=True):
    """A page that matches, by the version that does."""

    words: dict[str, int]
    """How often each word stands there, 0 for those of the query that do not."""
    page: int
    first_read: int
    last_read: int
    until: int | None
    """When the next version was first read; None while this one stands."""
    since: int
    """When the page began to match without a break."""
    minor: bool
    versions: int
    score: float
    missing: list[str]
    """The words of the query that it lacks; none, if it has all."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One page of hits, and what is counted of all of them."""

    hits: list[Hit]
    words: list[str]
    """What is looked for: the words of the query, and those they stand for."""
    marks: list[str] | None = None
    """What to mark in the texts of the hits, where that is more than the query's own marks."""
    total: int
    """How many pages match."""
    most: int
    """How many further pages have some of the words, when few enough have all."""
    at_least: bool
    """Not every older version was looked at for a phrase, so there may be more."""
    before: int
    """How many more pages matched once, where the search is of the present."""
    first_seen: int | None
    """When any version that ever matched was first read."""
    ruler: list[tuple[int, int]]
    """The beginning of each bin, and how many matching pages were there in it."""
    sites: list[tuple[str, int]]
    """Sites by their matching pages, most first; `tags` likewise, and `languages` by their codes."""
    tags: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    took_ns: int


def plain(found: trie_core.Answer) -> Answer:
    """The answer of HUD's own engine."""
    rows = zip(found.rows(*_FIELDS), found.hits, strict=True)
    return Answer(
        hits=[Hit(hit.words, *row) for row, hit in rows],
        words=found.words,
        marks=found.marks,
        total=found.total,
        most=found.most,
        at_least=found.at_least,
        before=found.before or 0,
        first_seen=found.first_seen,
        ruler=found.ruler,
        sites=found.sites,
        tags=found.tags,
        languages=found.languages,
        took_ns=found.took_ns,
    )
