"""Texts of the versions that a search found, from the database: address, title and texts, by page and time.

The same pages are found again and again by other words, so what was read of them is kept in this process, as
true as the row cache: each text carries the stamps of its rows. Looking at the stamps of ten takes a tenth of
the time of reading ten texts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Row, Select, Table, and_, bindparam, or_, select
from sqlalchemy.orm import Session

import trie_core
from app.freshness import names
from app.freshness.clock import Clock
from app.memory.budget import Memory
from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.models import EDITOR, Page, PageText, Version
from app.rowcache.cache import Cache, of
from app.rowcache.near import Made, Near

log = logging.getLogger(__name__)

Key = tuple[int, int]
"""A page, and when its version was first read (µs)."""
_ROUGHLY = 1_000
"""Bytes of a text beside its body."""
_AT_ONCE = 10
_MODEL = "Text"


class Text(msgspec.Struct):
    """One version of a page, with where it stands.

    `origin` is who added the page, while an editor still has to look at it, and empty otherwise.
    `body` is what passages are cut from: the main text, and the rest of the page where that was asked for.
    With `is_damaged` it is empty, because the text that is stored cannot be read.
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

    def address(self, root: str) -> str:
        """Where it stands; built-in pages are those of this site, whose addresses begin with `root`."""
        return root + self.url if self.builtin else self.url


class Texts:
    """The versions that searches of this process found, bounded by bytes. Safe for threads."""

    def __init__(self, memory: Memory) -> None:
        self._near: Near[tuple[Key, bool], Text] = Near(memory.room("texts"), (_PAGE, _VERSION))

    def find(self, session: Session, keys: Sequence[Key], *, rest: bool = False) -> dict[Key, Text]:
        """Those of `keys` that are there, with the rest of the page if it is asked for."""
        cache = of(session)
        if cache is None or not cache.reads or session.in_transaction():
            # A transaction that has begun may see the database as it was a while ago.
            return {made.key[0]: made.value for made in _read(session, keys, rest=rest)}
        clock = cache.invalidator.clock
        found = self._true(clock, keys, rest=rest)
        missing = [key for key in keys if key not in found]
        cache.stats.count(_MODEL, "hit", len(found))
        if missing:
            cache.stats.count(_MODEL, "miss", len(missing))
            read = self._near.read(clock, lambda: _read(session, missing, rest=rest))
            found |= {made.key[0]: made.value for made in read}
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
        found = self._near.find(clock, [(key, rest) for key in keys])
        return {key: text for (key, _), text in found.items()}


def _read(session: Session, keys: Sequence[Key], *, rest: bool) -> list[Made[tuple[Key, bool], Text]]:
    """The rows from the database."""
    found: list[Made[tuple[Key, bool], Text]] = []
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        values = {
            f"{what}_{at}": part for at, key in enumerate(some) for what, part in zip("pf", key, strict=True)
        }
        # Past the ORM, which takes longer to look at such a statement than the database to answer it.
        rows = session.connection().execute(_statement(len(some)), values).all()
        for row, words in zip(rows, _said(session, rows, rest=rest), strict=True):
            made = _text(row, words)
            own = names.row(_PAGE, [row.page_id]), names.row(_VERSION, [row.id])
            key = (row.page_id, row.first_read), rest
            found.append(Made(key, made, own, _ROUGHLY + made.body.nbytes, passing=made.is_damaged))
    return found


def _said(session: Session, rows: Sequence[Row[Any]], *, rest: bool) -> list[bytes | None]:
    """What each version says, in UTF-8; None of one whose text is damaged."""
    said: dict[int, bytes | None] = {}
    for row in rows:
        if row.data is not None and row.base is None:
            words = texts.whole(row.data, rest=rest)
            if words is not None:
                said[row.id] = words
    deep = [(row.id, row.page_id, row.text_number) for row in rows if row.id not in said]
    looked = texts.look(session, deep) if deep else {}
    for row in rows:
        text = looked.get(row.id, texts.NOTHING)
        if isinstance(text, DamagedChain):
            log.error("version %d of page %d is shown by its title only: %s", row.ordinal, row.page_id, text)
            said[row.id] = None
        elif row.id not in said:
            whole = f"{text.main}\n{text.rest}" if rest else text.main
            said[row.id] = whole.encode("utf-8", "replace")
    return [said[row.id] for row in rows]


def _text(row: Row[Any], words: bytes | None) -> Text:
    return Text(
        url=row.url,
        builtin=row.builtin,
        site=row.site,
        ordinal=row.ordinal,
        title=row.title,
        language=row.language,
        origin=row.origin if row.origin != EDITOR and row.reviewed_at is None else "",
        body=trie_core.Text(words or b""),
        is_damaged=words is None,
    )


def _table(model: type[Page | Version | PageText]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


_PAGE, _VERSION, _TEXT = _table(Page), _table(Version), _table(PageText)


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
