"""Series of taxes: `tax:NLD` is the tax revenue of a country, `tax:NLD:income` another indicator of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charts.bins import steps
from app.charts.calendar import first_of
from app.charts.world.codes import name_in
from app.i18n.locales import DEFAULT
from app.i18n.reader import current
from app.series.source import Asked, Described, Given, Point, Source
from app.series.sums import summed
from app.tax.figures import known, of_country
from app.tax.indicators import Indicator
from app.tax.known import named
from app.tax.models import TaxCountry, TaxFigure, TaxIndicator


class Taxes:
    """A figure stands at the beginning of its year, in the zone that is asked for."""

    prefix = "tax"
    depends_on = (TaxFigure, TaxCountry, TaxIndicator)

    def describe(self, session: Session, name: str) -> Described | None:
        """The indicator of a country, if any figure of it was ever known."""
        code, what = self._of(session, name)
        country = session.get(TaxCountry, code)
        if what is None or country is None:
            return None
        if not session.scalar(
            select(TaxFigure.year).where(TaxFigure.country == code, TaxFigure.indicator == what.name).limit(1)
        ):
            return None
        return _described(name, country, what)

    def points(self, session: Session, name: str, asked: Asked) -> list[Point]:
        """The figures as they were known; a year without one is missing."""
        code, what = self._of(session, name)
        if what is None:
            return []
        figures = of_country(session, code, [what.name], as_of=asked.as_of).get(what.name, {})
        rows = [(first_of(date(year, 1, 1), asked.zone), value, None) for year, value in figures.items()]
        rows = [
            row
            for row in rows
            if (asked.first is None or row[0] >= asked.first) and (asked.last is None or row[0] <= asked.last)
        ]
        if not rows:
            return []
        return summed("level", rows, steps(rows[0][0], rows[-1][0], asked.step, asked.zone))

    def find(self, session: Session, text: str, limit: int) -> list[Described]:
        """The tax revenue of countries with `text` in their name or code."""
        what = named(session, "total")
        names = select(TaxCountry).where(
            TaxCountry.name.icontains(text, autoescape=True)
            | TaxCountry.code.icontains(text, autoescape=True),
            TaxCountry.code.in_(
                select(TaxFigure.country).where(TaxFigure.indicator == "total", *known(None))
            ),
        )
        found = session.scalars(names.order_by(TaxCountry.name).limit(limit))
        return [_described(row.code, row, what) for row in found] if what is not None else []

    @staticmethod
    def _of(session: Session, name: str) -> tuple[str, Indicator | None]:
        code, _, indicator = name.partition(":")
        return code, named(session, indicator or "total")


def _described(name: str, country: TaxCountry, what: Indicator) -> Described:
    locale = current().locale
    place = country.name if country.is_group else name_in(country.code, locale or DEFAULT, country.name)
    return Described(
        key=f"tax:{name}",
        label=f"{place}: {what.label}",
        unit=what.unit,
        kind="level",
        source=what.source,
        licence=what.licence,
    )


def sources(_given: Given) -> Sequence[Source]:
    """What taxes offer."""
    return [Taxes()]
