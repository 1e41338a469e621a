"""What can be done with pages: add, look at, read now, pause, resume, stop, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, defer

from app import jobs
from app.clock import DAY, MINUTE, SECOND, now
from app.crawl.errors import FetchError
from app.crawl.guard import check_plain
from app.crawl.urls import normalise, site, within
from app.db.changes import note
from app.db.insert import insert_missing
from app.i18n.mark import N_
from app.pages.links import URL_MOST, crawl_key, schedule, schedule_all
from app.pages.models import Body, Page, Reading, Version
from app.pages.reasons import reason

EVERY_LEAST = 5 * MINUTE
EVERY_MOST = 366 * DAY
DEPTH_MOST = 20
LIMIT_MOST = 50_000
CHUNK = 500


class PageError(ValueError):
    """A wish that cannot be met; `field` names the part of the form it belongs to."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Added:
    """A page, and whether it is new."""

    page: Page
    new: bool


def add(
    session: Session, url: str, *, every: int = DAY, depth: int = 0, within_prefix: str = "", limit: int = 500
) -> Added:
    """Watch the page at `url`, reading it every `every` µs; ask for its first reading now.

    `depth` levels of links are followed inside `within_prefix` (the whole site when empty), until
    `limit` pages are watched. A page that is there already keeps its history and takes the new
    schedule. Raises `BadURL` or `PageError`.
    """
    address = readable(session, url)
    prefix = _checked(address, every, depth, within_prefix, limit)
    fresh = {"url": address, "site": site(address), "builtin": False, "state": "active", "added_at": now()}
    wishes = {"every": every, "depth": depth, "within": prefix, "page_limit": limit if depth else 0}
    before = session.scalar(select(Page.id).where(Page.url == address))
    insert_missing(session, Page, [{**fresh, **wishes, "title": "", "versions": 0, "failures": 0}])
    page = session.scalars(select(Page).where(Page.url == address)).one()
    if before is not None:
        for name, value in wishes.items():
            setattr(page, name, value)
        page.state = "active"
        # A deeper wish needs the links again, which an unchanged answer (304) would not bring.
        page.etag = page.last_modified = None
    schedule(session, page)
    return Added(page, before is None)


def readable(session: Session, url: str) -> str:
    """The canonical address of what a person typed, if this installation may read it as far as is plain.

    Asks neither the database nor DNS. Raises `BadURL` or `PageError`.
    """
    address = normalise(url)
    if len(address) > URL_MOST:
        raise PageError("url", N_("The address is too long."))
    try:
        check_plain(session, address)
    except FetchError as error:
        raise PageError("url", reason(error.code)) from error
    return address


def check_every(every: int) -> None:
    """Raise `PageError` unless pages may be read so often (µs)."""
    if not EVERY_LEAST <= every <= EVERY_MOST:
        raise PageError("every", N_("Choose a time between five minutes and a year."))


def _checked(address: str, every: int, depth: int, prefix: str, limit: int) -> str | None:
    check_every(every)
    if not 0 <= depth <= DEPTH_MOST:
        raise PageError("depth", N_("Follow links at most 20 levels deep."))
    if not 1 <= limit <= LIMIT_MOST:
        raise PageError("limit", N_("Choose a limit from 1 to 50,000 pages."))
    if not prefix:
        return None
    prefix = normalise(prefix)
    if not within(address, prefix):
        raise PageError("within", N_("The address itself lies outside this prefix."))
    return prefix


def family(page_id: int, found: bool) -> ColumnElement[bool]:
    """The page alone, or with all pages that were found from it."""
    return or_(Page.id == page_id, Page.root_id == page_id) if found else Page.id == page_id


def read_now(session: Session, page_id: int, *, found: bool = False) -> int:
    """Ask for a reading now, whatever the schedule says; returns of how many pages."""
    pages = session.scalars(select(Page).where(family(page_id, found), ~Page.builtin)).all()
    schedule_all(session, [(page.id, page.url) for page in pages])
    return len(pages)


def set_state(session: Session, page_id: int, state: str, *, found: bool = False) -> int:
    """Make pages `active`, `paused` or `stopped`; history stays. Returns how many."""
    pages = session.scalars(select(Page).where(family(page_id, found), ~Page.builtin)).all()
    for page in pages:
        page.state = state
        if state == "active":
            # A reading that a wrong clock put into the future keeps no other away.
            schedule(
                session, page, due=now() + min(max((page.last_read or 0) + page.every - now(), 0), page.every)
            )
    if state != "active":
        jobs.cancel(session, *(crawl_key(page.id) for page in pages))
    return len(pages)


def remove(session: Session, page_id: int, *, found: bool = False) -> int:
    """Delete pages with all that was remembered of them: rows, bodies, and (by a change) the index."""
    ids = list(session.scalars(select(Page.id).where(family(page_id, found), ~Page.builtin)))
    for start in range(0, len(ids), CHUNK):
        _remove(session, ids[start : start + CHUNK])
    return len(ids)


