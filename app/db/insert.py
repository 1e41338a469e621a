"""Inserting rows that may be there already, on both databases.

Only the dialect of the database that is used is imported: PostgreSQL's takes as long as all of HUD's models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.base import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")
U = TypeVar("U")


def upsert(session: Session, table: Table | type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    return upsert_in(session.get_bind().dialect.name, table)


def upsert_in(dialect: str, table: Table | type[Base]) -> sqlite.Insert | postgresql.Insert:
    """The same in a dialect by its name, "sqlite" or "postgresql"."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    made: postgresql.Insert = import_module("sqlalchemy.dialects.postgresql").insert(table)
    return made


def insert_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert `rows`, leaving alone every row that would break a unique constraint.

    Two writers that find the same thing missing at once both succeed.
    """
    if rows:
        session.execute(_unless_there(session, model), rows)


def insert_new(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, object]],
    one: InstrumentedAttribute[T],
    other: InstrumentedAttribute[U],
) -> list[tuple[T, U]]:
    """Like `insert_missing`; returns two columns of the rows that were not there before."""
    if not rows:
        return []
    inserted = session.execute(_unless_there(session, model).returning(one, other), rows)
    return [(row[0], row[1]) for row in inserted]


def _unless_there(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return upsert(session, model).on_conflict_do_nothing()
