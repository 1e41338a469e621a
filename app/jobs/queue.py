"""Asking for work: a row in the caller's own transaction, there if and only if that commits.

A message to a broker could be sent for a transaction that then fails, or be lost after one that
succeeded; a row can't.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import msgspec
from sqlalchemy import Table, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.jobs import lanes
from app.jobs.clock import db_now
from app.jobs.models import Job

job = cast(Table, Job.__table__)


class JobState(msgspec.Struct, frozen=True):
    """What is known of a job: when it runs (again), whether it runs now, why it no longer does."""

    due_at: int | None
    running: bool
    attempts: int
    set_aside: str | None
    detail: str | None


def enqueue(
    session: Session,
    actor: str,
    key: str,
    *,
    payload: Mapping[str, object] | None = None,
    lane: str = "",
    due: int | None = None,
) -> None:
    """Ask for `actor` to run with `payload`, at `due` (µs, the database's time) or at once.

    A job with the same key that waits already keeps the earlier of both times; one that runs now
    runs once more afterwards; one that was set aside gets its attempts back. At most one job of a
    lane runs at a time.
    """
    enqueue_all(session, actor, [Asked(key=key, payload=payload or {}, lane=lane)], due=due)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One of many jobs asked for together; `due` (µs) where they are not all due at once."""

    key: str
    payload: Mapping[str, object]
    lane: str
    due: int | None = None


def enqueue_all(session: Session, actor: str, asked: Sequence[Asked], *, due: int | None = None) -> None:
    """The same for many jobs, in one statement sent many times: thousands take a second or two.

    All are due at `due`, or each at its own; without any of these, at once.
    """
    rows: list[dict[str, object]] = [
        {"key": one.key, "payload": msgspec.json.encode(dict(one.payload)).decode(), "lane": one.lane}
        for one in asked
    ]
    dated = bool(asked) and asked[0].due is not None
    if dated:
        rows = [row | {"due": one.due} for row, one in zip(rows, asked, strict=True)]
    when = {} if dated else {"due": db_now() if due is None else due}
    insert = lanes.upsert(session, job).values(actor=actor, attempts=0, suspect=False, **when)
    new = insert.excluded
    running = and_(job.c.token.is_not(None), job.c.due > db_now())
    aside = job.c.set_aside.is_not(None)
    changed = {
        "actor": new.actor,
        "payload": new.payload,
        "lane": new.lane,
        "due": case((running, job.c.due), (job.c.due < new.due, job.c.due), else_=new.due),
        "again": case((~running, None), (job.c.again < new.due, job.c.again), else_=new.due),
        "attempts": case((aside, 0), else_=job.c.attempts),
        "set_aside": None,
        "detail": None,
    }
    if rows:
        session.execute(insert.on_conflict_do_update(index_elements=["key"], set_=changed), rows)
    for lane in {one.lane for one in asked}:
        lanes.touch(session, lane)


def move(session: Session, dues: Mapping[str, int]) -> None:
    """Give jobs that wait another time (µs), by key.

    One that is due already, runs, or was set aside is left as it is.
    """
    if not dues:
        return
    waits = and_(job.c.token.is_(None), job.c.due > db_now())
    mine = update(job).where(job.c.key == bindparam("job_key"), waits).values(due=bindparam("new_due"))
    session.execute(mine, [{"job_key": key, "new_due": due} for key, due in dues.items()])
    for some in _portions(dues):
        _touch_lanes(session, some)


def hasten(session: Session, keys: Iterable[str]) -> None:
    """Have jobs that wait run at once, by key, and once more those that run now."""
    running = and_(job.c.token.is_not(None), job.c.due > db_now())
    for some in _portions(keys):
        session.execute(
            update(job)
            .where(job.c.key.in_(some), job.c.set_aside.is_(None))
            .values(
                due=case((or_(running, job.c.due < db_now()), job.c.due), else_=db_now()),
                again=case((running, db_now()), else_=job.c.again),
            )
        )
        _touch_lanes(session, some)


def _portions(keys: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(keys)
    for start in range(0, len(wanted), 500):  # a statement takes a limited number of parameters
        yield wanted[start : start + 500]


def _touch_lanes(session: Session, keys: list[str]) -> None:
    for lane in session.scalars(select(job.c.lane).distinct().where(job.c.key.in_(keys))):
        lanes.touch(session, lane)


def cancel(session: Session, *keys: str) -> None:
    """Forget the jobs. If one runs just now, what it writes will be rolled back."""
    for some in _portions(keys):
        session.execute(delete(job).where(job.c.key.in_(some)))


def states(session: Session, keys: Iterable[str]) -> dict[str, JobState]:
    """The state of each job that exists, by key."""
    found: dict[str, JobState] = {}
    running = and_(job.c.token.is_not(None), job.c.due > db_now())
    columns = (job.c.key, job.c.due, job.c.again, running, job.c.attempts, job.c.set_aside, job.c.detail)
    for some in _portions(keys):
        known = select(*columns).where(job.c.key.in_(some))
        for key, due, again, runs, attempts, aside, detail in session.execute(known):
            found[key] = JobState(again if runs else due, bool(runs), attempts, aside, detail)
    return found


def count_due(session: Session) -> int:
    """How many jobs are due or run now: what a progress bar counts down."""
    running = job.c.token.is_not(None)
    query = select(func.count()).select_from(job).where((job.c.due <= db_now()) | running)
    return session.execute(query).scalar_one()
