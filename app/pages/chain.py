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
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Select, Table, and_, bindparam, delete, or_, select, true, update
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

    Its columns `repeated` are empty in a link that rests on one that has the same. The table has besides
    `page_id`, `number` and `base`; others are kept as they are given.
    """

    def __init__(self, model: type[Base], parts: Sequence[str], repeated: Sequence[str] = ()) -> None:
        self.table = cast(Table, model.__table__)
        self.parts = tuple(parts)
        self.repeated = tuple(repeated)
        self.held = (*self.parts, *self.repeated)
        column = self.table.c
        mine = column.page_id == bindparam("of_page")
        here = and_(mine, column.number == bindparam("link"))
        packed: dict[str, BindParameter[object]] = {
            name: bindparam(f"new_{name}") for name in ("base", *self.held)
        }
        self.repack = update(self.table).where(here).values(packed)
        newest = select(column.number, column.base, *(column[name] for name in self.held))
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

    def rewrite(self, session: Session, page_id: int, link: Link, newer: Link | None) -> None:
        """Pack a link that is stored anew: against `newer`, or whole."""
        new = {f"new_{name}": value for name, value in self.packed(link, newer).items()}
        session.execute(self.repack, {"of_page": page_id, "link": link.number} | new)

    def packed(self, link: Link, newer: Link | None, *, keeps: bool = True) -> dict[str, object]:
        """What is stored of a link: against `newer`, or whole, and more tightly if it keeps for good."""
        row: dict[str, object] = {"base": newer.number if newer else None, **link.repeated}
        if newer is None:
            return row | dict(zip(self.parts, (pack(data, keeps=keeps) for data in link.parts), strict=True))
        for name, value in newer.repeated.items():
            if row[name] == value:
                row[name] = None
        against = zip(link.parts, newer.parts, strict=True)
        return row | dict(zip(self.parts, (pack(data, other) for data, other in against), strict=True))

    def link(self, number: int, held: Sequence[Any]) -> Link:
        """A link, by the values of the columns `held`."""
        count = len(self.parts)
        return Link(number, held[:count], dict(zip(self.repeated, held[count:], strict=True)))

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
            stretch = (page, keyframe(number))
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
        self, session: Session, page_id: int, columns: Sequence[str], numbers: tuple[int, int] = (0, _MOST)
    ) -> Iterator[tuple[Key, tuple[Any, ...] | DamagedChain]]:
        """Every link of a page, or those between two numbers; newest first, as in `look`."""
        stretch = {"page_0": page_id, "first_0": numbers[0], "last_0": numbers[1]}
        rows = session.execute(_select(self.table, tuple(columns), 1), stretch)
        yield from self._unpacked(rows, columns)

    def _unpacked(
        self, rows: Iterable[Sequence[Any]], columns: Sequence[str]
    ) -> Iterator[tuple[Key, tuple[Any, ...] | DamagedChain]]:
        """The links in rows as `_select` gives them."""
        packed = [place for place, name in enumerate(columns) if name in self.parts]
        repeated = [place for place, name in enumerate(columns) if name in self.repeated]
        newer: tuple[Key, Sequence[Any]] | None = None
        for page, number, base, *link in rows:
            key = (page, number)
            if base is not None and (newer is None or newer[0] != (page, base)):
                yield key, DamagedChain(f"link {number} of page {page} rests on {base}, which is not sound")
                continue
            try:
                for place in packed:
                    link[place] = unpack(link[place], newer[1][place] if newer and base is not None else None)
                for place in repeated:
                    if newer and base is not None and link[place] is None:
                        link[place] = newer[1][place]
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
            whole = keyframe(link)
            first[whole] = min(first.get(whole, link), link)
        kept = [column.number.between(link, whole) for whole, link in first.items()]
        mine = column.page_id == page_id, column.number < number
        session.execute(delete(self.table).where(*mine, ~or_(*kept) if kept else true()))

    def forget(self, session: Session, pages: Sequence[int]) -> None:
        """Delete whole chains."""
        session.execute(delete(self.table).where(self.table.c.page_id.in_(pages)))


class Link(NamedTuple):
    """A link, unpacked: its number, its parts, and its columns that it may repeat."""

    number: int
    parts: Sequence[bytes]
    repeated: Mapping[str, object]


class End:
    """The end of one page's chain while links are added to it. It holds the newest of them only."""

    def __init__(self, chain: Chain, session: Session, page_id: int, *, anew: bool) -> None:
        self._chain = chain
        self._session = session
        self._page = page_id
        self._newest: Link | None = None
        # What else belongs into its row, as long as that is not stored.
        self._more: Mapping[str, object] | None = None
        row = session.execute(chain.newest, {"of_page": page_id}).one_or_none()
        last = 0 if row is None else row.number
        # Nothing rests on the link behind a keyframe, so a chain can begin there.
        self.last = keyframe(last) if anew else last
        if row is not None and not anew:
            self._take_up(*row)

    def _take_up(self, number: int, base: int | None, *held: Any) -> None:
        """Hold the newest link, which is stored whole."""
        packed = len(self._chain.parts)
        try:
            if base is not None:
                raise BadFrame(f"it rests on {base}")
            self._newest = self._chain.link(number, (*map(unpack, held[:packed]), *held[packed:]))
        except BadFrame as error:
            # It stays as it is, for whoever can repair it, and nothing new rests on it.
            log.error(
                "link %d of page %d is damaged (%s), the next one begins anew", number, self._page, error
            )

    def add(self, parts: Sequence[bytes], more: Mapping[str, object]) -> int:
        """Add a link that is newer than all others; returns its number."""
        repeated = {name: more[name] for name in self._chain.repeated}
        link = Link(self.last + 1, parts, repeated)
        self._write(link)
        self._newest, self._more, self.last = link, more, link.number
        return link.number

    def close(self) -> None:
        """Write what is not written yet."""
        self._write(None)

    def _write(self, newer: Link | None) -> None:
        """Write the newest link: whole as long as it is that or a keyframe, else against the one after it."""
        link = self._newest
        if link is None or (newer is None and self._more is None):
            return
        is_keyframe = link.number % KEYFRAME == 0
        against = None if is_keyframe else newer
        if self._more is None:
            self._chain.rewrite(self._session, self._page, link, against)
        else:
            row = self._chain.packed(link, against, keeps=newer is not None)
            own = {"page_id": self._page, "number": link.number}
            self._session.execute(self._chain.table.insert(), {**self._more, **row, **own})


def keyframe(number: int) -> int:
    """The number of the last link that is needed to read link `number`."""
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
