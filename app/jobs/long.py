"""Long jobs from the outside: asking for them, ending them before their time, seeing how far they are.

A long job does its work in many small transactions and may go on for hours. One of them works at a time in
an installation, in turns of some seconds (`app.jobs.turns`), so that short jobs and other long ones come
through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import ColumnElement, Table, and_, case, delete, func, select, update
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db.insert import upsert
from app.jobs import lanes
from app.jobs.clock import db_now
from app.jobs.clock import now as db_time
from app.jobs.models import Job, LongJob
from app.jobs.queue import enqueue

job = cast(Table, Job.__table__)
long_job = cast(Table, LongJob.__table__)

LANE = lanes.LONG
KEPT = 30 * DAY
"""So long those that have ended are listed."""

Figures = Mapping[str, int | str]
State = Literal["waiting", "running", "quarantined", "done", "cancelled"]

_RUNNING = and_(job.c.token.is_not(None), job.c.due > db_now())
_LIVE = long_job.c.ended_at.is_(None)


class LongState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one run of a long job. Times are µs of the database's clock.

    `done` of `total` (0 = not known yet) is how far it is. `said` is what it does or what came of it, an
    English message with the names of `figures`. `due_at` is when it is tried again after `detail` went wrong.
    """

    id: int
    key: str
    title: str
    state: State
    done: int
    total: int
    said: str
    figures: dict[str, int | str]
    asked_at: int
    begun_at: int | None
    reported_at: int | None
    ended_at: int | None
    due_at: int | None
    detail: str
    is_ending: bool

    @property
    def is_live(self) -> bool:
        """Whether it has not ended: it waits, runs or is quarantined."""
        return self.ended_at is None

    @property
    def percent(self) -> int | None:
        """How much of it is done; None while nobody knows how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else None


class Counts(msgspec.Struct, frozen=True):
    """The short jobs of one actor: due later, due now, being done, and given up."""

    actor: str
    scheduled: int
    due: int
    running: int
    quarantined: int


def ask(
    session: Session,
    actor: str,
    title: str,
    *,
    key: str = "",
    payload: Mapping[str, object] | None = None,
    total: int = 0,
) -> bool:
    """Ask for the long job `actor`; `key` (the actor's name by default) tells several of its kind apart.

    `title` is an English name, marked for translation. One of this key that waits or runs is left as it is;
    one that was quarantined goes on with new attempts. Returns whether it is a new one.
    """
    key = key or actor
    row = upsert(session, LongJob).values(
        key=key,
        title=title,
        asked_at=db_now(),
        done=0,
        total=total,
        said="",
        figures="{}",
        cancelled=False,
    )
    new = row.on_conflict_do_nothing().returning(long_job.c.id)
    if session.execute(new).one_or_none() is None:
        retry(session, key)
        return False
    enqueue(session, actor, key, payload=payload, lane=LANE)
    return True


def retry(session: Session, key: str) -> bool:
    """Have one that was quarantined go on where it was, with new attempts. False when there is none."""
    aside = and_(job.c.key == key, job.c.lane == LANE, job.c.set_aside.is_not(None))
    fresh = update(job).where(aside).values(attempts=0, set_aside=None, detail=None, due=db_now())
    if session.execute(fresh.returning(job.c.id)).one_or_none() is None:
        return False
    lanes.touch(session, LANE)
    return True


def end(session: Session, key: str) -> Literal["ended", "asked", ""]:
    """Cancel a long job; what it has done so far stays. "" when there is none.

    "ended": it did not run, and is over. "asked": it runs, and ends with its next step.
    """
    # In the order in which a job's own steps lock these rows.
    idle = and_(job.c.key == key, job.c.lane == LANE, ~func.coalesce(_RUNNING, False))
    session.execute(delete(job).where(idle))
    mark = update(long_job).where(long_job.c.key == key, _LIVE).values(cancelled=True)
    if session.execute(mark.returning(long_job.c.id)).one_or_none() is None:
        return ""
    if session.execute(select(job.c.id).where(job.c.key == key, job.c.lane == LANE)).first() is not None:
        return "asked"
    session.execute(update(long_job).where(long_job.c.key == key, _LIVE).values(ended_at=db_now()))
    return "ended"


def listing(session: Session, *, limit: int = 200) -> list[LongState]:
    """The long jobs: those that run first, then those that wait, then those that have ended, last first."""
    order = (_LIVE.desc(), func.coalesce(_RUNNING, False).desc(), long_job.c.ended_at.desc(), long_job.c.id)
    return _states(session, long_job.c.id.is_not(None), order, limit)


def live(session: Session, key: str) -> LongState | None:
    """The run of this key that has not ended; None when there is none."""
    found = _states(session, and_(long_job.c.key == key, _LIVE), (long_job.c.id,), 1)
    return found[0] if found else None


def last_ended(session: Session, key: str) -> int | None:
    """When the last run of this key ended, of those still listed; None when there is none."""
    found: int | None = session.scalar(select(func.max(long_job.c.ended_at)).where(long_job.c.key == key))
    return found


def one(session: Session, long_id: int) -> LongState | None:
    """The run of this number."""
    found = _states(session, long_job.c.id == long_id, (long_job.c.id,), 1)
    return found[0] if found else None


def counts(session: Session) -> list[Counts]:
    """How many short jobs of each actor there are, in the order of their names."""
    idle = ~func.coalesce(_RUNNING, False)
    kinds = (
        and_(idle, job.c.due > db_now()),
        and_(idle, job.c.due <= db_now()),
        _RUNNING,
        job.c.set_aside.is_not(None),
    )
    numbers = [func.coalesce(func.sum(case((kind, 1), else_=0)), 0) for kind in kinds]
    query = select(job.c.actor, *numbers).where(job.c.lane != LANE).group_by(job.c.actor)
    return [Counts(actor, *map(int, found)) for actor, *found in session.execute(query.order_by(job.c.actor))]


def tidy(session: Session) -> None:
    """Forget what ended long ago."""
    old = long_job.c.ended_at < db_time(session) - KEPT
    if session.execute(select(long_job.c.id).where(old).limit(1)).first() is not None:
        session.execute(delete(long_job).where(old))


def _states(
    session: Session, which: ColumnElement[bool], order: Sequence[ColumnElement[Any]], limit: int
) -> list[LongState]:
    of_key = and_(job.c.key == long_job.c.key, job.c.lane == LANE, _LIVE)
    aside = job.c.set_aside.is_not(None)
    state = case(
        (and_(~_LIVE, long_job.c.cancelled), "cancelled"),
        (~_LIVE, "done"),
        (aside, "quarantined"),
        (_RUNNING, "running"),
        else_="waiting",
    )
    later = case((and_(job.c.token.is_(None), job.c.due > db_now()), job.c.due))
    query = (
        select(LongJob, state, later, job.c.detail)
        .outerjoin(job, of_key)
        .where(which)
        .order_by(*order)
        .limit(limit)
    )
    return [
        LongState(
            id=row.id,
            key=row.key,
            title=row.title,
            state=found,
            done=row.done,
            total=row.total,
            said=row.said,
            figures=msgspec.json.decode(row.figures, type=dict[str, int | str]),
            asked_at=row.asked_at,
            begun_at=row.begun_at,
            reported_at=row.reported_at,
            ended_at=row.ended_at,
            due_at=due,
            detail=detail or "",
            is_ending=row.cancelled and row.ended_at is None,
        )
        for row, found, due, detail in session.execute(query)
    ]
