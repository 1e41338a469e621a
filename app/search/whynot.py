"""Reasons why one page is not found by a query: what it lacks, where that is, and what to do about it.

Each part of the query is asked of this page alone, so that the answer is exact; the words of the page itself
tell which other spelling of a word it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

import trie_core
from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.models import Page, Version
from app.pages.timeline import current
from app.search.addresses import watched, without
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.search.request import PAGE_SIZE, SearchRequest
from app.search.window import Window, resolve
from app.text import words as words_of

Code = Literal[
    "found",
    "never",
    "failed",
    "not-indexed",
    "gone",
    "outside",
    "site",
    "lang",
    "tag",
    "url",
    "excluded",
    "rest",
    "text",
    "ever",
    "apart",
    "form",
    "spelling",
    "none",
    "together",
    "empty",
]
_FORM_LEAST = 4
"""Letters that two forms of a word begin with, at the least; of the longer one they are three of five."""
_NEAR_LEAST = 4
_SHOWN = 3


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason: its code, the part of the query it is about, and what else is told of it.

    `words` are other spellings that the page has. `first` and `last` are when it said the part (µs): the
    version that said it last was first and last read then. `request` is the search without what hinders
    it here, and `finds` whether that finds the page, or others are left.
    """

    code: Code
    part: str = ""
    words: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    detail: str = ""
    request: SearchRequest | None = None
    finds: bool = False


class WhyNot(msgspec.Struct, frozen=True, kw_only=True):
    """The reasons, none where the page is found; then `place` is where, from 1, among the first thousand."""

    page: Page
    found: bool
    place: int | None
    reasons: list[Reason]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it is understood: `request` with its query and window, days in `zone`."""

    request: SearchRequest
    query: trie_core.Query
    window: Window
    zone: ZoneInfo
    engine: str
    tagged: trie_core.Tags
    now: int
    root: str
    """The installation's own address, below which its guide stands."""

    @classmethod
    def of(
        cls,
        request: SearchRequest,
        *,
        zone: ZoneInfo,
        engine: str,
        tagged: trie_core.Tags,
        now: int,
        root: str = "",
    ) -> Asked:
        """The search that a request is. Raises `SearchError`."""
        query, there = ENGINES[engine].parse(request.q), request.zone(zone)
        window = resolve(query, from_=request.from_, to=request.to, at=request.at, zone=there)
        return cls(
            request=request,
            query=query,
            window=window,
            zone=zone,
            engine=engine,
            tagged=tagged,
            now=now,
            root=root,
        )

    def with_(self, **other: str) -> Asked | None:
        """The same with some of the request changed; None for a search that cannot be, or asks nothing."""
        return self.to(msgspec.structs.replace(self.request, **other))

    def to(self, request: SearchRequest) -> Asked | None:
        """Another request in the same circumstances."""
        try:
            return (
                None
                if request.is_empty
                else Asked.of(
                    request,
                    zone=self.zone,
                    engine=self.engine,
                    tagged=self.tagged,
                    now=self.now,
                    root=self.root,
                )
            )
        except SearchError:
            return None


def why_not(session: Session, index: trie_core.Index, asked: Asked, page: Page) -> WhyNot:
    """Why a search does not find a page with all it asks for, or which of its results the page is."""
    look = _Look(session, index, asked, page)
    if look.finds(asked.query) and look.is_named():
        return WhyNot(page=page, found=True, place=look.place(), reasons=[])
    return WhyNot(page=page, found=False, place=None, reasons=look.told())


