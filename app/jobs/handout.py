"""Handing out what is due: the scheduler's half, safe with any number of schedulers.

On SQLite a writing transaction is alone; on PostgreSQL rows are locked with SKIP LOCKED, so that
two schedulers take different lanes instead of waiting for each other.
"""

from __future__ import annotations

from typing import cast
from uuid import uuid4

import msgspec
from sqlalchemy import BigInteger, Row, String, Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from app.jobs.clock import db_now
from app.jobs.clock import now as db_time
from app.jobs.lanes import lane
from app.jobs.lease import ATTEMPTS, LEASE_US, Lease
from app.jobs.models import Job

# A job that another transaction holds locked is looked at again this much later.
_SHORTLY_US = 100_000

job = cast(Table, Job.__table__)

_COLUMNS = (
    job.c.id,
    job.c.key,
    job.c.actor,
    job.c.payload,
    job.c.lane,
    job.c.token,
    job.c.attempts,
    job.c.again,
)

_Found = Row[int, str, str, str, str, str | None, int, int | None]


# Statements that run for every page are built once: building them costs more than running them.
_NOW = bindparam("now", type_=BigInteger)
_HERE = lane.c.name == bindparam("here")
_ROOM = bindparam("room", type_=BigInteger)
_DUE_LANES = (
    select(lane.c.name)
    .where(lane.c.look_at <= _NOW)
    .order_by(lane.c.look_at)
    .limit(_ROOM)
    .with_for_update(skip_locked=True)
)
_WAITING = (
    select(*_COLUMNS)
    .where(job.c.lane == bindparam("here"), job.c.due <= _NOW)
    .order_by(job.c.due)
    .limit(_ROOM)
    .with_for_update(skip_locked=True)
)
_WAITING_FOR = _WAITING.where(job.c.actor == bindparam("actor", type_=String))
_LEASE = (
    update(job)
    .where(job.c.id == bindparam("job"))
    .values({name: bindparam(f"new_{name}") for name in ("due", "token", "attempts", "suspect", "again")})
)
_BUSY = (
    update(lane)
    .where(_HERE)
    .values(token=bindparam("lease"), free_at=bindparam("until"), look_at=bindparam("until"))
)
_NEXT_LOOK_IN = select(func.min(lane.c.look_at) - db_now())


class _Terms(msgspec.Struct, frozen=True):
    now: int
    lease_us: int
    delay_us: int
    queued: bool
    owner: str
    actor: str


def lease(
    session: Session,
    *,
    limit: int,
    delay_us: int = 0,
    lease_us: int = LEASE_US,
    queued: bool = False,
    owner: str = "",
    actor: str = "",
    only: str = "",
) -> list[Lease]:
    """Up to `limit` jobs that are due, whose lane is free: ours for `lease_us` from now.

    `actor`: only its jobs, where who asks can do no others. `only`: only those of the lane of this name,
    which spares a look into thousands of others.

    `queued`: they go through a queue first, where `begin` counts the attempt; without it the
    attempt is counted here. `owner` names the process whose death `reclaim` will answer for.
    A job whose third attempt ran out without a word is set aside instead.
    """
    terms = _Terms(db_time(session), lease_us, delay_us, queued, owner, actor)
    leases: list[Lease] = []
    while len(leases) < limit:
        room = limit - len(leases)
        due = _DUE_LANES.where(lane.c.name == only) if only else _DUE_LANES
        names = session.scalars(due, {"now": terms.now, "room": room}).all()
        for name in names:
            leases += _take(session, terms, name, 1 if name else limit - len(leases))
        if len(names) < room or only:
            break
    return leases


def next_look_in(session: Session) -> int | None:
    """In how many µs `lease` may next find something, 0 or less for now; None when nothing waits."""
    left: int | None = session.execute(_NEXT_LOOK_IN).scalar_one()
    return left


def _take(session: Session, terms: _Terms, name: str, limit: int) -> list[Lease]:
    """Lease up to `limit` jobs of one lane, whose row we hold, and say when to look again."""
    leases: list[Lease] = []
    while len(leases) < limit:
        wanted = {"here": name, "now": terms.now, "room": limit - len(leases)}
        if terms.actor:
            rows = session.execute(_WAITING_FOR, wanted | {"actor": terms.actor}).all()
        else:
            rows = session.execute(_WAITING, wanted).all()
        if not rows:
            break
        leases += [taken for row in rows if (taken := _try(session, terms, row)) is not None]
    if name and leases:
        until = terms.now + terms.lease_us
        session.execute(_BUSY, {"here": name, "lease": leases[0].token, "until": until})
    elif len(leases) < limit:
        _look_later(session, terms, name)
    return leases


def _try(session: Session, terms: _Terms, row: _Found) -> Lease | None:
    """Lease this job, unless it has used up its attempts or must wait for another suspect."""
    died = row.token is not None and row.attempts > 0
    if died and row.attempts >= ATTEMPTS:
        _change(session, row.id, due=None, token=None, suspect=False, set_aside="died", detail=_DIED)
        return None
    if died and _suspect_runs(session, terms):
        _change(session, row.id, due=terms.now + _SHORTLY_US)
        return None
    token = f"{terms.owner}:{uuid4().hex}"
    attempts = row.attempts + (not terms.queued)
    again = row.again if row.again is not None and row.again > terms.now else None
    session.execute(
        _LEASE,
        {
            "job": row.id,
            "new_due": terms.now + terms.lease_us,
            "new_token": token,
            "new_attempts": attempts,
            "new_suspect": died,
            "new_again": again,
        },
    )
    return Lease(
        job_id=row.id,
        token=token,
        actor=row.actor,
        key=row.key,
        payload=msgspec.json.decode(row.payload),
        lane=row.lane,
        attempts=attempts,
        delay_us=terms.delay_us,
    )


_DIED = f"{ATTEMPTS} attempts ended without a result: each time the worker died or was stopped hard"


def _suspect_runs(session: Session, terms: _Terms) -> bool:
    # Everything that ran beside a job that kills its worker looks as guilty as that job. Handed out
    # one at a time, the innocent finish, and only the guilty one comes to its third death.
    others = select(job.c.id).where(job.c.suspect, job.c.due > terms.now).limit(1)
    return session.execute(others).first() is not None


def _change(session: Session, job_id: int, **values: object) -> None:
    session.execute(update(job).where(job.c.id == job_id).values(values))


def _look_later(session: Session, terms: _Terms, name: str) -> None:
    """Nothing (more) to hand out in this lane now: come back at its earliest job, or forget it."""
    earliest = session.execute(select(func.min(job.c.due)).where(job.c.lane == name)).scalar_one()
    here = lane.c.name == name
    if earliest is None:
        session.execute(delete(lane).where(here))
    else:
        look = max(earliest, terms.now + _SHORTLY_US) if earliest <= terms.now else earliest
        session.execute(update(lane).where(here).values(look_at=look))
