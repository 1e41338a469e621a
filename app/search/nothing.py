"""Reasons why a search found nothing: the word that fails, where it is found, and wider searches."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

import msgspec

import trie_core
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.request import SearchRequest
from app.search.results import Found
from app.search.window import Window

Place = Literal["rest", "ever", "nowhere"]
_Kind = Literal["words", "rest", "ever", "everywhere"]
_PHRASE = re.compile(r'"[^"\s]+\s')
_MOST = 6
"""So many words are told of; who pasted a page of text reads no longer list."""


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """A word, beginning or phrase that no page has, and where it would be found."""

    part: str
    place: Place
    pages: int


class Wider(msgspec.Struct, frozen=True, kw_only=True):
    """A wider search that finds something, and on how many pages."""

    kind: _Kind
    request: SearchRequest
    pages: int


class Nothing(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing was found."""

    failing: list[Failing]
    wider: list[Wider]
    is_together: bool
    """Each word is found on some page, but no page has what the query asks of them together."""


def why(index: trie_core.Index, found: Found, *, engine: str, stopwords: Collection[str]) -> Nothing:
    """Look for each part of a query that found nothing by itself, and for the query in wider places."""
    asked, window = found.request, found.window
    parts = index.why_none(
        found.query,
        window=window.between,
        ever=window.ever,
        at=window.at,
        site=asked.site or None,
        language=asked.lang or None,
    )
    failing = [
        Failing(part=part, place=_place(everywhere, ever), pages=everywhere or ever)
        for part, pages, everywhere, ever in parts
        if not pages
    ]
    wider = [
        Wider(kind=kind, request=request, pages=pages)
        for kind, request, at in _wider(found)
        if (pages := _count(index, request, at, engine, stopwords))
    ]
    return Nothing(failing=failing[:_MOST], wider=wider, is_together=bool(parts) and not failing)


def _place(everywhere: int, ever: int) -> Place:
    return "rest" if everywhere else "ever" if ever else "nowhere"


def _wider(found: Found) -> list[tuple[_Kind, SearchRequest, Window]]:
    """The searches that ask for less than this one did, or look in more places."""
    asked, window = found.request, found.window
    searches: list[tuple[_Kind, SearchRequest, Window]] = []
    if _PHRASE.search(str(found.query)):
        searches.append(
            ("words", msgspec.structs.replace(asked, q=asked.q.replace('"', " "), page=1), window)
        )
    if not found.query.in_all:
        searches.append(("rest", msgspec.structs.replace(asked, q=f"{asked.q} in:all", page=1), window))
    if not window.ever:
        ever = msgspec.structs.replace(asked, q=found.timeless, from_="any", to="", at="", page=1)
        searches.append(("ever", ever, Window(ever=True)))
    if asked.site or asked.lang:
        searches.append(("everywhere", msgspec.structs.replace(asked, site="", lang="", page=1), window))
    return searches


def _count(
    index: trie_core.Index, asked: SearchRequest, window: Window, engine: str, stopwords: Collection[str]
) -> int:
    """How many pages a search finds, by all words or else by some."""
    try:
        query = ENGINES[engine].parse(asked.q)
    except SearchError:
        return 0
    answer = index.search(
        query,
        window=window.between,
        ever=window.ever,
        at=window.at,
        site=asked.site or None,
        language=asked.lang or None,
        limit=1,
        stopwords=stopwords,
    )
    return answer.total or answer.most
