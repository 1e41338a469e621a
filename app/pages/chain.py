"""Chains: the texts or bodies of one page, of which only the newest and every 64th is kept whole.

Each other link is a zstd frame whose dictionary is the next link. Pages change little, so such a frame has a
few hundred bytes where the whole has tens of thousands; and the newest link, which is read most, is at hand
at once. However long the chain is, `KEYFRAME` steps lead from a whole link to any other.

    number   63      64      65      66
    kept as  Δ64     whole   Δ66     whole

Whoever writes to a chain holds its page's row locked, as everybody who writes a page's history does. The
order of the links is that in which they were written: another one costs bytes and is right all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BindParameter, Select, Table, and_, bindparam, delete, func, or_, select, true, update
from sqlalchemy.orm import Session

from app.db.base import Base
from app.pages.frames import BadFrame, pack, unpack

log = logging.getLogger(__name__)

KEYFRAME = 64
"""A link is at most so many steps away from a whole one. With 32 a version would take a third more room."""
_AT_ONCE = 10
_MOST = 2**31 - 1

Key = tuple[int, int]
"""A page's id and a link's number."""


class DamagedChain(ValueError):
    """A link that cannot be read: its bytes are not those that were written, or what it rests on is gone."""


class Chain:
    """The chains in the table of `model`: its columns `parts` are packed, each against that of the next link.

    The table has besides `page_id`, `number` and `base`; others are kept as they are given.
    """

    def __init__(self, model: type[Base], parts: Sequence[str]) -> None:
        self.table = cast(Table, model.__table__)
        self.parts = tuple(parts)
        column = self.table.c
        mine = column.page_id == bindparam("of_page")
        here = and_(mine, column.number == bindparam("link"))
        packed: dict[str, BindParameter[object]] = {
            name: bindparam(f"new_{name}") for name in ("base", *self.parts)
        }
        self.repack = update(self.table).where(here).values(packed)
        newest = select(column.number, column.base, *(column[name] for name in self.parts))
        self.newest = newest.where(mine).order_by(column.number.desc()).limit(1)

    @contextmanager
    def writing(self, session: Session, page_id: int, *, anew: bool = False) -> Iterator[End]:
        """The end of a page's chain, to which links are added; they are all written when the block ends.

        With `anew` they begin a chain that rests on nothing there is, and on which nothing there is rests:
        with `forget_before` the first of them, a page's chain is written anew while the old one is read.
        """
        end = End(self, session, page_id, anew=anew)
        yield end
        end.close()

    def append(
        self, session: Session, page_id: int, parts: Sequence[bytes], more: Mapping[str, object]
    ) -> int:
        """Add one link that is newer than all others of the page; returns its number."""
        with self.writing(session, page_id) as end:
            return end.add(parts, more)

    def restore(self, session: Session, page_id: int, number: int, parts: Sequence[bytes]) -> None:
        """Write link `number` whole again if it cannot be read, now that what it says is at hand once more.

        Older links that rest on it can be read again too.
        """
        key = (page_id, number)
        if isinstance(self.look(session, [key], self.parts).get(key), DamagedChain):
            frames = {f"new_{name}": pack(data) for name, data in zip(self.parts, parts, strict=True)}
            session.execute(self.repack, {"of_page": page_id, "link": number, "new_base": None} | frames)

    def drop_newest(self, session: Session, page_id: int, number: int) -> None:
        """Delete link `number`, which nothing needs any more, if it is the newest and nothing is damaged."""
        column = self.table.c
        last, before = select(func.max(column.number)).where(column.page_id == page_id), (page_id, number - 1)
        if session.scalar(last) != number:
            return
        if before[1] % KEYFRAME:
            parts = self.look(session, [before], self.parts).get(before)
            if isinstance(parts, DamagedChain):
                return
            if parts is not None:
                frames = {f"new_{name}": pack(data) for name, data in zip(self.parts, parts, strict=True)}
                here = {"of_page": page_id, "link": before[1], "new_base": None}
                session.execute(self.repack, here | frames)
        session.execute(delete(self.table).where(column.page_id == page_id, column.number == number))

    def read(
        self, session: Session, keys: Iterable[Key], columns: Sequence[str]
    ) -> dict[Key, tuple[Any, ...]]:
        """These columns, unpacked, of those links that are there. Raises `DamagedChain`."""
        found = self.look(session, keys, columns)
        for link in found.values():
            if isinstance(link, DamagedChain):
                raise link
        return cast("dict[Key, tuple[Any, ...]]", found)

    def look(
        self, session: Session, keys: Iterable[Key], columns: Sequence[str]
    ) -> dict[Key, tuple[Any, ...] | DamagedChain]:
        """The same, with what is wrong in place of a link that is damaged."""
        wanted = set(keys)
        # One stretch for all links that need the same whole one, and each by itself: given a list of pairs,
        # SQLite looks through the whole table.
        first: dict[Key, int] = {}
        for page, number in wanted:
            stretch = (page, _keyframe(number))
            first[stretch] = min(first.get(stretch, number), number)
        stretches = [(page, number, last) for (page, last), number in first.items()]
        found: dict[Key, tuple[Any, ...] | DamagedChain] = {}
        for start in range(0, len(stretches), _AT_ONCE):
            some = stretches[start : start + _AT_ONCE]
            values = {
                f"{name}_{at}": value
                for at, stretch in enumerate(some)
                for name, value in zip(("page", "first", "last"), stretch, strict=True)
            }
            rows = session.execute(_select(self.table, tuple(columns), len(some)), values)
            found.update((key, link) for key, link in self._unpacked(rows, columns) if key in wanted)
        return found

    def walk(
        self, session: Session, page_id: int, columns: Sequence[str]
    ) -> Iterator[tuple[Key, tuple[Any, ...] | DamagedChain]]:
        """Every link of a page, newest first, as in `look`."""
        everything = {"page_0": page_id, "first_0": 0, "last_0": _MOST}
        rows = session.execute(_select(self.table, tuple(columns), 1), everything)
        yield from self._unpacked(rows, columns)

    def _unpacked(
        self, rows: Iterable[Sequence[Any]], columns: Sequence[str]
    ) -> Iterator[tuple[Key, tuple[Any, ...] | DamagedChain]]:
        """The links in rows as `_select` gives them."""
        packed = [place for place, name in enumerate(columns) if name in self.parts]
        newer: tuple[Key, Sequence[Any]] | None = None
        for page, number, base, *link in rows:
            key = (page, number)
            if base is not None and (newer is None or newer[0] != (page, base)):
                yield key, DamagedChain(f"link {number} of page {page} rests on {base}, which is not sound")
                continue
            try:
                for place in packed:
                    link[place] = unpack(link[place], newer[1][place] if newer and base is not None else None)
            except BadFrame as error:
                newer = None
                yield key, DamagedChain(f"link {number} of page {page} cannot be unpacked: {error}")
                continue
            newer = (key, link)
            yield key, tuple(link)

    def forget_before(self, session: Session, page_id: int, number: int, keep: Iterable[int] = ()) -> None:
        """Delete the links of a page that come before `number`, on which no later one may rest.

        Those in `keep` stay, with all that they may rest on.
        """
        column = self.table.c
        first: dict[int, int] = {}
        for link in keep:
            whole = _keyframe(link)
            first[whole] = min(first.get(whole, link), link)
        kept = [column.number.between(link, whole) for whole, link in first.items()]
        mine = column.page_id == page_id, column.number < number
        session.execute(delete(self.table).where(*mine, ~or_(*kept) if kept else true()))

    def forget(self, session: Session, pages: Sequence[int]) -> None:
        """Delete whole chains."""
        session.execute(delete(self.table).where(self.table.c.page_id.in_(pages)))


class End:
    """The end of one page's chain while links are added to it. It holds the newest of them only."""

    def __init__(self, chain: Chain, session: Session, page_id: int, *, anew: bool) -> None:
        self._chain = chain
        self._session = session
        self._page = page_id
        self._newest: tuple[Sequence[bytes], Mapping[str, object] | None] | None = None
        row = session.execute(chain.newest, {"of_page": page_id}).one_or_none()
        last = 0 if row is None else row.number
        # Nothing rests on the link behind a keyframe, so a chain can begin there.
        self.last = _keyframe(last) if anew else last
        if row is not None and not anew:
            self._take_up(*row)

    def _take_up(self, number: int, base: int | None, *frames: bytes) -> None:
        """Hold the newest link, which is stored whole."""
        try:
            if base is not None:
                raise BadFrame(f"it rests on {base}")
            self._newest = tuple(map(unpack, frames)), None
        except BadFrame as error:
            # It stays as it is, for whoever can repair it, and nothing new rests on it.
            log.error(
                "link %d of page %d is damaged (%s), the next one begins anew", number, self._page, error
            )

    def add(self, parts: Sequence[bytes], more: Mapping[str, object]) -> int:
        """Add a link that is newer than all others; returns its number."""
        self._write(parts)
        self._newest = (parts, more)
        self.last += 1
        return self.last

    def close(self) -> None:
        """Write what is not written yet."""
        self._write(None)

    def _write(self, newer: Sequence[bytes] | None) -> None:
        """Write the newest link: whole as long as it is that or a keyframe, else against the one after it."""
        if self._newest is None:
            return
        parts, more = self._newest
        if newer is None:
            if more is not None:
                self._store(None, [pack(data) for data in parts], more)
        elif self.last % KEYFRAME == 0:
            self._store(None, [pack(data, keeps=True) for data in parts], more)
        else:
            against = zip(parts, newer, strict=True)
            self._store(self.last + 1, [pack(data, other) for data, other in against], more)

    def _store(self, base: int | None, frames: Sequence[bytes], more: Mapping[str, object] | None) -> None:
        """Insert the newest link, or change it where it is stored already."""
        values = dict(zip(self._chain.parts, frames, strict=True)) | {"base": base}
        if more is None:
            here = {"of_page": self._page, "link": self.last}
            new = {f"new_{name}": value for name, value in values.items()}
            self._session.execute(self._chain.repack, here | new)
        else:
            row = {"page_id": self._page, "number": self.last, **values, **more}
            self._session.execute(self._chain.table.insert(), row)


def _keyframe(number: int) -> int:
    """The number from which on nothing is needed to read link `number`."""
    return -(-number // KEYFRAME) * KEYFRAME


@lru_cache(maxsize=256)
def _select(table: Table, columns: tuple[str, ...], stretches: int) -> Select[*tuple[Any, ...]]:
    """The links of so many stretches, each of which ends with a whole one; newest first."""
    column = table.c
    where = [
        and_(
            column.page_id == bindparam(f"page_{at}"),
            column.number.between(bindparam(f"first_{at}"), bindparam(f"last_{at}")),
        )
        for at in range(stretches)
    ]
    query = select(column.page_id, column.number, column.base, *(column[name] for name in columns))
    return query.where(or_(*where)).order_by(column.page_id, column.number.desc())
