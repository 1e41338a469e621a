"""Chains: the texts or bodies of one page, of which only the newest and every 32nd is kept whole.

Each other link is a zstd frame whose dictionary is the next newer link. Pages change little, so such a frame
has a few hundred bytes where the whole has tens of thousands; and the newest link, which is read most, is at
hand at once. A link is at most `KEYFRAME` steps away from a whole one, however long the chain is.

    number   31      32      33      34
    kept as  Δ32     whole   Δ34     whole

Whoever writes to a chain holds its page's row locked, as everybody who writes a page's history does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import zstandard
from sqlalchemy import Table, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.db.base import Base

KEYFRAME = 32
_WHOLE_LEVEL = 3  # whole links but every 32nd are replaced by the next reading
_DELTA_LEVEL = 9
_LEAST_DICTIONARY = 8  # zstd takes a shorter one for none
_AT_ONCE = 10

Key = tuple[int, int]
"""A page's id and a link's number."""


class DamagedChain(ValueError):
    """A link that cannot be read: its bytes are not those that were written, or what it rests on is gone."""


def pack(data: bytes, newer: bytes | None = None) -> bytes:
    """`data` as a zstd frame, against the bytes of a newer link if they are given."""
    if newer is None or len(newer) < _LEAST_DICTIONARY:
        return zstandard.ZstdCompressor(_WHOLE_LEVEL, write_checksum=True).compress(data)
    dictionary = zstandard.ZstdCompressionDict(newer, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _DELTA_LEVEL,
        source_size=len(data),
        dict_size=len(newer),
        # The window has to reach from the end of the data to the beginning of the dictionary.
        window_log=max(10, (len(data) + len(newer)).bit_length()),
        write_checksum=True,
    )
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=parameters).compress(data)


def unpack(frame: bytes, newer: bytes | None = None) -> bytes:
    """What `pack` was given. Raises `DamagedChain`."""
    dictionary = None
    if newer is not None and len(newer) >= _LEAST_DICTIONARY:
        dictionary = zstandard.ZstdCompressionDict(newer, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    try:
        return zstandard.ZstdDecompressor(dict_data=dictionary).decompress(frame)
    except zstandard.ZstdError as error:
        raise DamagedChain(f"a stored frame cannot be unpacked: {error}") from error


class Chain:
    """The chains in the table of `model`: its columns `parts` are packed, each against that of the next link.

    The table has besides `page_id`, `number` and `base`; others are kept as they are given.
    """

    def __init__(self, model: type[Base], parts: Sequence[str]) -> None:
        self._table = cast(Table, model.__table__)
        self._parts = tuple(parts)

    def append(
        self,
        session: Session,
        page_id: int,
        parts: Sequence[bytes],
        more: Mapping[str, object],
        *,
        number: int | None = None,
    ) -> int:
        """Add a link that is newer than all others of the page; returns its number.

        `number` is given for the first after `begin_anew`; else the numbers go on, from 1.
        """
        table, last = self._table, self._newest(session, page_id)
        following = (last or 0) + 1
        number = number or following
        if last is not None and last % KEYFRAME and number == following:
            whole = self.read(session, [(page_id, last)])[page_id, last]
            packed = {name: pack(old, new) for name, old, new in zip(self._parts, whole, parts, strict=True)}
            here = and_(table.c.page_id == page_id, table.c.number == last)
            session.execute(update(table).where(here).values(base=number, **packed))
        values = {name: pack(data) for name, data in zip(self._parts, parts, strict=True)}
        session.execute(table.insert().values(page_id=page_id, number=number, base=None, **values, **more))
        return number

    def drop_newest(self, session: Session, page_id: int, number: int) -> None:
        """Delete link `number`, on which nothing rests any more, if it is the page's newest."""
        table, before = self._table, (page_id, number - 1)
        if self._newest(session, page_id) != number:
            return
        whole = self.read(session, [before]).get(before)
        if whole is not None:
            packed = {name: pack(data) for name, data in zip(self._parts, whole, strict=True)}
            here = and_(table.c.page_id == page_id, table.c.number == before[1])
            session.execute(update(table).where(here).values(base=None, **packed))
        session.execute(delete(table).where(table.c.page_id == page_id, table.c.number == number))

    def begin_anew(self, session: Session, page_id: int) -> int:
        """The number of a link that rests on none that is there, nor any that follows it.

        With `forget_before` in the same transaction a page's chain is written anew while the old one is read.
        """
        return (self._newest(session, page_id) or 0) // KEYFRAME * KEYFRAME + KEYFRAME + 1

    def read(
        self, session: Session, keys: Iterable[Key], parts: Sequence[str] = ()
    ) -> dict[Key, tuple[bytes, ...]]:
        """The parts (all, if none is named) of those links that are there. Raises `DamagedChain`."""
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, tuple[bytes, ...]] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            found.update(self._unpacked(session, some, tuple(parts) or self._parts))
        return found

    def _unpacked(
        self, session: Session, keys: Sequence[Key], parts: Sequence[str]
    ) -> Iterator[tuple[Key, tuple[bytes, ...]]]:
        table, wanted = self._table, set(keys)
        # Each by itself: given a list of pairs, SQLite looks through the whole table.
        ranges = [
            and_(table.c.page_id == page, table.c.number.between(number, _keyframe(number)))
            for page, number in keys
        ]
        columns = [table.c.page_id, table.c.number, table.c.base, *(table.c[name] for name in parts)]
        query = select(*columns).where(or_(*ranges)).order_by(table.c.page_id, table.c.number.desc())
        newer: tuple[Key, tuple[bytes, ...]] | None = None
        for page, number, base, *frames in session.execute(query):
            if base is None:
                whole = tuple(unpack(frame) for frame in frames)
            elif newer is not None and newer[0] == (page, base):
                whole = tuple(unpack(frame, data) for frame, data in zip(frames, newer[1], strict=True))
            else:
                raise DamagedChain(f"link {number} of page {page} rests on {base}, which is missing")
            newer = ((page, number), whole)
            if newer[0] in wanted:
                yield newer

    def _newest(self, session: Session, page_id: int) -> int | None:
        table = self._table
        newest: int | None = session.scalar(
            select(func.max(table.c.number)).where(table.c.page_id == page_id)
        )
        return newest

    def forget_before(self, session: Session, page_id: int, number: int) -> None:
        """Delete the links of a page that come before `number`, on which no later one may rest."""
        table = self._table
        session.execute(delete(table).where(table.c.page_id == page_id, table.c.number < number))

    def forget(self, session: Session, pages: Sequence[int]) -> None:
        """Delete whole chains."""
        session.execute(delete(self._table).where(self._table.c.page_id.in_(pages)))


def _keyframe(number: int) -> int:
    """The number from which on nothing is needed to read link `number`."""
    return -(-number // KEYFRAME) * KEYFRAME
