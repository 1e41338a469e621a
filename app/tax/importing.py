"""Importing of a table: an indicator of its own, whose figures are kept and revised as all others are."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charts.world.codes import codes_and_names
from app.feeds.feed import Counts
from app.tax import store
from app.tax.models import TaxCountry, TaxIndicator
from app.tax.table import Table

_PREFIX = "own-"
_LONGEST = 40


def names(session: Session) -> dict[str, str]:
    """Codes by the names of countries: the World Bank's, and the English ones of CLDR."""
    own = select(TaxCountry.name, TaxCountry.code).where(~TaxCountry.is_group)
    english = {name: code for code, name in codes_and_names("en")}
    return english | {row.name: row.code for row in session.execute(own)}


def name_of(label: str) -> str:
    """The word that an indicator has in addresses; that of the same label is the same."""
    return _PREFIX + re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")[: _LONGEST - len(_PREFIX)]


def keep(
    session: Session,
    table: Table,
    *,
    label: str,
    unit: str,
    source: str,
    source_link: str,
    licence: str,
    published_at: int,
    now: int,
) -> Counts:
    """Write down what a table says; an earlier import of the same label is revised by it.

    Raises `app.feeds.refused.Refused` when it was published before what is known.
    """
    name = name_of(label)
    row = session.get(TaxIndicator, name)
    if row is None:
        row = TaxIndicator(name=name, imported_at=now)
        session.add(row)
    row.label, row.unit, row.source = label, unit, source
    row.source_link, row.licence, row.published_at = source_link, licence, published_at
    known = set(session.scalars(select(TaxCountry.code)))
    english = dict(codes_and_names("en"))
    for code in {code for code, _ in table.values} - known:
        session.add(TaxCountry(code=code, name=english.get(code, code), is_group=False, region="", income=""))
    session.flush()
    return store.keep(session, name, table.values, known_at=published_at, read_at=now)
