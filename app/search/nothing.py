"""Reasons why a search found nothing: the word that fails, where it is found, and wider searches."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

import trie_core
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.request import PAGE_SIZE, SearchRequest
from app.search.results import Found
from app.search.service import NO_PAGE, find

Place = Literal["rest", "text", "ever", "site", "language", "tag", "page", "elsewhere", "other", "nowhere"]
Kind = Literal["words", "some", "rest", "ever", "everywhere", "beyond"]
_PHRASE = re.compile(r'(?<![-:])"([^"\s]+\s[^"]*)"')
_MOST = 6
"""So many words are told of; who pasted a page of text reads no longer list."""


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """A word, beginning or phrase that no page has, and where it would be found."""

    part: str
    place: Place
    pages: int


class Wider(msgspec.Struct, frozen=True, kw_only=True):
    """A wider search that finds something, and on how many pages."""

    kind: Kind
    request: SearchRequest
    pages: int


class Nothing(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing was found; `sites` and `languages` are those asked for of which nothing was ever read."""

    failing: list[Failing]
    wider: list[Wider]
    is_together: bool
    """Each word is found on some page, but no page has what the query asks of them together."""
    sites: list[str]
    languages: list[str]
    tags: list[str]
    """Those asked for that no page has."""
    site: str
    """The site asked for, where it is that which leaves out the words."""
    language: str
    """The language asked for, in the same way, and the tag."""
    tag: str


def why(
    index: trie_core.Index,
    found: Found,
    *,
    zone: ZoneInfo,
    engine: str,
    stopwords: Collection[str],
    page: int | None = None,
) -> Nothing:
    """Look for each part of a query that found nothing by itself, and for the query in wider places.

    `page` is the watched page whose address the query is or names.
    """
    asked, query = found.request, found.query
    sites = [*([asked.site] if asked.site else []), *query.sites]
    languages = [*([asked.lang] if asked.lang else []), *query.languages]
    tags = [*([asked.tag] if asked.tag else []), *query.tags]
    look = _Look(index, found, engine, page)
    parts = look.parts()
    failing = [
        Failing(part=part, place=place, pages=pages)
        for at, (part, here, _, _) in enumerate(parts)
        if not here
        for place, pages in [look.place(at, part, bool(sites), bool(languages), bool(tags))]
    ]
    wider = [
        Wider(kind=kind, request=request, pages=pages)
        for kind, request in _wider(found)
        if (pages := _count(index, request, found, zone, engine, stopwords, page))
    ]
    return Nothing(
        failing=failing[:_MOST],
        wider=wider,
        is_together=bool(parts) and not failing,
        sites=[site for site in sites if not index.search("", site=site, ever=True, limit=1).total],
        languages=[
            language
            for language in languages
            if not index.search("", language=language, ever=True, limit=1).total
        ],
        tags=[tag for tag in tags if found.tagged is None or not found.tagged[tag]],
        site=sites[0] if sites else "",
        language=languages[0] if languages else "",
        tag=tags[0] if tags else "",
    )


_Row = tuple[str, int, int, int]


