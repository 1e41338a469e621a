"""Inserting rows that may be there already, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.base import Base

T = TypeVar("T")
U = TypeVar("U")


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
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model).on_conflict_do_nothing()
    return postgresql.insert(model).on_conflict_do_nothing()
