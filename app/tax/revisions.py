"""Revisions: what a country's figures were before, and when that became known."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.tax.models import TaxFigure

MOST = 200


class Revision(msgspec.Struct, frozen=True):
    """A figure that became another one; None says that there was, or is, none. `at` is when (µs)."""

    indicator: str
    year: int
    before: float | None
    after: float | None
    at: int
    published_at: int | None


def revisions(session: Session, country: str, indicator: str, limit: int = MOST) -> list[Revision]:
    """The revisions of a country's figures, newest first; the first figure of a year is none."""
    before = func.lag(TaxFigure.value).over(partition_by=TaxFigure.year, order_by=TaxFigure.known_from)
    first = func.row_number().over(partition_by=TaxFigure.year, order_by=TaxFigure.known_from)
    rows = (
        select(
            TaxFigure.year,
            before.label("before"),
            TaxFigure.value.label("after"),
            TaxFigure.known_from,
            TaxFigure.published_at,
            first.label("number"),
        )
        .where(TaxFigure.country == country, TaxFigure.indicator == indicator)
        .subquery()
    )
    query = select(rows).where(rows.c.number > 1).order_by(rows.c.known_from.desc(), rows.c.year.desc())
    return [
        Revision(indicator, row.year, row.before, row.after, row.known_from, row.published_at)
        for row in session.execute(query.limit(limit))
    ]


def count_revised(session: Session, indicator: str, since: int) -> int:
    """How many figures became known as others than before, since a moment (µs)."""
    query = select(func.count()).where(TaxFigure.indicator == indicator, TaxFigure.known_until > since)
    return session.scalar(query) or 0


def published(session: Session, indicator: str) -> int | None:
    """When the newest figures of an indicator were published (µs)."""
    return session.scalar(select(func.max(TaxFigure.published_at)).where(TaxFigure.indicator == indicator))
