"""Operations on pages: add, look at, read now, pause, resume, stop, delete."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app import jobs
from app.clock import DAY, MINUTE, now
from app.db.changes import note
from app.db.insert import insert_missing, insert_new
from app.mark import N_
from app.net import typed
from app.net.errors import FetchError
from app.net.guard import check_plain
from app.net.urls import BadURL, normalise, within
from app.pages import bodies, legacy_tables, texts
from app.pages.chain import DamagedChain
from app.pages.links import URL_MOST, crawl_key, new_row, schedule, schedule_all, wish
from app.pages.models import EDITOR, SAMPLE, JoinedVersion, Page, PageTag, Reading, Version
from app.pages.reasons import reason
from app.pages.timeline import current

log = logging.getLogger(__name__)

T = TypeVar("T")

EVERY_LEAST = 5 * MINUTE
EVERY_MOST = 366 * DAY
DEPTH_MOST = 20
LIMIT_MOST = 50_000
CHUNK = 500
READINGS = 30
"""So many of a page's checks are shown."""


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
    session: Session,
    url: str,
    *,
    every: int = DAY,
    depth: int = 0,
    within_prefix: str = "",
    limit: int = 500,
    tags: Sequence[str] = (),
    origin: str = EDITOR,
    exactly: bool = False,
) -> Added:
    """Watch the page at `url`, reading it every `every` µs; ask for its first reading now.

    `depth` levels of links are followed inside `within_prefix` (the whole site when empty), until
    `limit` pages are watched. It and the pages found from it get `tags`, as `app.pages.tags` reads them. A
    page that is there already stays exactly as it is, whoever adds it again: `app.pages.edits` changes pages.
    `exactly`: nothing is asked about how the address is written.
    Raises `BadURL` or `PageError`.
    """
    address = readable(session, url, exactly=exactly)
    prefix = checked_prefix(address, within_prefix)
    check(every=every, depth=depth, limit=limit)
    row = new_row(address, every) | {"depth": depth, "within": prefix, "origin": origin}
    row["page_limit"] = limit if depth else 0
    while True:
        page = session.scalar(select(Page).where(Page.url == address))
        if page is not None:
            return Added(page, new=False)
        # Nothing when somebody else's transaction was quicker: theirs is the page to look at then.
        for page_id, _ in insert_new(session, Page, [row], Page.id, Page.url):
            page = session.get_one(Page, page_id)
            insert_missing(session, PageTag, [{"page_id": page_id, "tag": tag} for tag in tags])
            schedule(session, page)
            return Added(page, new=True)


def readable(session: Session, url: str, *, exactly: bool = False) -> str:
    """The canonical address of what a person typed, if this installation may read it as far as is plain.

    Asks neither the database nor DNS. Raises `BadURL` or `PageError`.
    """
    address = typed.read(url, exactly=exactly)
    if len(address) > URL_MOST:
        raise PageError("url", N_("The address is too long."))
    try:
        check_plain(session, address)
    except FetchError as error:
        raise PageError("url", reason(error.code)) from error
    return address


def check(*, every: int | None = None, depth: int | None = None, limit: int | None = None) -> None:
    """Raise `PageError` for whichever of these is given and out of bounds."""
    if every is not None and not EVERY_LEAST <= every <= EVERY_MOST:
        raise PageError("every", N_("Choose an interval from five minutes to one year."))
    if depth is not None and not 0 <= depth <= DEPTH_MOST:
        raise PageError("depth", N_("Choose a depth from 0 to 20 levels of links."))
    if limit is not None and not 1 <= limit <= LIMIT_MOST:
        raise PageError("limit", N_("Choose a limit from 1 to 50,000 pages."))


def checked_prefix(address: str, prefix: str) -> str | None:
    """`prefix` as it is kept, None for the whole site. Raises `PageError`, also if `address` is outside."""
    if not prefix:
        return None
    try:
        prefix = normalise(prefix)
    except BadURL:
        raise PageError("within", N_("This is not a valid address. Check how it is written.")) from None
    if not within(address, prefix):
        raise PageError("within", N_("The page's own address does not start with this."))
    return prefix


Ids = int | Sequence[int]
"""One page, or several."""


