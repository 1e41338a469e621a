"""Texts of the versions that a search found, from the database: address, title and texts, by page and time.

The same pages are found again and again by other words, so what was read of them is kept in this process, as
true as the row cache: each text carries the stamps of its rows. Looking at the stamps of ten takes a tenth of
the time of reading ten texts. What a search shows of each whatever was looked for, its card, stays with it.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import Row, Select, Table, and_, bindparam, or_, select
from sqlalchemy.orm import Session

import trie_core
from app.freshness import names
from app.freshness.clock import Clock, Marks
from app.memory.bounded import Bounded
from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.models import EDITOR, Page, PageText, Version
from app.rowcache.cache import Cache, of

log = logging.getLogger(__name__)

Key = tuple[int, int]
"""A page, and when its version was first read (µs)."""
MOST_BYTES = 64 << 20
_ROUGHLY = 1_000
"""Bytes of a text beside its body and its cards."""
_MOST_LOOKS = 1_000
_AT_ONCE = 10
_MODEL = "Text"


class Text(msgspec.Struct):
    """One version of a page, with where it stands.

    `origin` is who added the page, while an editor still has to look at it, and empty otherwise.
    `body` is what passages are cut from: the main text, and the rest of the page where that was asked for.
    With `is_damaged` it is empty, because the text that is stored cannot be read.
    `cards` are what pages of results show of it, by the reader's language and what else they depend on.
    """

    url: str
    builtin: bool
    site: str
    ordinal: int
    title: str
    language: str
    origin: str
    body: trie_core.Text
    is_damaged: bool = False
    cards: dict[Hashable, trie_core.Card] = {}

    def address(self, root: str) -> str:
        """Where it stands; built-in pages are those of this site, whose addresses begin with `root`."""
        return root + self.url if self.builtin else self.url


State = list[int | None]


class _Kept(msgspec.Struct):
    """A text, the counters of its rows, and those of its tables when it was last known to be true."""

    text: Text
    common: State
    marks: Marks
    seen: State


class Texts:
    """The versions that searches of this process found, bounded by bytes. Safe for threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._held: Bounded[tuple[Key, bool], _Kept] = Bounded(most_bytes)
        self._state: State = []
        self.shelf = trie_core.Shelf(most_bytes)
        """The cards of texts that are known to be true now."""
        self._looks: dict[Hashable, int] = {}
        self._next = count()

    def show(self, key: Key, text: Text, look: Hashable, card: trie_core.Card, *, rest: bool = False) -> None:
        """Keep how a text looks to some readers, for as long as it is kept itself."""
        text.cards[look] = card
        self._held.grow((key, rest), card.nbytes)

    def find(self, session: Session, keys: Sequence[Key], *, rest: bool = False) -> dict[Key, Text]:
        """Those of `keys` that are there, with the rest of the page if it is asked for."""
        cache = of(session)
        if cache is None or not cache.reads or session.in_transaction():
            # A transaction that has begun may see the database as it was a while ago.
            return {key: text for key, text, _ in _read(session, keys, rest=rest)}
        clock = cache.invalidator.clock
        found = self._true(clock, keys, rest=rest)
        missing = [key for key in keys if key not in found]
        cache.stats.count(_MODEL, "hit", len(found))
        if missing:
            cache.stats.count(_MODEL, "miss", len(missing))
            found |= self._load(session, clock, missing, rest=rest)
        return found

    def held(self, cache: Cache, keys: Sequence[Key], *, rest: bool = False) -> dict[Key, Text] | None:
        """All of `keys`, if not one has to be read."""
        found = self._true(cache.invalidator.clock, keys, rest=rest) if cache.reads else {}
        if len(found) < len(keys):
            return None
        cache.stats.count(_MODEL, "hit", len(found))
        return found

    def _true(self, clock: Clock, keys: Sequence[Key], *, rest: bool) -> dict[Key, Text]:
        """Those that are kept and still what the database says."""
        state = self.state(clock)
        if None in state:
            return {}
        found = {}
        for key, kept in zip(keys, self._held.find([(key, rest) for key in keys]), strict=True):
            if kept is not None and (kept.seen is state or _stands(kept, state, clock)):
                found[key] = kept.text
        return found

    def look(self, what: Hashable) -> int:
        """A number for all that cards on the shelf depend on beside the page; no two have the same."""
        number = self._looks.get(what)
        if number is None:
            if len(self._looks) >= _MOST_LOOKS:
                self._looks.clear()
            number = self._looks[what] = next(self._next)
        return number

    def state(self, clock: Clock) -> State:
        """The counters of the tables, one list for as long as they are the same; None while one changes."""
        state = clock.stamps(_TABLES)
        if state == self._state:
            return self._state
        self._state = state
        return state

    def _load(self, session: Session, clock: Clock, keys: Sequence[Key], *, rest: bool) -> dict[Key, Text]:
        """From the database; kept if no commit touched these tables in between."""
        before = self.state(clock)
        rows = _read(session, keys, rest=rest)
        # The rows' names are known only now: their counters count if nothing has changed since before.
        own = [clock.marks([names.row(_PAGE, [key[0]]), names.row(_VERSION, [row])]) for key, _, row in rows]
        if None not in before and clock.stamps(_TABLES) == before:
            for (key, text, _), marks in zip(rows, own, strict=True):
                if marks is not None and not text.is_damaged:
                    kept = _Kept(text, before[: len(_COMMON)], marks, before)
                    self._held.put((key, rest), kept, _ROUGHLY + text.body.nbytes)
        return {key: text for key, text, _ in rows}


