"""Parts of a page that editors chose by CSS selectors: which hold, other ones, and what a choice would give.

A choice holds for the past too: a long job re-reads the stored bytes of all versions with it, and restates
the page once. No version begins by it, and none is lost: what no longer differs becomes minor, with its
bytes, and is what it was when the choice is taken back.
"""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.extract import WHOLE, BadSelector, Extracted, ExtractError, Parts, check_parts
from app.mark import N_
from app.pages import bodies, reread
from app.pages.models import Page, PageParts, Version
from app.pages.parts_of import choice
from app.pages.reread_extract import Extracts
from app.text import count

SAMPLE: Final = 600
"""Characters shown of what a choice would give."""
BAD: Final = N_("This is no CSS selector.")


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What the newest stored bytes of a page give with a choice.

    `kept` and `dropped` are words of what it says without one; `error` is a code of `app.pages.reasons`, or
    "" without any.
    """

    version: int
    kept: int = 0
    dropped: int = 0
    sample: str = ""
    error: str = ""


def chosen(session: Session, page: Page) -> Parts:
    """The parts that are read of a page."""
    return choice(session, page.id, page.parts)


def choose(session: Session, page_id: int, parts: Parts) -> bool:
    """Read these parts of a page from now on, and its past again; False where that is so already.

    Raises `BadSelector`. The page's row is locked until the transaction ends.
    """
    check_parts(parts)
    page = session.scalar(select(Page).where(Page.id == page_id, ~Page.builtin).with_for_update())
    if page is None or chosen(session, page) == parts:
        return False
    page.parts = _number(session, page_id, parts) if parts else 0
    # All of it must come, also where the site believes that nothing changed.
    page.etag = page.last_modified = None
    if page.error == "no-part":
        page.error = page.error_detail = None
    session.flush()
    reread.ask(session, page_id)
    return True


def _number(session: Session, page_id: int, parts: Parts) -> int:
    mine = PageParts.page_id == page_id
    same = select(PageParts.number).where(
        mine, PageParts.only == parts.only, PageParts.without == parts.without
    )
    known = session.scalar(same)
    if known is not None:
        return known
    number = (session.scalar(select(func.max(PageParts.number)).where(mine)) or 0) + 1
    row = PageParts(page_id=page_id, number=number, only=parts.only, without=parts.without, chosen_at=now())
    session.add(row)
    return number


def newest_body(session: Session, page_id: int) -> tuple[Version, bodies.StoredBody] | None:
    """The newest version of which there are bytes, with them. Raises `DamagedChain`."""
    query = select(Version).where(Version.page_id == page_id, Version.body_number.is_not(None))
    version = session.scalar(query.order_by(Version.first_read.desc()).limit(1))
    body = None if version is None else bodies.read(session, version)
    return None if version is None or body is None else (version, body)


def preview(
    page: Page, version: Version, body: bodies.StoredBody, parts: Parts, extractor: Extracts
) -> Preview:
    """What stored bytes give with a choice. Raises `BadSelector`."""
    check_parts(parts)

    def read(parts: Parts) -> Extracted:
        return extractor.extract(
            body.data, url=page.url, content_type=body.content_type, x_robots_tag="", parts=parts
        )

    try:
        whole = _words(read(WHOLE))
        with_it = read(parts)
    except ExtractError as error:
        return Preview(version=version.ordinal, error=error.code)
    said = _words(with_it)
    kept = sum(min(number, said.get(word, 0)) for word, number in whole.items())
    return Preview(
        version=version.ordinal,
        kept=sum(said.values()),
        dropped=sum(whole.values()) - kept,
        sample=with_it.main[:SAMPLE],
    )


def _words(read: Extracted) -> dict[str, int]:
    return dict(count(f"{read.main}\n{read.rest}"))


__all__ = ["BAD", "BadSelector", "Preview", "choose", "chosen", "newest_body", "preview"]
