"""The database's own clock, in microseconds UTC, as an SQL expression and as a number.

Leases compare times set by different machines; with one clock for all of them a host whose clock
runs fast takes nobody's work away.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement


class _Now(FunctionElement[int]):
    type = BigInteger()
    inherit_cache = True
    name = "hud_now"


@compiles(_Now, "sqlite")
def _sqlite(_element: _Now, _compiler: object, **_options: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(_Now, "postgresql")
def _postgresql(_element: _Now, _compiler: object, **_options: Any) -> str:
    # clock_timestamp(), because now() stands still for the whole transaction.
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"


def db_now() -> ColumnElement[int]:
    """The database's time as part of a statement."""
    return _Now()


def now(session: Session) -> int:
    """The database's time, to compute with: µs since 1970."""
    return session.execute(_SELECT).scalar_one()


_SELECT = select(db_now())
