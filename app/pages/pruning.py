"""Pruning: what nobody asks for any more is removed, and what is known of a page's past stays as it is.

- Readings older than the settings keep them: of a row of readings that all found the same, the first and the
  last stay, since they say from when until when it was so. No version's first or last reading moves.
- Bytes that no version rests on.
- Changes that the followers of all hosts have taken into their indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import DAY
from app.clock import now as clock
from app.db import Database, bookmarks, changes
from app.mark import N_
from app.pages import bodies, mending
from app.pages.models import Page, PageBody, Reading, Version
from app.pages.reread_models import Draft
from app.settings import Settings

JOB = "prune"
TITLE = N_("Removing what is no longer needed")
EVERY = DAY
NEWEST = 100
"""So many readings of a page stay, however old: more than anything that looks back at them needs."""
_AT_ONCE = 2_000
"""Rows of one transaction, about."""
_PAGES = 20


class Pruned(msgspec.Struct):
    """What was removed: rows of each kind."""

    readings: int = 0
    bodies: int = 0
    changes: int = 0


def ask(db: Database, now: int) -> bool:
    """Hourly: ask for it, a day after the last time; returns whether it was asked for."""
    with db.read() as session:
        last = jobs.long.last_ended(session, JOB)
    if last is not None and 0 <= now - last < EVERY:
        return False
    with db.write() as session:
        return jobs.long.ask(session, JOB, TITLE)


@contextmanager
def pruning(db: Database, settings: Settings) -> Iterator[jobs.InTurns]:
    """The actor."""
    yield jobs.InTurns(db, partial(work, kept=settings.keep_readings))


def work(db: Database, job: jobs.Long, kept: int) -> None:
    """A turn: some pages a step, then the changes."""
    now = clock()
    pruned = Pruned(**{name: int(str(job.payload.get(name, 0))) for name in Pruned.__struct_fields__})
    with db.read() as session:
        total = session.scalar(select(func.count()).select_from(Page)) or 0
    done = job.done
    after = int(str(job.payload.get("after", 0)))
    while pages := next_pages(db, after):
        after, done = pages[-1], done + len(pages)
        with job.step(min(done, total), total) as session:
            for page in pages:
                prune_page(session, page, now - kept, pruned)
            job.payload |= msgspec.to_builtins(pruned) | {"after": after}
    while True:
        with job.step(total, total) as session:
            removed = prune_changes(session, now)
            pruned.changes += removed
            job.payload |= msgspec.to_builtins(pruned)
            if removed < _AT_ONCE:
                told = msgspec.to_builtins(pruned)
                job.finish(
                    session,
                    N_("Removed %(readings)s readings, %(bodies)s stored copies and %(changes)s changes"),
                    **told,
                )
        if job.is_finished:
            return


def prune(db: Database, kept: int, now: int, told: Callable[[int], None] = lambda _: None) -> Pruned:
    """All of it at once, some pages in each transaction; `kept` in µs, `told` of each number of pages."""
    pruned, after = Pruned(), 0
    while pages := next_pages(db, after):
        after = pages[-1]
        with db.write() as session:
            for page in pages:
                prune_page(session, page, now - kept, pruned)
        told(len(pages))
    while True:
        with db.write() as session:
            removed = prune_changes(session, now)
        pruned.changes += removed
        if removed < _AT_ONCE:
            return pruned


def next_pages(db: Database, after: int) -> list[int]:
    """The next pages by their numbers."""
    with db.read() as session:
        return list(session.scalars(select(Page.id).where(Page.id > after).order_by(Page.id).limit(_PAGES)))


def prune_page(session: Session, page_id: int, before: int, pruned: Pruned) -> None:
    """Remove what a page no longer needs: readings from before a time (µs), and bytes without a version."""
    old = _old_readings(session, page_id, before)
    for start in range(0, len(old), _AT_ONCE):
        session.execute(delete(Reading).where(Reading.id.in_(old[start : start + _AT_ONCE])))
    pruned.readings += len(old)
    if not _orphans(session, page_id):
        return
    # Whoever reads the page meanwhile holds its row, and may be about to rest a version on them.
    if session.scalar(select(Page.id).where(Page.id == page_id).with_for_update()) is None:
        return
    orphans = _orphans(session, page_id)
    mending.drop(bodies.CHAIN, session, page_id, orphans)
    pruned.bodies += len(orphans) - len(set(orphans) & set(_orphans(session, page_id)))


def _old_readings(session: Session, page_id: int, before: int) -> list[int]:
    rows = (
        select(
            Reading.id,
            Reading.at,
            Reading.version_id,
            Reading.error,
            func.row_number().over(order_by=Reading.at.desc()).label("place"),
            func.lag(Reading.id).over(order_by=Reading.at).label("earlier"),
            func.lag(Reading.version_id).over(order_by=Reading.at).label("version_before"),
            func.lag(Reading.error).over(order_by=Reading.at).label("error_before"),
            func.lead(Reading.version_id).over(order_by=Reading.at).label("version_after"),
            func.lead(Reading.error).over(order_by=Reading.at).label("error_after"),
        )
        .where(Reading.page_id == page_id)
        .subquery()
    )
    row = rows.c
    inside = (
        row.version_id.is_not_distinct_from(row.version_before)
        & row.version_id.is_not_distinct_from(row.version_after)
        & row.error.is_not_distinct_from(row.error_before)
        & row.error.is_not_distinct_from(row.error_after)
    )
    old = (row.at < before) & (row.place > NEWEST) & row.earlier.is_not(None)
    return list(session.scalars(select(row.id).where(old, inside)))


def _orphans(session: Session, page_id: int) -> list[int]:
    """Numbers of bytes that no version and no draft rests on; the newest may be one that is being written."""
    used = select(Version.body_number).where(Version.page_id == page_id, Version.body_number.is_not(None))
    drafted = select(Draft.body_number).where(Draft.page_id == page_id, Draft.body_number.is_not(None))
    newest = select(func.max(PageBody.number)).where(PageBody.page_id == page_id).scalar_subquery()
    query = select(PageBody.number).where(
        PageBody.page_id == page_id,
        PageBody.number < newest,
        PageBody.number.not_in(used),
        PageBody.number.not_in(drafted),
    )
    return list(session.scalars(query))


def prune_changes(session: Session, now: int) -> int:
    """Remove some changes that all followers have taken; the one at the slowest's bookmark stays."""
    taken = bookmarks.slowest(session, now)
    return changes.prune(session, taken, _AT_ONCE) if taken is not None else 0