def _stands(kept: _Kept, state: State, clock: Clock) -> bool:
    """Whether its own rows are what they were, though the tables are not."""
    if kept.common != state[: len(_COMMON)] or not clock.stand(kept.marks):
        return False
    kept.seen = state
    return True


def _read(session: Session, keys: Sequence[Key], *, rest: bool) -> list[tuple[Key, Text, int]]:
    """The rows from the database, with the number of each version's row."""
    found: list[tuple[Key, Text, int]] = []
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        values = {
            f"{what}_{at}": part for at, key in enumerate(some) for what, part in zip("pf", key, strict=True)
        }
        # Past the ORM, which takes longer to look at such a statement than the database to answer it.
        rows = session.connection().execute(_statement(len(some)), values).all()
        for row, text in zip(rows, _said(session, rows), strict=True):
            found.append(((row.page_id, row.first_read), _text(row, text, rest=rest), row.id))
    return found


def _said(session: Session, rows: Sequence[Row[Any]]) -> list[texts.Text | None]:
    """What each version says; None of one whose text is damaged."""
    said: dict[int, texts.Text | DamagedChain] = {}
    for row in rows:
        if row.data is not None and row.base is None:
            text = texts.whole(row.data)
            if text is not None:
                said[row.id] = text
    deep = [(row.id, row.page_id, row.text_number) for row in rows if row.id not in said]
    if deep:
        said |= texts.look(session, deep)
    found: list[texts.Text | None] = []
    for row in rows:
        here = said.get(row.id, texts.NOTHING)
        if isinstance(here, DamagedChain):
            log.error("version %d of page %d is shown by its title only: %s", row.ordinal, row.page_id, here)
            found.append(None)
        else:
            found.append(here)
    return found


def _text(row: Row[Any], said: texts.Text | None, *, rest: bool) -> Text:
    text = said or texts.NOTHING
    whole = f"{text.main}\n{text.rest}" if rest else text.main
    return Text(
        url=row.url,
        builtin=row.builtin,
        site=row.site,
        ordinal=row.ordinal,
        title=row.title,
        language=row.language,
        origin=row.origin if row.origin != EDITOR and row.reviewed_at is None else "",
        body=trie_core.Text(whole.encode("utf-8", "replace")),
        is_damaged=said is None,
    )


def _table(model: type[Page | Version | PageText]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


_PAGE, _VERSION, _TEXT = _table(Page), _table(Version), _table(PageText)
_COMMON = (names.EVERYTHING, names.bulk(_PAGE), names.bulk(_VERSION))
_TABLES = (*_COMMON, names.members(_PAGE), names.members(_VERSION))


@lru_cache(maxsize=_AT_ONCE)
def _statement(count: int) -> Select[*tuple[Any, ...]]:
    """For so many pairs, each by itself: given a list of pairs, SQLite looks through the whole table."""
    page, version, text = _PAGE.c, _VERSION.c, _TEXT.c
    columns = [
        version.id,
        version.page_id,
        version.text_number,
        version.first_read,
        version.ordinal,
        page.url,
        page.builtin,
        page.site,
        version.title,
        version.language,
        page.origin,
        page.reviewed_at,
        text.base,
        text.data,
    ]
    pairs = [
        and_(version.page_id == bindparam(f"p_{at}"), version.first_read == bindparam(f"f_{at}"))
        for at in range(count)
    ]
    joined = _VERSION.join(_PAGE, page.id == version.page_id).outerjoin(
        _TEXT, and_(text.page_id == version.page_id, text.number == version.text_number)
    )
    return select(*columns).select_from(joined).where(or_(*pairs))
