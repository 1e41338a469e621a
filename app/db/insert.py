"""Inserting rows that may be there already, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db.base import Base


def insert_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert `rows`, leaving alone every row that would break a unique constraint.

    Two writers that find the same thing missing at once both succeed.
    """
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sqlite.insert(model).on_conflict_do_nothing(), rows)
    else:
        session.execute(postgresql.insert(model).on_conflict_do_nothing(), rows)