class _Look:
    """A query and the one page that it is asked of."""

    def __init__(self, session: Session, index: trie_core.Index, asked: Asked, page: Page) -> None:
        self._session, self._index, self._page = session, index, page
        self._search, self._query = asked, asked.query
        self._asked = msgspec.structs.replace(asked.request, page=1)
        self._said: set[str] | None = None

    def finds(self, query: trie_core.Query | str, *, ever: bool = False, narrow: bool = True) -> bool:
        """Whether the whole query is true of the page, at the time asked for or `ever`."""
        window = self._search.window
        site, lang, tag = (self._asked.site, self._asked.lang, self._asked.tag) if narrow else ("", "", "")
        return bool(
            self._index.search(
                query,
                window=None if ever else window.between,
                at=None if ever else window.at,
                ever=ever or window.ever,
                site=site or None,
                language=lang or None,
                tag=tag or None,
                tagged=self._search.tagged,
                page=self._page.id,
                limit=0,
                loosen=False,
            ).total
        )

    def place(self) -> int | None:
        """Which of the results the page is, from 1; None behind the first thousand."""
        window, asked = self._search.window, self._asked
        hits = self._index.search(
            self._query,
            window=window.between,
            at=window.at,
            ever=window.ever,
            site=asked.site or None,
            language=asked.lang or None,
            tag=asked.tag or None,
            tagged=self._search.tagged,
            order=asked.order,
            limit=100 * PAGE_SIZE,
            now=self._search.now,
            loosen=False,
        ).rows("page")
        return next((number for number, (page,) in enumerate(hits, 1) if page == self._page.id), None)

    def told(self) -> list[Reason]:
        """All reasons, each with a search."""
        return [self._checked(reason) for reason in self._reasons()]

    def _reasons(self) -> list[Reason]:
        """All of them; where the page says nothing at all, that one alone."""
        if not (self._query.text.strip() or self._asked.site or self._asked.lang or self._asked.tag):
            return [Reason(code="empty")]
        said_nothing = self._nothing()
        if said_nothing is not None:
            return [said_nothing]
        found = [*self._filters(), *self._parts()]
        if found:
            return found
        wider = None if self._search.window.ever else self._at_any_time()
        return [Reason(code="together", request=wider)]

    def _nothing(self) -> Reason | None:
        """Why the page says nothing at the time asked for."""
        page = self._page
        if page.last_read is None and not page.versions:
            return Reason(code="failed" if page.error else "never", detail=page.error or "")
        lives = [life for life in self._index.timeline(page.id) if not life[3]]
        if not lives:
            newest = current(self._session, page.id)
            if newest is not None and newest.gone and not page.versions:
                return Reason(code="gone", detail=newest.gone, first=newest.first_read)
            return Reason(code="not-indexed")
        if self.finds("", narrow=False):
            return None
        ever = self._at_any_time()
        if self._search.window.is_now:
            newest = current(self._session, page.id)
            detail = (newest.gone if newest else None) or ""
            return Reason(code="gone", detail=detail, last=lives[-1][1], request=ever)
        return Reason(code="outside", first=lives[0][0], last=lives[-1][1], request=ever)

    def _filters(self) -> list[Reason]:
        """The parameters beside the query that leave the page out."""
        asked = self._asked
        mine: list[tuple[Code, str, dict[str, str]]] = [
            ("site", asked.site, {"site": ""}),
            ("lang", asked.lang, {"lang": ""}),
            ("tag", asked.tag, {"tag": ""}),
        ]
        reasons = [
            self._filtered(code, value, self._with(**without))
            for code, value, without in mine
            if value and not self.finds(f'{code}:"{value}"', narrow=False)
        ]
        address = self._query.url
        if address is not None and not self.is_named():
            reasons.append(self._filtered("url", address, self._with(q=without(self._query))))
        return reasons

    def is_named(self) -> bool:
        """Whether the page is that of `url:`, if the query has it."""
        if self._query.url is None:
            return True
        page = watched(self._session, self._query, self._search.root)
        return page is not None and page.page == self._page.id

    def _filtered(self, code: Code, value: str, request: SearchRequest | None) -> Reason:
        return Reason(code=code, part=value, detail=self._own(code), request=request)

    def _own(self, code: Code) -> str:
        """What the page has in place of what was asked for."""
        match code:
            case "site":
                return self._page.site
            case "lang":
                return self._index.language(self._page.id) or ""
            case "tag":
                return ", ".join(self._search.tagged.of(self._page.id))
        return self._page.url

    def _parts(self) -> list[Reason]:
        window = self._search.window
        parts = self._index.why_not(
            self._query,
            self._page.id,
            window=window.between,
            at=window.at,
            ever=window.ever,
            tagged=self._search.tagged,
        )
        return [self._part(*part) for part in parts if not part[2]]

    def _part(self, part: str, kind: str, _here: bool, rest: bool, ever: bool) -> Reason:
        match kind:
            case "site" | "lang" | "tag":
                code: Code = "site" if kind == "site" else "lang" if kind == "lang" else "tag"
                value = part.partition(":")[2].strip('"')
                return self._filtered(code, value, self._with(q=self._query.anywhere))
            case "not":
                return Reason(code="excluded", part=_inner(part))
        if rest:
            return Reason(code="rest", part=part, request=self._with(q=f"{self._asked.q} in:all"))
        if part.startswith("title:") and self.finds(_of_text(part), narrow=False):
            bare = self._asked.q.replace("title:", "")
            return Reason(code="text", part=part, request=self._with(q=bare))
        if ever:
            return self._ever(part)
        if kind == "phrase" and self.finds(_apart(part), narrow=False):
            return Reason(code="apart", part=part, request=self._with(q=self._asked.q.replace('"', " ")))
        return self._unsaid(part, kind)

    def _ever(self, part: str) -> Reason:
        """It was said at another time: when last, and the search of that time."""
        hits = self._index.search(
            part, ever=True, tagged=self._search.tagged, page=self._page.id, limit=1, loosen=False
        )
        first, last, _ = next(iter(hits.rows("first_read", "last_read", "until")), (None, None, None))
        request = self._at_any_time()
        return Reason(code="ever", part=part, first=first, last=last, request=request)

    def _unsaid(self, part: str, kind: str) -> Reason:
        """It was never said: whether another form of the word is, or one that is spelled nearly so."""
        if kind != "word" and (kind != "phrase" or " " in part):  # a quoted word is just that form of it
            return Reason(code="none", part=part)
        word = part.removeprefix("title:").strip("\"'")
        said = self._words()
        forms = sorted((one for one in said if _is_form(word, one)), key=lambda one: (len(one), one))
        if forms:
            return self._instead("form", part, word, forms)
        similar = [] if len(word) < _NEAR_LEAST else self._index.similar(word, 1 + (len(word) > 7), 200)
        near = [one for one, _, _ in similar if one in said and one != word]
        return self._instead("spelling", part, word, near) if near else Reason(code="none", part=part)

    def _instead(self, code: Code, part: str, word: str, words: list[str]) -> Reason:
        spelled = self._asked.q.casefold().find(word)
        q = self._asked.q
        request = None
        if spelled >= 0 and len(q) == len(q.casefold()):
            request = self._with(q=q[:spelled] + words[0] + q[spelled + len(word) :])
        return Reason(code=code, part=part, words=tuple(words[:_SHOWN]), request=request)

    def _words(self) -> set[str]:
        """The words of title and main text as the page stands now."""
        if self._said is None:
            newest = self._session.scalar(
                select(Version)
                .where(Version.page_id == self._page.id, Version.gone.is_(None))
                .order_by(Version.first_read.desc())
                .limit(1)
            )
            self._said = set()
            if newest is not None:
                try:
                    main = texts.read(self._session, newest).main
                except DamagedChain:
                    main = ""
                self._said = {*words_of(newest.title), *words_of(main)}
        return self._said

    def _at_any_time(self) -> SearchRequest | None:
        return self._with(q=self._query.timeless, from_="any", to="", at="")

    def _with(self, **other: str) -> SearchRequest | None:
        """The search with some of it changed."""
        changed = self._search.with_(**other)
        return None if changed is None else changed.request

    def _checked(self, reason: Reason) -> Reason:
        """The reason with whether its search finds the page."""
        request = reason.request
        changed = None if request is None else self._search.to(request)
        if changed is None:
            return msgspec.structs.replace(reason, request=None)
        look = _Look(self._session, self._index, changed, self._page)
        return msgspec.structs.replace(reason, finds=look.finds(changed.query) and look.is_named())


def _inner(part: str) -> str:
    """What a part leaves out, without its minus."""
    return part.removeprefix("-").removeprefix("'").removeprefix("(").removesuffix(")")


def _of_text(part: str) -> str:
    """What is asked of a title, asked of the text too."""
    text = part.removeprefix("title:")
    return text if text.startswith('"') else f"'{text}"


def _apart(part: str) -> str:
    """The words of a phrase, wherever each stands."""
    field = "title:" if part.startswith("title:") else ""
    words = part.removeprefix("title:").strip('"').split(" ")
    return " AND ".join(f'{field}"{word}"' for word in words)


def _is_form(word: str, other: str) -> bool:
    """Whether two words begin alike as forms of one do."""
    shared = _shared(word, other)
    return word != other and shared >= _FORM_LEAST and 5 * shared >= 3 * max(len(word), len(other))


def _shared(word: str, other: str) -> int:
    pairs: Iterable[tuple[str, str]] = zip(word, other, strict=False)
    return next((at for at, (one, two) in enumerate(pairs) if one != two), min(len(word), len(other)))
