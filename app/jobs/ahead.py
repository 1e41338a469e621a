"""Repair after a clock that was ahead: finds jobs and lanes with times that no interval accounts for.

A machine whose clock is twenty years ahead for seconds reads what it can and asks for the next reading in
twenty years; what it leases is leased, and the hosts it reads rest, until then. Nothing of that is believed:
what is due beyond the longest interval is due now.
"""

from __future__ import annotations

import logging

import msgspec
from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.clock import DAY, HOUR, MINUTE
from app.jobs import lanes
from app.jobs.clock import now as db_time
from app.jobs.lanes import lane
from app.jobs.queue import LONGEST, job

REST_MOST = DAY + HOUR
"""A host rests a day at most (HUD_CRAWL_DELAY), and while it is being read."""
LEASE_MOST = HOUR
_WRITTEN = 1_767_225_600_000_000
"""The beginning of 2026, before HUD was first used: a clock that stands earlier is itself the wrong one."""

log = logging.getLogger(__name__)


class Misdated(msgspec.Struct, frozen=True):
    """How many jobs were due too far ahead, were leased for too long, and how many lanes were held."""

    due: int
    leased: int
    lanes: int

    def __bool__(self) -> bool:
        return bool(self.due or self.leased or self.lanes)


def _due(now: int) -> ColumnElement[bool]:
    return or_(and_(job.c.token.is_(None), job.c.due > now + LONGEST), job.c.again > now + LONGEST)


def _leased(now: int) -> ColumnElement[bool]:
    return and_(job.c.token.is_not(None), job.c.due > now + LEASE_MOST)


def _held(now: int) -> ColumnElement[bool]:
    """Lanes that rest too long, or that are looked into long after something in them is due."""
    waiting = exists().where(job.c.lane == lane.c.name, job.c.due < lane.c.look_at - MINUTE)
    late = and_(lane.c.look_at > lane.c.free_at, lane.c.look_at > now + MINUTE, waiting)
    return or_(lane.c.free_at > now + REST_MOST, lane.c.look_at > now + LONGEST, late)


def misdated(session: Session) -> Misdated:
    """How much there is now; takes no write lock."""
    now = db_time(session)
    if now < _WRITTEN:
        return Misdated(0, 0, 0)
    counts = [
        select(func.count()).select_from(job).where(_due(now)).scalar_subquery(),
        select(func.count()).select_from(job).where(_leased(now)).scalar_subquery(),
        select(func.count()).select_from(lane).where(_held(now)).scalar_subquery(),
    ]
    return Misdated(*session.execute(select(*counts)).one())


def redate(session: Session) -> Misdated:
    """Make it all due now, and say so in the log: leases that are too long are given back, lanes are free."""
    found = misdated(session)
    if not found:
        return found
    now = db_time(session)
    far = job.c.due > now + LONGEST
    again = job.c.again > now + LONGEST
    attempts = case((job.c.attempts > 0, job.c.attempts - 1), else_=0)
    back = update(job).where(_leased(now)).values(due=now, token=None, attempts=attempts)
    wait = update(job).where(and_(job.c.token.is_(None), far)).values(due=now)
    names = set(session.scalars(back.returning(job.c.lane)))
    names.update(session.scalars(wait.returning(job.c.lane)))
    session.execute(update(job).where(again).values(again=now))
    free = update(lane).where(_held(now)).values(token=None, free_at=now, look_at=now)
    session.execute(free)
    for name in names:
        lanes.touch(session, name)
    log.warning(
        "a clock was ahead for a while: %d jobs were due in more than a year, %d were leased and %d hosts"
        " rested for longer than can be; all of them are due now",
        *(found.due, found.leased, found.lanes),
    )
    return found