def _remove(session: Session, ids: Sequence[int]) -> None:
    bodies = set(
        session.scalars(select(Version.sha256).where(Version.page_id.in_(ids), Version.sha256.is_not(None)))
    )
    jobs.cancel(session, *map(crawl_key, ids))
    for page_id in ids:
        note(session, "delete", page_id)
    session.execute(delete(Reading).where(Reading.page_id.in_(ids)))
    session.execute(delete(Version).where(Version.page_id.in_(ids)))
    session.execute(update(Page).where(Page.root_id.in_(ids)).values(root_id=None))
    session.execute(delete(Page).where(Page.id.in_(ids)))
    orphans = list(bodies)
    for start in range(0, len(orphans), CHUNK):
        chunk = orphans[start : start + CHUNK]
        session.execute(
            delete(Body).where(Body.sha256.in_(chunk), ~exists().where(Version.sha256 == Body.sha256))
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of pages."""

    page: Page
    job: jobs.JobState | None

    def as_dict(self) -> dict[str, object]:
        """A page as scripts and the API see it; times in microseconds UTC."""
        page, job = self.page, self.job
        return {
            "id": page.id,
            "url": page.url,
            "site": page.site,
            "title": page.title,
            "state": page.state,
            "every_s": page.every // SECOND,
            "added_at": page.added_at,
            "last_read": page.last_read,
            "next": job.due_at if job else None,
            "versions": page.versions,
            "error": page.error,
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
        return sum(number for state, number in self.counts.items() if state != "failing")


def listing(session: Session, *, state: str = "", q: str = "", offset: int = 0, limit: int = 50) -> Listing:
    """Pages, newest reading first; `state` is a page's state or `failing`, `q` a part of URL or title."""
    where = _matching(state, q)
    total = _count(session, *where)
    order = (Page.last_read.desc().nulls_first(), Page.id.desc())
    pages = session.scalars(select(Page).where(*where).order_by(*order).offset(offset).limit(limit)).all()
    known = jobs.states(session, [crawl_key(page.id) for page in pages])
    return Listing([Row(page, known.get(crawl_key(page.id))) for page in pages], total, counts(session))


def _matching(state: str, q: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if state == "failing":
        where.append(Page.error.is_not(None))
    elif state:
        where.append(Page.state == state)
    if q:
        where.append(or_(Page.url.icontains(q, autoescape=True), Page.title.icontains(q, autoescape=True)))
    return where


def counts(session: Session) -> dict[str, int]:
    """How many pages are active, paused, stopped, and how many fail."""
    by_state = select(Page.state, func.count()).group_by(Page.state)
    found = {row.state: row[1] for row in session.execute(by_state)}
    found["failing"] = _count(session, Page.error.is_not(None))
    return found


@dataclass(frozen=True, slots=True)
class Detail:
    """All that one page's own screen shows."""

    page: Page
    job: jobs.JobState | None
    found: int  # pages found from it
    waiting: int  # of those, how many have not been looked at yet
    ordinals: int  # versions, gone ones too
    versions: list[Version]  # without their texts
    readings: list[Reading]


def detail(session: Session, page_id: int, *, offset: int = 0, limit: int = 50) -> Detail | None:
    """One page with its newest versions and readings."""
    page = session.get(Page, page_id)
    if page is None:
        return None
    key = crawl_key(page_id)
    mine = Page.root_id == page_id
    return Detail(
        page,
        jobs.states(session, [key]).get(key),
        _count(session, mine),
        _count(session, mine, Page.state == "active", Page.last_read.is_(None), Page.error.is_(None)),
        session.scalar(select(func.count()).where(Version.page_id == page_id)) or 0,
        _versions(session, page_id, offset, limit),
        list(
            session.scalars(
                select(Reading).where(Reading.page_id == page_id).order_by(Reading.at.desc()).limit(10)
            )
        ),
    )


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Page).where(*where)) or 0


def _versions(session: Session, page_id: int, offset: int, limit: int) -> list[Version]:
    query = select(Version).where(Version.page_id == page_id).order_by(Version.ordinal.desc())
    light = query.options(defer(Version.main), defer(Version.rest))
    return list(session.scalars(light.offset(offset).limit(limit)))


def current_text(session: Session, page_id: int) -> tuple[str, str]:
    """The main text of a page as it stands now, and its language; empty when it is gone or was never read."""
    said = select(Version.main, Version.language).where(Version.page_id == page_id)
    found = session.execute(said.order_by(Version.ordinal.desc()).limit(1)).first()
    return (found.main, found.language) if found else ("", "")


def newest(session: Session, limit: int = 8) -> list[Page]:
    """The pages read last, for the home page."""
    return list(
        session.scalars(
            select(Page)
            .where(Page.last_read.is_not(None), ~Page.builtin)
            .order_by(Page.last_read.desc())
            .limit(limit)
        )
    )
