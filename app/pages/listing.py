"""The list of pages: which of them match, how many are in which state, and what scripts are told of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import SECOND, iso, iso_or_none, spell_length
from app.extract import WHOLE, Parts
from app.pages.links import crawl_key
from app.pages.models import Page, Reading, waiting
from app.pages.parts_of import choices
from app.pages.reasons import DRAWN


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of pages; `last_tried` is when it was read last, whatever came of it (µs)."""

    page: Page
    job: jobs.JobState | None
    last_tried: int | None
    parts: Parts = WHOLE

    def as_dict(self) -> dict[str, object]:
        """A page as scripts and the API see it; times in ISO 8601, UTC.

        `every`, `depth`, `within`, `limit` and `state` are what may be changed, written as it is sent.
        """
        page, job = self.page, self.job
        return {
            "id": page.id,
            "url": page.url,
            "site": page.site,
            "title": page.title,
            "state": page.state,
            "every": spell_length(page.every),
            "every_s": page.every // SECOND,
            "depth": page.depth,
            "within": page.within or "",
            "limit": page.page_limit,
            "found_from": page.root_id,
            "origin": page.origin,
            "waiting": page.is_waiting,
            "added_at": iso(page.added_at),
            "last_checked": iso_or_none(self.last_tried),
            "last_read": iso_or_none(page.last_read),
            "next": iso_or_none(job.due_at if job else None),
            "versions": page.versions,
            "error": page.error,
            "failures": page.failures,
            "whole_text": page.whole_text,
            "doubt": page.doubt,
            "anyway": page.anyway,
            "against": page.against,
            "flapping": page.flaps,
            "quiet": page.quiet,
            "parts": self.parts.only,
            "without": self.parts.without,
            "set_aside": job.set_aside if job else None,
        }


@dataclass(frozen=True, slots=True)
class Listing:
    """One screen of the list, and how many pages each state has."""

    rows: list[Row]
    total: int
    counts: dict[str, int]

    @property
    def everything(self) -> int:
        """All pages, whatever their state."""
        return sum(self.counts.get(state, 0) for state in ("active", "paused", "stopped"))


def listing(session: Session, *, state: str = "", q: str = "", offset: int = 0, limit: int = 50) -> Listing:
    """Pages, newest reading first; `q` is a part of URL or title.

    `state` is a page's own, or `failing`, `scripts` (drawn by them), `flapping` or `waiting`.
    """
    where = matching(state, q)
    total = _count(session, *where)
    order = (Page.last_read.desc().nulls_first(), Page.id.desc())
    pages = session.scalars(select(Page).where(*where).order_by(*order).offset(offset).limit(limit)).all()
    known = jobs.states(session, [crawl_key(page.id) for page in pages])
    tried = _last_tried(session, [page.id for page in pages])
    parts = choices(session, pages)
    rows = [_row(page, known, tried, parts) for page in pages]
    return Listing(rows, total, counts(session))


def _row(
    page: Page,
    known: Mapping[str, jobs.JobState],
    tried: Mapping[int, int | None],
    parts: Mapping[int, Parts],
) -> Row:
    last_tried = tried.get(page.id) or page.last_read
    return Row(page, known.get(crawl_key(page.id)), last_tried, parts.get(page.id, WHOLE))


def _last_tried(session: Session, pages: Sequence[int]) -> dict[int, int | None]:
    # One look into the index a page: grouped, all readings of all of them would be gone through.
    newest = select(func.max(Reading.at)).where(Reading.page_id == Page.id).scalar_subquery()
    return {row[0]: row[1] for row in session.execute(select(Page.id, newest).where(Page.id.in_(pages)))}


def matching(state: str, q: str) -> list[ColumnElement[bool]]:
    """The conditions of a part of the list."""
    where: list[ColumnElement[bool]] = []
    if state == "failing":
        where.append(Page.error.is_not(None))
    elif state == "scripts":
        where.append(Page.error.in_(DRAWN))
    elif state == "flapping":
        where.append(Page.flaps.is_(True))
    elif state == "waiting":
        where.append(waiting())
    elif state:
        where.append(Page.state == state)
    if q:
        where.append(or_(Page.url.icontains(q, autoescape=True), Page.title.icontains(q, autoescape=True)))
    return where


def counts(session: Session) -> dict[str, int]:
    """How many pages are in each part of the list."""
    by_state = select(Page.state, func.count()).group_by(Page.state)
    found = {row.state: row[1] for row in session.execute(by_state)}
    found["failing"] = _count(session, Page.error.is_not(None))
    found["scripts"] = _count(session, Page.error.in_(DRAWN))
    found["flapping"] = _count(session, Page.flaps.is_(True))
    found["waiting"] = _count(session, waiting())
    return found


def row(session: Session, page_id: int) -> Row | None:
    """One page as a line of the list."""
    page = session.get(Page, page_id)
    if page is None:
        return None
    known = jobs.states(session, [crawl_key(page_id)])
    return _row(page, known, _last_tried(session, [page_id]), choices(session, [page]))


def ids(session: Session, state: str, q: str) -> list[int]:
    """All pages of a part of the list that can be changed, whichever screen of it they stand on."""
    query = select(Page.id).where(*matching(state, q), ~Page.builtin).order_by(Page.id)
    return list(session.scalars(query))


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Page).where(*where)) or 0
