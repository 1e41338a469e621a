"""Pages' histories on their way from the database into the index.

Texts come in slices, so that a page with ten thousand versions costs no more memory than one slice.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

import trie_core
from app.pages.models import Page, Version
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
    """When each of these versions (page, ordinal) was last read."""
    found: dict[tuple[int, int], int] = {}
    for start in range(0, len(versions), SLICE):
        # Each by itself: given a list of pairs, SQLite looks through the whole table.
        pairs = [
            and_(Version.page_id == page, Version.ordinal == ordinal)
            for page, ordinal in versions[start : start + SLICE]
        ]
        rows = session.execute(select(Version.page_id, Version.ordinal, Version.last_read).where(or_(*pairs)))
        found |= {(page, ordinal): read for page, ordinal, read in rows}
    return found


def put_history(session: Session, writer: Writer, head: PageHead, start: int) -> None:
    """Tell the index what the page's history is from version `start` on.

    When nothing stands there any more, the page is told whole: a history that has become shorter is
    not one that goes on.
    """
    found = _slice(session, head.id, start)
    if not found and start:
        start, found = 0, _slice(session, head.id, 0)
    writer.put(head.id, start, found, site=head.site)
    while len(found) == SLICE:
        start += len(found)
        found = _slice(session, head.id, start)
        if found:
            writer.put(head.id, start, found, site=head.site)


def _slice(session: Session, page: int, start: int) -> list[trie_core.Version]:
    fields = (
        Version.first_read,
        Version.last_read,
        Version.title,
        Version.main,
        Version.rest,
        Version.language,
        Version.gone,
    )
    rows = session.execute(
        select(*fields)
        .where(Version.page_id == page, Version.ordinal >= start)
        .order_by(Version.ordinal)
        .limit(SLICE)
    )
    return [
        trie_core.Version(
            first_read=first,
            last_read=last,
            title=title,
            main=main,
            rest=rest,
            language=language,
            gone=gone is not None,
        )
        for first, last, title, main, rest, language, gone in rows
    ]