class _Look:
    """Where the parts of a query would be found; asked once each, and only where something fails."""

    def __init__(self, index: trie_core.Index, found: Found, engine: str, page: int | None) -> None:
        self._index, self._found, self._engine = index, found, engine
        self._only = None if found.query.url is None else (NO_PAGE if page is None else page)
        self._kept: dict[str, list[_Row]] = {}

    def parts(self) -> list[_Row]:
        """Each part: as it is spelled, pages, pages outside the main text too, pages at any time."""
        return self._here(self._found.query)

    def place(
        self, at: int, part: str, is_sited: bool, is_spoken: bool, is_tagged: bool
    ) -> tuple[Place, int]:
        """Where the part with this number is found, and on how many pages."""
        _, _, everywhere, ever = self.parts()[at]
        if everywhere:
            return "rest", everywhere
        if part.startswith("title:") and (pages := self._in_text(part)):
            return "text", pages
        if ever:
            return "ever", ever
        is_paged = self._found.query.url is not None
        asked: list[tuple[Place, bool]] = [
            ("site", is_sited),
            ("language", is_spoken),
            ("tag", is_tagged),
            ("page", is_paged),
        ]
        kinds = [place for place, is_asked in asked if is_asked]
        if kinds and (pages := sum(row[1] for row in self._anywhere(now=True) if row[0] == part)):
            return kinds[0] if len(kinds) == 1 else "elsewhere", pages
        pages = self._ever_anywhere(part)
        return ("other", pages) if pages else ("nowhere", 0)

    def _ever_anywhere(self, part: str) -> int:
        """The pages that had the part at any time, in any field."""
        rows = [row for row in self._anywhere(now=False) if row[0] == part]
        if part.startswith("title:"):
            rows = self._index.why_none(self._untitled(part), ever=True)
        return max((everywhere for _, _, everywhere, _ in rows), default=0)

    def _untitled(self, part: str, *narrow: str) -> trie_core.Query:
        """What is asked of a title, asked of the text too."""
        text = part.removeprefix("title:")
        # Behind an apostrophe `at:42` is a word.
        text = text if text.startswith('"') else f"'{text}"
        return ENGINES[self._engine].parse(" ".join([text, *narrow]))

    def _here(self, query: trie_core.Query) -> list[_Row]:
        asked, window = self._found.request, self._found.window
        kept = self._kept.get(str(query))
        if kept is None:
            kept = self._index.why_none(
                query,
                window=window.between,
                ever=window.ever,
                at=window.at,
                site=asked.site or None,
                language=asked.lang or None,
                tag=asked.tag or None,
                tagged=self._found.tagged,
                page=self._only,
            )
            self._kept[str(query)] = kept
        return kept

    def _anywhere(self, *, now: bool) -> list[_Row]:
        """The parts on all sites and in all languages, in the time asked for or ever."""
        window = self._found.window
        # No query is spelled with a blank before it.
        name = " now" if now else " ever"
        if name not in self._kept:
            free = self._found.query
            # What is left of a query may contradict itself where the whole did not.
            with suppress(SearchError):
                free = ENGINES[self._engine].parse(free.anywhere)
            self._kept[name] = self._index.why_none(
                free,
                window=window.between if now else None,
                at=window.at if now else None,
                ever=window.ever or not now,
                tagged=self._found.tagged,
            )
        return self._kept[name]

    def _in_text(self, part: str) -> int:
        """The pages that have what is asked of a title in their title or main text."""
        query = self._found.query
        narrow = [f"site:{site}" for site in query.sites]
        narrow += [f"lang:{language}" for language in query.languages]
        narrow += [f'tag:"{tag}"' for tag in query.tags]
        rows = self._here(self._untitled(part, *narrow))
        return max((pages for _, pages, _, _ in rows), default=0)


def _wider(found: Found) -> list[tuple[Kind, SearchRequest]]:
    """The searches that ask for less than this one did, or look in more places."""
    asked, query = msgspec.structs.replace(found.request, page=1), found.query
    searches: list[tuple[Kind, SearchRequest]] = []
    if any(note.kind == "no-words" for note in query.notes):
        return searches
    words = _PHRASE.sub(r" \1 ", asked.q)
    if words != asked.q:
        searches.append(("words", msgspec.structs.replace(asked, q=" ".join(words.split()))))
    if query.loosened is not None:
        searches.append(("some", msgspec.structs.replace(asked, q=query.loosened)))
    if query.words and not query.in_all:
        searches.append(("rest", msgspec.structs.replace(asked, q=f"{asked.q} in:all")))
    if not found.window.ever:
        ever = msgspec.structs.replace(asked, q=found.timeless, from_="any", to="", at="")
        searches.append(("ever", ever))
    if asked.site or asked.lang or asked.tag or query.anywhere != query.text:
        free = msgspec.structs.replace(asked, q=query.anywhere, site="", lang="", tag="")
        searches.append(("beyond" if asked.tag or query.tags else "everywhere", free))
    return searches


def outside(
    index: trie_core.Index,
    found: Found,
    *,
    zone: ZoneInfo,
    engine: str,
    stopwords: Collection[str],
    page: int | None = None,
) -> Wider | None:
    """The search of all text, where this one found few pages and that finds more: `pages` more."""
    if found.is_nothing or found.total >= PAGE_SIZE or found.request.page > 1:
        return None
    wider = next((request for kind, request in _wider(found) if kind == "rest"), None)
    if wider is None:
        return None
    if found.shown_for is not None:
        wider = msgspec.structs.replace(wider, q=f"{found.shown_for} in:all")
    there = _found(index, wider, found, zone, engine, stopwords, page)
    more = 0 if there is None else there.total - found.total
    return Wider(kind="rest", request=wider, pages=more) if more > 0 else None


def _count(
    index: trie_core.Index,
    asked: SearchRequest,
    before: Found,
    zone: ZoneInfo,
    engine: str,
    stopwords: Collection[str],
    page: int | None,
) -> int:
    """How many pages a search opens, with all words or else with some."""
    found = _found(index, asked, before, zone, engine, stopwords, page)
    return 0 if found is None else found.total or found.most


def _found(
    index: trie_core.Index,
    asked: SearchRequest,
    before: Found,
    zone: ZoneInfo,
    engine: str,
    stopwords: Collection[str],
    page: int | None,
) -> Found | None:
    """What another search finds, by its own words, at the time of the one before."""
    if asked.is_empty:
        return None
    try:
        query = ENGINES[engine].parse(asked.q)
        found = find(
            index,
            query,
            asked,
            zone=zone,
            now=before.now,
            engine=engine,
            stopwords=stopwords,
            page=page,
            tagged=before.tagged,
        )
    except SearchError:
        return None
    # What is found by other words is no answer to these.
    return None if found.shown_for else found
