"""Asking for work: a row in the caller's own transaction, there if and only if that commits.

A message to a broker could be sent for a transaction that then fails, or be lost after one that
succeeded; a row can't.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import cast

import msgspec
from sqlalchemy import BigInteger, Insert, Table, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db.insert import upsert_in
from app.jobs import lanes
from app.jobs.clock import db_now
from app.jobs.models import Job

job = cast(Table, Job.__table__)

LONGEST = 367 * DAY
"""Nothing is asked for further ahead: an interval is 366 days at most, and clocks differ by less than one."""
_MOST_KEYS = 500  # a statement takes a limited number of parameters


class JobState(msgspec.Struct, frozen=True):
    """What is known of a job: when it runs (again), whether it runs now, why it no longer does.

    `misdated`: a clock that was ahead wrote `due_at`, which no interval accounts for; the job is due now.
    """

    due_at: int | None
    running: bool
    attempts: int
    set_aside: str | None
    detail: str | None
    misdated: bool = False


class Wish(msgspec.Struct, frozen=True):
    """One piece of work to ask for: its key, what it is told, and the lane of which one runs at a time.

    `due` is in µs of the database's time; without it, when the others that are asked for with it are due.
    """

    key: str
    payload: Mapping[str, object] = {}
    lane: str = ""
    due: int | None = None


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
    enqueue_all(session, actor, [Wish(key, payload or {}, lane)], due=due)


def enqueue_all(session: Session, actor: str, wishes: Iterable[Wish], *, due: int | None = None) -> None:
    """Ask for many jobs as `enqueue` does for one, in one statement."""
    rows = [
        {
            "new_key": wish.key,
            "new_actor": actor,
            "new_payload": msgspec.json.encode(dict(wish.payload)).decode(),
            "new_lane": wish.lane,
            "new_due": due if wish.due is None else wish.due,
        }
        for wish in wishes
    ]
    if rows:
        session.execute(_asking(session.get_bind().dialect.name), rows)
    for lane in sorted({str(row["new_lane"]) for row in rows}):
        lanes.touch(session, lane)


@lru_cache(maxsize=2)
def _asking(dialect: str) -> Insert:
    """The statement of a wish: built once, because building it costs more than running it."""
    insert = upsert_in(dialect, job).values(
        key=bindparam("new_key"),
        actor=bindparam("new_actor"),
        payload=bindparam("new_payload"),
        lane=bindparam("new_lane"),
        due=func.coalesce(bindparam("new_due", type_=BigInteger), db_now()),
        attempts=0,
        suspect=False,
    )
    new = insert.excluded
    running = and_(job.c.token.is_not(None), job.c.due > db_now())
    aside = job.c.set_aside.is_not(None)
    return insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "actor": new.actor,
            "payload": new.payload,
            "lane": new.lane,
            "due": case((running, job.c.due), (job.c.due < new.due, job.c.due), else_=new.due),
            "again": case(
                (~running, None),
                (job.c.again < new.due, job.c.again),
                else_=new.due,
            ),
            "attempts": case((aside, 0), else_=job.c.attempts),
            "set_aside": None,
            "detail": None,
        },
    )


def move(session: Session, dues: Mapping[str, int]) -> None:
    """Give jobs that wait another time (µs), by key.

    One that is due already, runs, or was set aside is left as it is.
    """
    if not dues:
        return
    waits = and_(job.c.token.is_(None), job.c.due > db_now())
    of_key = update(job).where(job.c.key == bindparam("job_key"), waits).values(due=bindparam("new_due"))
    session.execute(of_key, [{"job_key": key, "new_due": due} for key, due in dues.items()])
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
    for start in range(0, len(wanted), _MOST_KEYS):
        yield wanted[start : start + _MOST_KEYS]


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
    far = func.coalesce(job.c.again, job.c.due) > db_now() + LONGEST
    columns = (job.c.key, job.c.due, job.c.again, running, job.c.attempts, job.c.set_aside, job.c.detail, far)
    for some in _portions(keys):
        known = select(*columns).where(job.c.key.in_(some))
        for key, due, again, runs, attempts, aside, detail, is_far in session.execute(known):
            found[key] = JobState(again if runs else due, bool(runs), attempts, aside, detail, bool(is_far))
    return found


def count_due(session: Session, actor: str = "") -> int:
    """How many jobs (of one actor, if it is named) are due or run now: what a progress bar counts down."""
    running = job.c.token.is_not(None)
    query = select(func.count()).select_from(job).where((job.c.due <= db_now()) | running)
    if actor:
        query = query.where(job.c.actor == actor)
    return session.execute(query).scalar_one()
