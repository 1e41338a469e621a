"""Collects a transaction's changes to lanes and writes them at its outermost commit.

Lanes are locked last, and in the order of their names: on PostgreSQL two transactions that touch
the same ones in different order would otherwise wait for each other for ever.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import cast

import msgspec
from sqlalchemy import BigInteger, Insert, Table, bindparam, case, update
from sqlalchemy.orm import Session

from app.db.commit import After, Before, Undone, register
from app.db.insert import upsert_in
from app.jobs import wake
from app.jobs.clock import db_now
from app.jobs.models import Lane

_PENDING = "hud_jobs"

lane = cast(Table, Lane.__table__)

_FREE = db_now() + bindparam("delay_us", type_=BigInteger)
_RELEASE = (
    update(lane)
    .where(lane.c.name == bindparam("lane"), lane.c.token == bindparam("lease"))
    .values(token=None, free_at=_FREE, look_at=_FREE)
)


LONG = "long jobs"
"""The lane of all long jobs; no host has a name like this."""
# Work that keeps no host's pace (letters, the first turn of a long job) is little, and does not stand behind
# new hosts, which may be thousands.
_FIRST = -1


class _Pending(msgspec.Struct):
    touched: set[str] = msgspec.field(default_factory=set)
    released: dict[str, tuple[str, int]] = msgspec.field(default_factory=dict)
    wake: bool = False


def _pending(session: Session) -> _Pending:
    pending: _Pending = session.info.setdefault(_PENDING, _Pending())
    return pending


def touch(session: Session, name: str) -> None:
    """A job came into the lane, or its time changed: look into it as soon as it is free."""
    pending = _pending(session)
    pending.touched.add(name)
    pending.wake = True


def release(session: Session, name: str, token: str, delay_us: int) -> None:
    """The job that held the lane is over; it is free again in `delay_us`."""
    pending = _pending(session)
    pending.wake = True
    if name:
        pending.released[name] = (token, delay_us)
    else:
        pending.touched.add(name)


@lru_cache(maxsize=2)
def _touching(dialect: str) -> Insert:
    """The statement that has a lane looked into as soon as it is free."""
    insert = upsert_in(dialect, lane).values(name=bindparam("lane"), free_at=0, look_at=bindparam("look"))
    look = case((lane.c.name == "", _FIRST), else_=lane.c.free_at)
    return insert.on_conflict_do_update(index_elements=["name"], set_={"look_at": look})


def _write(session: Session) -> None:
    pending: _Pending | None = session.info.get(_PENDING)
    if pending is None:
        return
    touching = _touching(session.get_bind().dialect.name)
    names = sorted(pending.touched | pending.released.keys())
    for released, some in groupby(names, pending.released.__contains__):
        if not released:
            session.execute(touching, [_touched(name) for name in some])
            continue
        for name in some:
            token, delay_us = pending.released[name]
            session.execute(_RELEASE, {"lane": name, "lease": token, "delay_us": delay_us})
            if name in pending.touched:
                session.execute(touching, _touched(name))
    if pending.wake:
        wake.notify(session)


def _touched(name: str) -> dict[str, object]:
    return {"lane": name, "look": 0 if name and name != LONG else _FIRST}


def _poke(session: Session) -> None:
    if session.info.pop(_PENDING, None) is not None:
        wake.poke(session)


def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


register(Before.LANES, _write)
register(After.WAKE_UP, _poke)
register(Undone.LANES, _forget)
