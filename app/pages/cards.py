"""Cards of the first page: how much HUD remembers, its newest readings, and what waits for an editor."""

from __future__ import annotations

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.pages.models import Page, Version, counted, shown_first, waiting


class Figures(msgspec.Struct, frozen=True):
    """How much is remembered, and since when (µs; None before the first reading)."""

    pages: int
    sites: int
    versions: int
    since: int | None


class Newest(msgspec.Struct, frozen=True):
    """A page as the list of newest readings shows it."""

    id: int
    title: str
    site: str
    last_read: int


def waiting_pages(session: Session) -> dict[str, object] | None:
    """How many pages wait for an editor's look; no card where none does."""
    left = session.scalar(select(func.count()).select_from(Page).where(waiting())) or 0
    return {"waiting": left} if left else None


def figures(session: Session) -> dict[str, object]:
    """The card of figures."""
    return {"figures": figure(session)}


def newest(session: Session) -> dict[str, object]:
    """The card of the newest readings."""
    return {"newest": newest_readings(session)}


def figure(session: Session) -> Figures:
    """The figures: without the guide and the sample, and of visitors' pages those an editor has looked at."""
    chosen = and_(counted(), shown_first())
    pages, sites = session.execute(
        select(func.count(), func.count(Page.site.distinct())).select_from(Page).where(chosen)
    ).one()
    versions, since = session.execute(
        select(func.count(Version.id), func.min(Version.first_read)).join(Page).where(chosen, ~Version.minor)
    ).one()
    return Figures(pages, sites, versions, since)


def newest_readings(session: Session, limit: int = 8) -> list[Newest]:
    """The pages read last, newest first, without those that wait for an editor's look."""
    query = (
        select(Page.id, Page.title, Page.url, Page.site, Page.last_read)
        .where(Page.last_read.is_not(None), Page.builtin.is_(False), shown_first())
        .order_by(Page.last_read.desc())
        .limit(limit)
    )
    return [
        # Without a title the address stands for it, and has the site in it already.
        Newest(row.id, row.title or row.url, row.site if row.title else "", row.last_read)
        for row in session.execute(query)
    ]
