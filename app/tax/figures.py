"""Figures of an indicator as they are asked for: by country and year, ranked, and spread over the years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import quantiles

import msgspec
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.tax.models import TaxCountry, TaxFigure

FEW = 20
"""Fewer countries than this say little of the world."""
_QUARTERS = 4


class Place(msgspec.Struct, frozen=True):
    """A country or a group of countries, by its name for the reader."""

    code: str
    name: str
    is_group: bool = False
    region: str = ""
    income: str = ""
    former_name: str = ""
    renamed_at: int | None = None


class Ranked(msgspec.Struct, frozen=True):
    """A country's figure of a year, and how far it is from one of an earlier year, if there is one."""

    place: Place
    rank: int
    year: int
    value: float
    change: float | None = None


class Figures(msgspec.Struct, frozen=True):
    """All figures of an indicator as they were known at a moment: by code and year."""

    values: dict[str, dict[int, float]]
    places: dict[str, Place]

    @property
    def countries(self) -> list[Place]:
        """Countries that have any figure, by name."""
        return self._some(is_group=False)

    @property
    def groups(self) -> list[Place]:
        """Groups of countries that have any figure, by name."""
        return self._some(is_group=True)

    def of(self, code: str) -> dict[int, float]:
        """A country's figures by year, ascending."""
        return self.values.get(code, {})

    def newest(self, code: str) -> tuple[int, float] | None:
        """A country's newest year and its figure."""
        known = self.of(code)
        return max(known.items()) if known else None

    def at(self, code: str, year: int | None) -> tuple[int, float] | None:
        """The figure of a year, or the newest one without a year; None where there is none."""
        if year is None:
            return self.newest(code)
        value = self.of(code).get(year)
        return None if value is None else (year, value)

    def counts(self) -> dict[int, int]:
        """How many countries have a figure, by year, ascending; zero in a year between without one."""
        found: dict[int, int] = {}
        for place in self.countries:
            for year in self.of(place.code):
                found[year] = found.get(year, 0) + 1
        return {year: found.get(year, 0) for year in range(min(found), max(found) + 1)} if found else {}

    def ranking(self, year: int | None, back: int) -> list[Ranked]:
        """Countries by their figure of a year (or each by its newest), the highest first.

        `change` is since `back` years before.
        """
        found = [(place, at) for place in self.countries if (at := self.at(place.code, year)) is not None]
        found.sort(key=lambda one: (-one[1][1], one[0].name))
        ranks: dict[float, int] = {}
        for number, (_, (_, value)) in enumerate(found, start=1):
            ranks.setdefault(value, number)
        return [
            Ranked(place, ranks[value], at, value, self._change(place.code, at, back))
            for place, (at, value) in found
        ]

    def spread(self, most: int | None = None) -> list[tuple[int, float, float, float, int]]:
        """Year, lower quartile, median, upper quartile and number of countries, where there are enough."""
        found = []
        for year, count in self.counts().items():
            if count >= FEW and (most is None or year <= most):
                values = [
                    value for one in self.countries if (value := self.of(one.code).get(year)) is not None
                ]
                low, middle, high = quantiles(values, n=_QUARTERS, method="inclusive")
                found.append((year, low, middle, high, count))
        return found

    def all_values(self) -> list[float]:
        """Every figure of every country."""
        return [value for place in self.countries for value in self.of(place.code).values()]

    def _change(self, code: str, year: int, back: int) -> float | None:
        before = self.of(code).get(year - back)
        return None if before is None else self.of(code)[year] - before

    def _some(self, *, is_group: bool) -> list[Place]:
        found = (self.places[code] for code in self.values if code in self.places)
        return sorted((one for one in found if one.is_group == is_group), key=lambda one: one.name)


def figures(
    session: Session, indicator: str, places: dict[str, Place], *, as_of: int | None = None
) -> Figures:
    """All figures of an indicator as they are known now, or were at `as_of` (µs)."""
    query = select(TaxFigure.country, TaxFigure.year, TaxFigure.value).where(
        TaxFigure.indicator == indicator, *known(as_of)
    )
    values: dict[str, dict[int, float]] = {}
    for country, year, value in session.execute(query.order_by(TaxFigure.country, TaxFigure.year)):
        if value is not None:
            values.setdefault(country, {})[year] = value
    return Figures(values, places)


def of_country(
    session: Session, code: str, indicators: Sequence[str], *, as_of: int | None = None
) -> dict[str, dict[int, float]]:
    """A country's figures of several indicators: by indicator and year."""
    query = select(TaxFigure.indicator, TaxFigure.year, TaxFigure.value).where(
        TaxFigure.country == code,
        TaxFigure.indicator.in_(indicators),
        *known(as_of),
    )
    found: dict[str, dict[int, float]] = {}
    for indicator, year, value in session.execute(query.order_by(TaxFigure.year)):
        if value is not None:
            found.setdefault(indicator, {})[year] = value
    return found


def known(as_of: int | None) -> tuple[ColumnElement[bool], ...]:
    """What was known at a moment, or is now."""
    if as_of is None:
        return (TaxFigure.known_until.is_(None),)
    return (
        TaxFigure.known_from <= as_of,
        or_(TaxFigure.known_until.is_(None), TaxFigure.known_until > as_of),
    )


def places(session: Session, names: Iterable[tuple[str, str]] = ()) -> dict[str, Place]:
    """All countries and groups by code; `names` are what the reader's language calls some of them."""
    said = dict(names)
    return {
        row.code: Place(
            code=row.code,
            name=said.get(row.code) or row.name,
            is_group=row.is_group,
            region=row.region,
            income=row.income,
            former_name=row.former_name or "",
            renamed_at=row.renamed_at,
        )
        for row in session.scalars(select(TaxCountry))
    }
