"""Tags of pages: words that people file them under, to find them again by list, search and feed.

Commas separate them, so that a tag may hold blanks, as folders of bookmarks and the tags of other programs
do. A page has few, because many say nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.db.insert import insert_missing
from app.mark import N_
from app.pages import service
from app.pages.models import PageTag
from app.text import tag_of

MOST = 20
"""So many tags a page may have."""
WRITTEN_MOST = 2_000
"""Characters of the field in which they are written."""
NO_TAG = N_("A tag has at most 60 characters, without quotation marks. Separate tags by commas.")
TOO_MANY = N_("A page can have at most 20 tags.")


class Tag(msgspec.Struct, frozen=True):
    """A tag, and how many pages have it."""

    name: str
    pages: int


class Change(msgspec.Struct, frozen=True):
    """What is to become of the tags of pages: `only` these stay (None: all do), then some more or less."""

    only: tuple[str, ...] | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.only is not None or bool(self.add or self.remove)


def read(written: str | Iterable[str], field: str = "tags") -> tuple[str, ...]:
    """The tags of a text in which commas separate them, or of several such, each once and in order.

    Raises `service.PageError` for what can be no tag, and for too many.
    """
    texts = [written] if isinstance(written, str) else written
    found: dict[str, None] = {}
    for part in (part.strip() for text in texts for part in text.split(",")):
        if not part:
            continue
        tag = tag_of(part)
        if tag is None:
            raise service.PageError(field, NO_TAG)
        found[tag] = None
    if len(found) > MOST:
        raise service.PageError(field, TOO_MANY)
    return tuple(found)


def fitting(written: Iterable[str]) -> tuple[str, ...]:
    """Those of another program's tags that can be kept, as they are kept."""
    found = dict.fromkeys(tag for one in written for tag in map(tag_of, one.split(",")) if tag)
    return tuple(found)[:MOST]


def of(session: Session, pages: Collection[int]) -> dict[int, list[str]]:
    """The tags of pages, in the order of the alphabet; pages without any are not in it."""
    found: dict[int, list[str]] = {}
    for some in service.portions(list(pages)):
        query = select(PageTag.page_id, PageTag.tag).where(PageTag.page_id.in_(some))
        for page, tag in session.execute(query.order_by(PageTag.page_id, PageTag.tag)):
            found.setdefault(page, []).append(tag)
    return found


def put(session: Session, pages: Sequence[int], tags: Iterable[str]) -> None:
    """Give pages tags, which they may have. Raises `service.PageError` where one would have too many."""
    wanted = list(tags)
    for some in service.portions(pages) if wanted else ():
        insert_missing(session, PageTag, [{"page_id": page, "tag": tag} for page in some for tag in wanted])
        crowded = select(PageTag.page_id).where(PageTag.page_id.in_(some)).group_by(PageTag.page_id)
        if session.scalar(crowded.having(func.count() > MOST).limit(1)) is not None:
            raise service.PageError("tags", TOO_MANY)


def change(session: Session, pages: Sequence[int], wish: Change) -> None:
    """Change the tags of pages. Raises `service.PageError`; the transaction must then be rolled back."""
    for some in service.portions(pages):
        here = PageTag.page_id.in_(some)
        if wish.only is not None:
            session.execute(delete(PageTag).where(here, PageTag.tag.not_in(wish.only)))
        if wish.remove:
            session.execute(delete(PageTag).where(here, PageTag.tag.in_(wish.remove)))
    put(session, pages, [*(wish.only or ()), *wish.add])


def every(session: Session, *, most: int | None = None) -> list[Tag]:
    """All tags with their pages, by the alphabet; with `most` so many of the most frequent ones."""
    number = func.count().label("pages")
    query = select(PageTag.tag, number).group_by(PageTag.tag)
    order = (PageTag.tag,) if most is None else (number.desc(), PageTag.tag)
    return [Tag(row[0], row[1]) for row in session.execute(query.order_by(*order).limit(most))]


def rename(session: Session, old: str, new: str) -> int:
    """Call a tag otherwise on all pages; where both stand they become one. Returns on how many it was."""
    if old == new:
        return count(session, old)
    pages = list(session.scalars(select(PageTag.page_id).where(PageTag.tag == old)))
    for some in service.portions(pages):
        insert_missing(session, PageTag, [{"page_id": page, "tag": new} for page in some])
    drop(session, old)
    return len(pages)


def drop(session: Session, tag: str) -> int:
    """Take a tag from all pages; returns from how many."""
    taken = count(session, tag)
    session.execute(delete(PageTag).where(PageTag.tag == tag))
    return taken


def count(session: Session, tag: str) -> int:
    return session.scalar(select(func.count()).where(PageTag.tag == tag)) or 0
