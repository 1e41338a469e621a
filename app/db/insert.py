"""Inserting rows that may be there already, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.base import Base


def insert_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert `rows`, leaving alone every row that would break a unique constraint.

    Two writers that find the same thing missing at once both succeed.
    """
    if rows:
        session.execute(_insert(session, model).on_conflict_do_nothing(), rows)


def insert_new(
    session: Session, model: type[Base], row: Mapping[str, object], key: InstrumentedAttribute[int]
) -> int | None:
    """Insert `row` and give its `key`; None when it would break a unique constraint, so is there already."""
    new = _insert(session, model).values(**row).on_conflict_do_nothing().returning(key)
    found: int | None = session.scalar(new)
    return found


def _insert(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)
