"""Leases of jobs, and everything that a lease's holder does with one.

A lease is a token in the job's row. Whoever writes a result checks it in the same transaction, so
that of two workers that did the same work only one leaves a trace.
"""

from __future__ import annotations

from typing import cast

import msgspec
from sqlalchemy import BigInteger, Table, bindparam, case, delete, func, literal, null, or_, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from app.jobs import lanes
from app.jobs.clock import db_now
from app.jobs.lanes import lane as lane_table
from app.jobs.models import Job

LEASE_US = 60_000_000
ATTEMPTS = 3

job = cast(Table, Job.__table__)


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The right to do one job until the lease runs out."""

    job_id: int
    token: str
    actor: str
    key: str
    payload: dict[str, object]
    lane: str
    attempts: int  # this one included, once it has begun
    delay_us: int  # the lane rests so long afterwards


class LeaseLost(Exception):
    """The job is no longer ours: it was cancelled, or handed to another after our time ran out.

    The transaction must be rolled back; there is nothing to repair.
    """

    def __init__(self, job_id: int) -> None:
        super().__init__(f"job {job_id} is no longer leased to this worker; its result is dropped")
        self.job_id = job_id


# Statements that run for every page are built once: building them costs more than running them.
_FOR = bindparam("lease_us", type_=BigInteger)
_NEXT = bindparam("next_due", type_=BigInteger)
_IDLE = {"token": None, "suspect": False}
_OURS = update(job).where(job.c.id == bindparam("job"), job.c.token == bindparam("lease"))
_BEGIN = _OURS.values(attempts=job.c.attempts + 1, due=db_now() + _FOR).returning(
    job.c.actor, job.c.key, job.c.payload, job.c.lane, job.c.attempts
)
_EXTEND = _OURS.values(due=db_now() + _FOR).returning(job.c.id)
_ADVANCE = _OURS.values(due=db_now() + _FOR, attempts=1).returning(job.c.id)
_EARLIER = case((or_(_NEXT.is_(None), job.c.again < _NEXT), job.c.again), else_=_NEXT)
_FINISH = _OURS.values(due=_EARLIER, again=None, attempts=0, **_IDLE).returning(job.c.due)
_DELETE = delete(job).where(job.c.id == bindparam("job"))
_HOLD = (
    update(lane_table)
    .where(lane_table.c.name == bindparam("lane"), lane_table.c.token == bindparam("lease"))
    .values(free_at=db_now() + _FOR, look_at=db_now() + _FOR)
)


def begin(
    session: Session, job_id: int, token: str, *, delay_us: int = 0, lease_us: int = LEASE_US
) -> Lease | None:
    """Start a job that was handed out through a queue: counts the attempt, renews the lease.

    None when the job is no longer ours: the message is old and needs no answer.
    """
    ours = {"job": job_id, "lease": token, "lease_us": lease_us}
    row = session.execute(_BEGIN, ours).one_or_none()
    if row is None:
        return None
    _hold(session, row.lane, token, lease_us)
    return Lease(
        job_id=job_id,
        token=token,
        actor=row.actor,
        key=row.key,
        payload=msgspec.json.decode(row.payload),
        lane=row.lane,
        attempts=row.attempts,
        delay_us=delay_us,
    )


def extend(session: Session, lease: Lease, lease_us: int = LEASE_US) -> None:
    """Work on: the lease runs out `lease_us` from now. Raises `LeaseLost`."""
    _extend(session, lease, _EXTEND, lease_us)


def advance(session: Session, lease: Lease, lease_us: int = LEASE_US) -> None:
    """In the transaction that writes a part of the result: the same, and the job has not failed so far.

    Whoever takes it up after this worker's death has all attempts again: it does not begin anew. Raises
    `LeaseLost`; the caller's transaction must then roll back.
    """
    _extend(session, lease, _ADVANCE, lease_us)


def _extend(session: Session, lease: Lease, statement: ReturningUpdate[int], lease_us: int) -> None:
    if session.execute(statement, _ours(lease) | {"lease_us": lease_us}).one_or_none() is None:
        raise LeaseLost(lease.job_id)
    _hold(session, lease.lane, lease.token, lease_us)


def finish(
    session: Session, lease: Lease, *, next_due: int | None = None, lane_delay_us: int | None = None
) -> None:
    """In the transaction that writes the result: the job is done, and due again at `next_due` if any.

    The lane rests for `lane_delay_us` (the lease's own delay by default) from now. Raises
    `LeaseLost` when the job is no longer ours; the caller's transaction must then roll back.
    """
    row = session.execute(_FINISH, _ours(lease) | {"next_due": next_due}).one_or_none()
    if row is None:
        raise LeaseLost(lease.job_id)
    if row.due is None:
        session.execute(_DELETE, {"job": lease.job_id})
    _release(session, lease, lane_delay_us)


def fail(session: Session, lease: Lease, *, code: str, detail: str, retry_us: int) -> None:
    """The attempt ended in an error of ours: try again in `retry_us`, or set aside after the last.

    Raises `LeaseLost`.
    """
    last = job.c.attempts >= ATTEMPTS
    statement = _OURS.values(
        **_IDLE,
        due=case((last, null()), else_=db_now() + retry_us),
        again=None,
        set_aside=case((last, literal(code)), else_=null()),
        detail=detail,
    )
    if session.execute(statement.returning(job.c.id), _ours(lease)).one_or_none() is None:
        raise LeaseLost(lease.job_id)
    _release(session, lease, None)


def give_back(session: Session, job_id: int, token: str, *, rest_us: int = 0) -> None:
    """Hand a job back undone, as at a stop: due after `rest_us`, this attempt not counted."""
    attempts = case((job.c.attempts > 0, job.c.attempts - 1), else_=0)
    back = _OURS.values(due=db_now() + rest_us, attempts=attempts, **_IDLE).returning(job.c.lane)
    row = session.execute(back, {"job": job_id, "lease": token}).one_or_none()
    if row is not None:
        lanes.release(session, row.lane, token, 0)


def drop(session: Session, lease: Lease) -> None:
    """After `LeaseLost`: the work is over, so free the lane if it is still held in our name."""
    _release(session, lease, None)


def reclaim(session: Session, owner: str) -> int:
    """End all leases of `owner`, whose process is known to be dead. Returns how many there were.

    The attempts stay counted: one of these jobs may have killed it.
    """
    of_owner = func.substr(job.c.token, 1, len(owner) + 1) == f"{owner}:"
    statement = update(job).where(of_owner, job.c.due > db_now()).values(due=db_now())
    rows = session.execute(statement.returning(job.c.lane, job.c.token)).all()
    for row in rows:
        lanes.release(session, row.lane, row.token, 0)
    return len(rows)


def _ours(lease: Lease) -> dict[str, object]:
    return {"job": lease.job_id, "lease": lease.token}


def _hold(session: Session, name: str, token: str, lease_us: int) -> None:
    if name:
        session.execute(_HOLD, {"lane": name, "lease": token, "lease_us": lease_us})


def _release(session: Session, lease: Lease, delay_us: int | None) -> None:
    lanes.release(session, lease.lane, lease.token, lease.delay_us if delay_us is None else delay_us)
