"""Pages' histories on their way from the database into the index.

Texts come in slices, so that a page with ten thousand versions costs no more memory than one slice.

A version in the database lives on through its minor ones. The index is told of each when it was last read
itself: what its rest says was seen no later.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple, cast

import msgspec
from sqlalchemy import Integer, Table, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

import trie_core
from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.models import Page, Reading, Version
from app.search.engine import Writer

log = logging.getLogger(__name__)

SLICE = 64

# Made once, and executed past the ORM: the database answers them in less time than it takes to write them.
_version = cast(Table, Version.__table__).c
_EARLIER = select(func.count()).where(
    _version.page_id == bindparam("page"), _version.first_read < bindparam("since")
)
_FIELDS = (
    _version.id,
    _version.text_number,
    _version.ordinal,
    _version.first_read,
    _version.last_read,
    _version.title,
    _version.language,
    _version.gone,
    _version.minor,
)
_FROM = (
    select(*_FIELDS)
    .where(_version.page_id == bindparam("page"), _version.first_read >= bindparam("since"))
    .order_by(_version.first_read)
    .limit(bindparam("most", type_=Integer()))
)


class PageHead(msgspec.Struct, frozen=True):
    """What the index keeps of a page beside its versions."""

    id: int
    site: str


def heads(session: Session, pages: Sequence[int]) -> dict[int, PageHead]:
    """Those of `pages` that are still there."""
    rows = session.execute(select(Page.id, Page.site).where(Page.id.in_(pages)))
    return {page: PageHead(page, site) for page, site in rows}


def heads_after(session: Session, page: int, limit: int) -> list[PageHead]:
    """The next pages by id."""
    rows = session.execute(select(Page.id, Page.site).where(Page.id > page).order_by(Page.id).limit(limit))
    return [PageHead(number, site) for number, site in rows]


def count_pages(session: Session) -> int:
    """How many pages there are to index."""
    return session.scalar(select(func.count()).select_from(Page)) or 0


class LastRead(msgspec.Struct, frozen=True):
    """The number the index gives a version, and when it was last read (µs)."""

    position: int
    at: int


def last_reads(session: Session, versions: Sequence[tuple[int, int]]) -> dict[tuple[int, int], LastRead]:
    """Where these versions (page, first read) stand in their histories, and when they were last read."""
    found: dict[tuple[int, int], LastRead] = {}
    if not versions:
        return found
    earlier, later = aliased(Version), aliased(Version)
    before = select(func.count()).where(
        earlier.page_id == Version.page_id, earlier.first_read < Version.first_read
    )
    following = select(func.min(later.first_read)).where(
        later.page_id == Version.page_id, later.first_read > Version.first_read
    )
    columns = (*_LIFE, following.scalar_subquery(), before.scalar_subquery())
    for start in range(0, len(versions), SLICE):
        # Each by itself: given a list of pairs, SQLite looks through the whole table.
        pairs = [
            and_(Version.page_id == page, Version.first_read == first)
            for page, first in versions[start : start + SLICE]
        ]
        rows = session.execute(select(*columns).where(or_(*pairs))).all()
        lives = [_Life(*row[:-1]) for row in rows]
        own = _own_last_reads(session, lives)
        for life, row in zip(lives, rows, strict=True):
            found[life.page, life.first_read] = LastRead(row[-1], own.get(life.version, life.last_read))
    return found


class _Life(NamedTuple):
    """When a version was read, and when the next one begins."""

    version: int
    page: int
    first_read: int
    last_read: int
    following: int | None


_LIFE = (Version.id, Version.page_id, Version.first_read, Version.last_read)


def _own_last_reads(session: Session, lives: Iterable[_Life]) -> dict[int, int]:
    """When those that live on through the next version, a minor one, were last read themselves, by id."""
    runs_on = [life for life in lives if life.following is not None and life.last_read >= life.following]
    if not runs_on:
        return {}
    own = [
        and_(
            Reading.page_id == life.page,
            Reading.at.between(life.first_read, (life.following or 0) - 1),
            Reading.version_id == life.version,
        )
        for life in runs_on
    ]
    last = select(Reading.version_id, func.max(Reading.at)).where(or_(*own)).group_by(Reading.version_id)
    read: dict[int | None, int] = {row[0]: row[1] for row in session.execute(last)}
    # Of one whose readings are kept no more it is known that it was read when it began.
    return {life.version: read.get(life.version, life.first_read) for life in runs_on}


def position(session: Session, page: int, first_read: int) -> int:
    """How many of the page's versions begin before `first_read` (µs): the number the index gives that one."""
    if not first_read:
        return 0
    return session.connection().execute(_EARLIER, {"page": page, "since": first_read}).scalar_one()


def put_history(session: Session, writer: Writer, head: PageHead, since: int = 0) -> None:
    """Tell the index what the page's history is from the version on that begins at `since` (µs).

    When nothing stands there any more, the page is told whole: a history that has become shorter is
    not one that goes on.
    """
    start = position(session, head.id, since)
    found, last = _slice(session, head.id, since)
    if not found and start:
        start = 0
        found, last = _slice(session, head.id, 0)
    writer.put(head.id, start, found, site=head.site)
    while len(found) == SLICE:
        start += len(found)
        found, last = _slice(session, head.id, last + 1)
        if found:
            writer.put(head.id, start, found, site=head.site)


def _slice(session: Session, page: int, since: int) -> tuple[list[trie_core.Version], int]:
    """The next versions that begin at `since` (µs) or later, and when the last of them begins.

    Of one whose text is damaged its title is taken.
    """
    more = session.connection().execute(_FROM, {"page": page, "since": since, "most": SLICE + 1}).all()
    rows, begins = more[:SLICE], [row.first_read for row in more[1:]]
    lives = [
        _Life(row.id, page, row.first_read, row.last_read, following)
        for row, following in zip_longest(rows, begins)
    ]
    own = _own_last_reads(session, lives)
    said = texts.look(session, [(row.id, page, row.text_number) for row in rows if row.gone is None])
    found = []
    for row in rows:
        text = said.get(row.id, texts.NOTHING)
        if isinstance(text, DamagedChain):
            log.error("version %d of page %d is found by its title only: %s", row.ordinal, page, text)
            text = texts.NOTHING
        found.append(
            trie_core.Version(
                first_read=row.first_read,
                last_read=own.get(row.id, row.last_read),
                title=row.title,
                main=text.main,
                rest=text.rest,
                language=row.language,
                gone=row.gone is not None,
                minor=row.minor,
            )
        )
    return found, rows[-1].first_read if rows else since
