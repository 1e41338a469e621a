"""A long job at work: in steps, each of which is one transaction, and in turns of some seconds.

A step commits a part of the result together with how far the job is and where it goes on, and renews its
lease. So whoever takes it up, after a turn, a stop or a `kill -9`, goes on where it was, and a job that makes
steps is never taken for one that hangs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy import BigInteger, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.jobs import lanes
from app.jobs.clock import db_now
from app.jobs.lease import Lease, LeaseLost, advance, finish, give_back
from app.jobs.long import Figures, job, long_job

TURN_S = 2.0
"""After so long a job hands itself back, for what is due meanwhile: on one thread all others wait for it."""
_MOST_REST_S = 0.5

LongWork = Callable[[Database, "Long"], None]


class Cancelled(Exception):
    """Somebody wants the job ended. The transaction is rolled back; what was committed before stays."""

    def __init__(self, key: str) -> None:
        super().__init__(f"job {key} was cancelled")


class TurnOver(Exception):
    """The step is committed, and the job goes on in another turn. Work lets it through to its caller."""

    def __init__(self, key: str) -> None:
        super().__init__(f"job {key} goes on in its next turn")


_MINE = update(long_job).where(long_job.c.key == bindparam("job_key"), long_job.c.ended_at.is_(None))
_BEGIN = _MINE.values(begun_at=func.coalesce(long_job.c.begun_at, db_now()))
_PLACE = (
    update(job)
    .where(job.c.id == bindparam("job"), job.c.token == bindparam("lease"))
    .values(payload=bindparam("new_payload"))
)
_REPORT = _MINE.values(
    reported_at=db_now(),
    done=bindparam("new_done", type_=BigInteger),
    total=bindparam("new_total", type_=BigInteger),
    said=bindparam("new_said"),
    figures=bindparam("new_figures"),
).returning(long_job.c.cancelled)


class Long:
    """One turn of a long job.

    `payload` is what it was asked for with, and where it goes on: what the work changes in it is kept with
    each step. `done` of `total` is how far it was when this turn began, or at its last step.
    """

    def __init__(
        self, db: Database, lease: Lease, is_over: Callable[[], bool], *, done: int, total: int
    ) -> None:
        self.key = lease.key
        self.payload = lease.payload
        self.done = done
        self.total = total
        self.is_finished = False
        self._db = db
        self._lease = lease
        self._is_over = is_over

    @contextmanager
    def step(self, done: int, total: int, said: str = "", **figures: int | str) -> Iterator[Session]:
        """One write transaction: a part of the result, and with it that `done` of `total` is done.

        `said` is what the job does just now: English, marked for translation, with `%(names)s` of `figures`.
        At the end of the block it raises `Cancelled` or `LeaseLost`, and nothing of the block is kept; or,
        after the commit, `TurnOver`. Work lets all three through.
        """
        with self._db.write() as session:
            begun = time.monotonic()
            yield session
            if not self.is_finished:
                self._report(session, done, total, said, figures)
        self.done, self.total = done, total
        if self.is_finished:
            return
        self._rest(time.monotonic() - begun)
        if self._is_over():
            raise TurnOver(self.key)

    def finish(self, session: Session, said: str = "", **figures: int | str) -> None:
        """In the transaction of the last part, of a step or of its own: the job is done.

        `said` is what came of it, as in `step`. Raises `LeaseLost`.
        """
        session.flush()
        finish(session, self._lease)
        ended = _MINE.values(
            ended_at=db_now(),
            done=long_job.c.total,
            said=said,
            figures=_json(figures),
            cancelled=False,
        )
        session.execute(ended, {"job_key": self.key})
        self.is_finished = True

    def _report(self, session: Session, done: int, total: int, said: str, figures: Figures) -> None:
        session.flush()
        # First the job's own row, as whoever cancels it does.
        advance(session, self._lease)
        place = {"job": self._lease.job_id, "lease": self._lease.token}
        session.execute(_PLACE, place | {"new_payload": _json(self.payload)})
        told = {"new_done": done, "new_total": total, "new_said": said, "new_figures": _json(figures)}
        if session.execute(_REPORT, told | {"job_key": self.key}).scalar_one():
            raise Cancelled(self.key)

    def _rest(self, took: float) -> None:
        """Leave the database to others for as long as the step took: SQLite lets nobody wait in line."""
        if self._db.is_sqlite:
            time.sleep(min(took, _MOST_REST_S))


def take_turn(
    db: Database,
    lease: Lease,
    work: LongWork,
    *,
    stopping: Callable[[], bool] = lambda: False,
    turn_s: float = TURN_S,
) -> bool:
    """Do some of the job, and leave its row right. Returns whether the job is over: finished or cancelled.

    The turn ends after `turn_s` seconds, or with the step during which `stopping` begins to be true. Raises
    `LeaseLost`, and whatever the work raises.
    """
    until = time.monotonic() + turn_s
    try:
        long = _begin(db, lease, lambda: stopping() or time.monotonic() >= until)
        work(db, long)
    except TurnOver:
        with db.write() as session:
            give_back(session, lease.job_id, lease.token)
        return False
    except Cancelled:
        with db.write() as session:
            _cancel(session, lease)
        return True
    if not long.is_finished:
        raise RuntimeError(f"expected the work of {lease.key} to finish its job, it only returned")
    return True


def _begin(db: Database, lease: Lease, is_over: Callable[[], bool]) -> Long:
    columns = (long_job.c.done, long_job.c.total, long_job.c.begun_at, long_job.c.cancelled)
    of_lease = select(*columns).where(long_job.c.key == lease.key, long_job.c.ended_at.is_(None))
    with db.read() as session:
        row = session.execute(of_lease).one_or_none()
    if row is None:
        raise LookupError(f"expected {lease.key} to be asked for as a long job, got a job alone")
    if row.cancelled:
        raise Cancelled(lease.key)
    if row.begun_at is None:
        with db.write() as session:
            session.execute(_BEGIN, {"job_key": lease.key})
    return Long(db, lease, is_over, done=row.done, total=row.total)


def _cancel(session: Session, lease: Lease) -> None:
    of_lease = delete(job).where(job.c.id == lease.job_id, job.c.token == lease.token)
    if session.execute(of_lease.returning(job.c.id)).one_or_none() is None:
        raise LeaseLost(lease.job_id)
    session.execute(_MINE.values(ended_at=db_now(), cancelled=True), {"job_key": lease.key})
    lanes.release(session, lease.lane, lease.token, 0)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
