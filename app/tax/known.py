"""Indicators there are: those of the World Bank, and those that were imported."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.tax.indicators import Indicator, world_bank
from app.tax.models import TaxFigure, TaxIndicator


def indicators(session: Session) -> list[Indicator]:
    """All of them, in the order of the page, with the day on which their newest figures were published."""
    rows = session.execute(
        select(TaxFigure.indicator, func.max(TaxFigure.published_at)).group_by(TaxFigure.indicator)
    )
    published = {row[0]: row[1] for row in rows}
    own = session.scalars(select(TaxIndicator).order_by(TaxIndicator.imported_at))
    found = [msgspec.structs.replace(one, published_at=published.get(one.name)) for one in world_bank()]
    return found + [
        Indicator(
            name=row.name,
            id=row.name,
            label=row.label,
            unit=row.unit,
            whole="other",
            source=row.source,
            source_link=row.source_link,
            licence=row.licence,
            published_at=row.published_at,
        )
        for row in own
    ]


def named(session: Session, name: str) -> Indicator | None:
    """The one that is called so in addresses."""
    return next((one for one in indicators(session) if one.name == name), None)
