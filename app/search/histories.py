"""Pages' histories on their way from the database into the index.

Texts come in slices, so that a page with ten thousand versions costs no more memory than one slice.

A version in the database lives on through its minor ones. The index is told of each when it was last read itself:
what its rest says was seen no later.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import msgspec
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

import trie_core
from app.pages import texts
from app.pages.models import Page, Reading, Version
from app.search.engine import Writer

SLICE = 64


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


def last_reads(session: Session, versions: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """When each of these versions (page, first read) was last read."""
    found: dict[tuple[int, int], int] = {}
    for start in range(0, len(versions), SLICE):
        # Each by itself: given a list of pairs, SQLite looks through the whole table.
        pairs = [
            and_(Version.page_id == page, Version.first_read == first)
            for page, first in versions[start : start + SLICE]
        ]
        rows = session.execute(select(Version, _NEXT).where(or_(*pairs))).all()
        own = _own_last_reads(session, [(row, following) for row, following in rows])
        found |= {(row.page_id, row.first_read): own.get(row.id, row.last_read) for row, _ in rows}
    return found


_following = aliased(Version)
_NEXT = (
    select(func.min(_following.first_read))
    .where(_following.page_id == Version.page_id, _following.first_read > Version.first_read)
    .correlate(Version)
    .scalar_subquery()
)
"""When the next version begins."""


def _own_last_reads(session: Session, versions: Sequence[tuple[Version, int | None]]) -> dict[int, int]:
    """By id, when those of the versions that live on through the next one, a minor one, were last read themselves.

    Each version comes with when the next one begins.
    """
    runs_on = [(row, following) for row, following in versions if following and row.last_read >= following]
    if not runs_on:
        return {}
    own = [
        and_(
            Reading.page_id == row.page_id,
            Reading.version_id == row.id,
            Reading.at >= row.first_read,
            Reading.at < following,
        )
        for row, following in runs_on
    ]
    last = select(Reading.version_id, func.max(Reading.at)).where(or_(*own)).group_by(Reading.version_id)
    read = {version: at for version, at in session.execute(last)}
    # Of one whose readings are kept no more it is known that it was read when it began.
    return {row.id: read.get(row.id, row.first_read) for row, _ in runs_on}


def position(session: Session, page: int, first_read: int) -> int:
    """How many of the page's versions begin before `first_read` (µs): the number the index gives that one."""
    earlier = select(func.count()).select_from(Version)
    return session.scalar(earlier.where(Version.page_id == page, Version.first_read < first_read)) or 0


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
    """The next versions that begin at `since` (µs) or later, and when the last of them begins."""
    query = select(Version).where(Version.page_id == page, Version.first_read >= since)
    more = session.scalars(query.order_by(Version.first_read).limit(SLICE + 1)).all()
    rows = more[:SLICE]
    said = texts.read_many(session, rows)
    begins = [row.first_read for row in more[1:]]
    own = _own_last_reads(session, list(zip_longest(rows, begins)))
    found = []
    for row in rows:
        text = said.get(row.id, texts.NOTHING)
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
