"""The list of pages: which of them match, how many are in which state, and what scripts are told of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import SECOND, iso, iso_or_none, spell_length
from app.extract import WHOLE, Parts
from app.pages import tags
from app.pages.choice import STATES, Choice, State, of_state
from app.pages.links import crawl_key
from app.pages.models import Page, Reading, Version
from app.pages.parts_of import choices
from app.pages.service import portions
from app.pages.summary import Summary, from_json


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of pages; `last_tried` is when it was read last, whatever came of it (µs).

    `gone` and `summary` tell of its newest change, where there was one.
    """

    page: Page
    job: jobs.JobState | None
    last_tried: int | None
    tags: list[str]
    parts: Parts = WHOLE
    gone: str | None = None
    summary: Summary | None = None

    def as_dict(self) -> dict[str, object]:
        """A page as scripts and the API see it; times in ISO 8601, UTC.

        `every`, `depth`, `within`, `limit`, `tags` and `state` may be changed, written as they are sent.
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
            "tags": self.tags,
            "found_from": page.root_id,
            "origin": page.origin,
            "waiting": page.is_waiting,
            "added_at": iso(page.added_at),
            "last_checked": iso_or_none(self.last_tried),
            "last_read": iso_or_none(page.last_read),
            "last_changed": iso_or_none(page.changed_at),
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
    """One screen of the list, how many pages it has in all, and how many of those filtered each state has."""

    rows: list[Row]
    total: int
    counts: dict[State, int]


def listing(session: Session, choice: Choice, *, offset: int = 0, limit: int = 50) -> Listing:
    """The pages of a choice, from the `offset`-th on."""
    # The rows are wide: numbers alone are sorted first.
    numbers = select(Page.id).where(*choice.conditions()).order_by(*choice.order())
    ids = list(session.scalars(numbers.offset(offset).limit(limit)))
    pages: dict[int, Page] = {}
    for some in portions(ids):
        pages |= {page.id: page for page in session.scalars(select(Page).where(Page.id.in_(some)))}
    known = counts(session, choice)
    return Listing(_rows(session, [pages[one] for one in ids if one in pages]), known[choice.state], known)


def _rows(session: Session, pages: Sequence[Page]) -> list[Row]:
    numbers = [page.id for page in pages]
    known = jobs.states(session, [crawl_key(number) for number in numbers])
    tried, tagged = _last_tried(session, numbers), tags.of(session, numbers)
    changed, parts = _changes(session, pages), dict[int, Parts]()
    for some in portions(pages):
        parts |= choices(session, some)
    return [
        Row(
            page,
            known.get(crawl_key(page.id)),
            tried.get(page.id) or page.last_read,
            tagged.get(page.id, []),
            parts.get(page.id, WHOLE),
            *changed.get(page.id, (None, None)),
        )
        for page in pages
    ]


def _last_tried(session: Session, pages: Sequence[int]) -> dict[int, int | None]:
    # One look into the index a page: grouped, all readings of all of them would be gone through.
    newest = select(func.max(Reading.at)).where(Reading.page_id == Page.id).scalar_subquery()
    found: dict[int, int | None] = {}
    for some in portions(pages):
        query = select(Page.id, newest).where(Page.id.in_(some))
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def _changes(session: Session, pages: Sequence[Page]) -> dict[int, tuple[str | None, Summary | None]]:
    """Why each page was gone at its newest change, or what changed."""
    found: dict[int, tuple[str | None, Summary | None]] = {}
    began = and_(Version.page_id == Page.id, Version.first_read == Page.changed_at)
    for some in portions([page.id for page in pages if page.changed_at is not None]):
        query = (
            select(Version.page_id, Version.gone, Version.summary).join(Page, began).where(Page.id.in_(some))
        )
        found |= {row.page_id: (row.gone, from_json(row.summary)) for row in session.execute(query)}
    return found


def counts(session: Session, choice: Choice) -> dict[State, int]:
    """How many pages each state has of those that a choice leaves, whatever its own state."""
    # One pass without sorting; without filters an index has all that it looks at.
    columns = [func.count().filter(of_state(state)).label(state or "all") for state in STATES]
    found = session.execute(select(*columns).select_from(Page).where(*choice.filters())).one()
    return dict(zip(STATES, found, strict=True))


def row(session: Session, page_id: int) -> Row | None:
    """One page as a line of the list."""
    page = session.get(Page, page_id)
    return None if page is None else _rows(session, [page])[0]


def ids(session: Session, choice: Choice) -> list[int]:
    """All pages of a choice that can be changed, whichever screen of it they stand on."""
    query = select(Page.id).where(*choice.conditions(), ~Page.builtin).order_by(Page.id)
    return list(session.scalars(query))