def targets(session: Session, ids: Ids, *, found: bool = False) -> list[int]:
    """Those of the pages `ids` that are there and not built in, with `found` all found from them too.

    Found pages come first: who reads one locks it before its root, and who changes both has to do the same.
    """
    chosen: dict[int, bool] = {}
    for some in portions([ids] if isinstance(ids, int) else ids):
        match = or_(Page.id.in_(some), Page.root_id.in_(some)) if found else Page.id.in_(some)
        for row in session.execute(select(Page.id, Page.root_id).where(match, ~Page.builtin)):
            chosen[row.id] = row.root_id is None
    return sorted(chosen, key=lambda page_id: (chosen[page_id], page_id))


def portions(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """The same in parts that fit into a statement."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def locked(session: Session, ids: Sequence[int]) -> Iterator[Page]:
    """The pages in the order of `ids`, which nobody else changes before this transaction ends."""
    for some in portions(ids):
        query = select(Page).where(Page.id.in_(some)).order_by(Page.root_id.is_(None), Page.id)
        yield from session.scalars(query.with_for_update().execution_options(populate_existing=True))


def read_now(session: Session, ids: Ids, *, found: bool = False) -> int:
    """Ask for a reading now, whatever the schedule says; returns of how many pages."""
    pages = _watched(session, targets(session, ids, found=found))
    schedule_all(session, [(page.id, page.url) for page in pages])
    return len(pages)


def set_state(session: Session, ids: Ids, state: str, *, found: bool = False) -> int:
    """Make pages `active`, `paused` or `stopped`; history stays. Returns how many."""
    pages = _watched(session, targets(session, ids, found=found))
    for page in pages:
        page.state = state
    if state == "active":
        jobs.enqueue_all(session, "crawl", [wish(page.id, page.url, _next(page)) for page in pages])
    else:
        jobs.cancel(session, *(crawl_key(page.id) for page in pages))
    return len(pages)


def _watched(session: Session, ids: Sequence[int]) -> list[Page]:
    """The pages that may be read: no server has those of the sample."""
    return [page for page in locked(session, ids) if page.origin != SAMPLE]


def _next(page: Page) -> int:
    # A reading that a wrong clock put into the future keeps no other away.
    return now() + min(max((page.last_read or 0) + page.every - now(), 0), page.every)


def remove(session: Session, ids: Ids, *, found: bool = False) -> int:
    """Delete pages with all that was remembered of them: rows, bodies, and (by a change) the index."""
    chosen = targets(session, ids, found=found)
    for some in portions(chosen):
        _remove(session, some)
    return len(chosen)


def _remove(session: Session, ids: Sequence[int]) -> None:
    jobs.cancel(session, *map(crawl_key, ids))
    for page_id in ids:
        note(session, "delete", page_id)
    session.execute(delete(Reading).where(Reading.page_id.in_(ids)))
    legacy_tables.forget(session, ids)
    texts.CHAIN.forget(session, ids)
    bodies.CHAIN.forget(session, ids)
    session.execute(delete(JoinedVersion).where(JoinedVersion.page_id.in_(ids)))
    session.execute(delete(PageTag).where(PageTag.page_id.in_(ids)))
    session.execute(delete(Version).where(Version.page_id.in_(ids)))
    session.execute(update(Page).where(Page.root_id.in_(ids)).values(root_id=None))
    session.execute(delete(Page).where(Page.id.in_(ids)))


@dataclass(frozen=True, slots=True)
class Detail:
    """All that one page's own screen shows."""

    page: Page
    job: jobs.JobState | None
    found: int  # pages found from it
    waiting: int  # of those, how many have not been looked at yet
    readings: list[Reading]  # the newest ones, newest first
    tags: list[str]

    @property
    def last_tried(self) -> int | None:
        """When the page was read last, whatever came of it (µs)."""
        return self.readings[0].at if self.readings else self.page.last_read


def detail(session: Session, page_id: int) -> Detail | None:
    """One page with its newest readings."""
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
        list(
            session.scalars(
                select(Reading).where(Reading.page_id == page_id).order_by(Reading.at.desc()).limit(READINGS)
            )
        ),
        list(session.scalars(select(PageTag.tag).where(PageTag.page_id == page_id).order_by(PageTag.tag))),
    )


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Page).where(*where)) or 0


def current_text(session: Session, page_id: int) -> tuple[str, str]:
    """The main text of a page as it stands now, and its language; empty when it is gone or was never read.

    Empty as well when what is stored of it is damaged.
    """
    newest = current(session, page_id)
    if newest is None:
        return "", ""
    try:
        return texts.read(session, newest).main, newest.language
    except DamagedChain:
        log.exception("version %d of page %d is shown without its words", newest.ordinal, page_id)
        return "", newest.language
