"""What the database has of the versions that a search found: address, title and texts, by page and ordinal.

The same pages are found again and again by other words, so what was read of them is kept in this process, as
true as the row cache: each text carries the stamps of its rows. Looking at the stamps of ten takes a tenth of
the time of reading ten texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Select, Table, and_, bindparam, literal, or_, select
from sqlalchemy.orm import Session

from app.cache import names
from app.cache.bounded import Bounded
from app.cache.cache import of
from app.cache.clock import Clock
from app.pages.models import Page, Version

Key = tuple[int, int]
MOST_BYTES = 64 << 20
_AT_ONCE = 10
_MODEL = "Text"


class Text(msgspec.Struct, frozen=True, gc=False):
    """One version of a page, with where it stands; the texts in UTF-8."""

    url: str
    builtin: bool
    site: str
    title: str
    language: str
    main: bytes
    rest: bytes


class _Kept(msgspec.Struct, frozen=True):
    text: Text
    names: tuple[str, str]
    stamps: list[int | None]


class Texts:
    """The versions that searches of this process found, bounded by bytes. Safe for threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._held: Bounded[tuple[Key, bool], _Kept] = Bounded(most_bytes)

    def find(self, session: Session, keys: Sequence[Key], *, rest: bool = False) -> dict[Key, Text]:
        """Those of `keys` (page, ordinal) that are there; `rest` is empty unless it is asked for."""
        cache = of(session)
        if cache is None or not cache.reads or session.in_transaction():
            # A transaction that has begun may see the database as it was a while ago.
            return {key: text for key, text, _ in _read(session, keys, rest=rest)}
        clock = cache.teller.clock
        found = self._true(clock, keys, rest=rest)
        missing = [key for key in keys if key not in found]
        cache.stats.count(_MODEL, "hit", len(found))
        if missing:
            cache.stats.count(_MODEL, "miss", len(missing))
            found |= self._load(session, clock, missing, rest=rest)
        return found

    def _true(self, clock: Clock, keys: Sequence[Key], *, rest: bool) -> dict[Key, Text]:
        """Those that are kept and still what the database says."""
        kept = [(key, one) for key in keys if (one := self._held.get((key, rest))) is not None]
        stamps = clock.stamps([*_COMMON, *(name for _, one in kept for name in one.names)])
        common = stamps[: len(_COMMON)]
        own = range(len(_COMMON), len(stamps), 2)
        return {
            key: one.text
            for at, (key, one) in zip(own, kept, strict=True)
            if one.stamps == [*common, *stamps[at : at + 2]]
        }

    def _load(self, session: Session, clock: Clock, keys: Sequence[Key], *, rest: bool) -> dict[Key, Text]:
        """From the database; kept if no commit touched these tables in between."""
        before = clock.stamps([*_COMMON, *_TABLES])
        rows = _read(session, keys, rest=rest)
        own = [(names.row(_PAGE, [key[0]]), names.row(_VERSION, [number])) for key, _, number in rows]
        # The rows' names are known only now: their stamps count if nothing has changed since before.
        stamps = clock.stamps([name for pair in own for name in pair])
        if None not in (*before, *stamps) and clock.stamps([*_COMMON, *_TABLES]) == before:
            for at, (key, text, _) in enumerate(rows):
                kept = _Kept(text, own[at], [*before[: len(_COMMON)], *stamps[2 * at : 2 * at + 2]])
                self._held.put((key, rest), kept, 500 + len(text.main) + len(text.rest))
        return {key: text for key, text, _ in rows}


def _read(session: Session, keys: Sequence[Key], *, rest: bool) -> list[tuple[Key, Text, int]]:
    """The rows from the database, with the number of each version's row."""
    found: list[tuple[Key, Text, int]] = []
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        values = {
            f"{what}_{at}": part for at, key in enumerate(some) for what, part in zip("po", key, strict=True)
        }
        # Past the ORM, which takes longer to look at such a statement than the database to answer it.
        for row in session.connection().execute(_statement(len(some), rest), values):
            number, page, ordinal, url, builtin, site, title, language, main, below = row
            main, below = (part.encode("utf-8", "replace") for part in (main, below))
            found.append(((page, ordinal), Text(url, builtin, site, title, language, main, below), number))
    return found


def _table(model: type[Page | Version]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


_PAGE, _VERSION = _table(Page), _table(Version)
_COMMON = (names.EVERYTHING, names.bulk(_PAGE), names.bulk(_VERSION))
_TABLES = (names.members(_PAGE), names.members(_VERSION))


@lru_cache(maxsize=2 * _AT_ONCE)
def _statement(count: int, rest: bool) -> Select[*tuple[Any, ...]]:
    """For so many pairs, each by itself: given a list of pairs, SQLite looks through the whole table."""
    page, version = _PAGE.c, _VERSION.c
    columns = [
        version.id,
        version.page_id,
        version.ordinal,
        page.url,
        page.builtin,
        page.site,
        version.title,
        version.language,
        version.main,
        version.rest if rest else literal(""),
    ]
    pairs = [
        and_(version.page_id == bindparam(f"p_{at}"), version.ordinal == bindparam(f"o_{at}"))
        for at in range(count)
    ]
    return select(*columns).where(page.id == version.page_id, or_(*pairs))
