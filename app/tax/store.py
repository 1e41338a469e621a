"""Storing of what the World Bank says: figures with their revisions, and names of countries.

What it says as before is left alone. A figure that is another one, or that is no longer there, ends what was
known of it; nothing is overwritten, so any day can be asked what was known then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.charts.world.codes import alpha_2_from
from app.feeds.feed import Counts, FeedReading, Rows
from app.feeds.refused import Refused
from app.mark import N_
from app.tax.indicators import FEED, IDS
from app.tax.models import TaxCountry, TaxFigure
from app.tax.payload import WITHOUT_CODE, CountryRow, FigureRow

_OLDER = N_("The answer is older than the figures that are known already.")
_OTHER = N_("The answer is about %(found)s, not %(expected)s.")
_TWICE = N_("The same country and year stand on two pages.")
_NOT_IN_CLDR = {"CHI"}
"""The World Bank's code of the Channel Islands, which are two countries to ISO 3166-1."""

Known = Mapping[tuple[str, int], float | None]


def figures(session: Session, reading: FeedReading, rows: Rows) -> Counts:
    """All figures of the indicator that the feed is about. Raises `Refused`."""
    found = rows.of(FigureRow)
    name = reading.feed.removeprefix(f"{FEED}-")
    for row in found:
        if IDS.get(row.indicator) != name:
            expected = next(number for number, one in IDS.items() if one == name)
            raise Refused(_OTHER, found=row.indicator[:40], expected=expected)
    values = {(row.country, row.year): row.value for row in found}
    if len(values) < len(found):
        raise Refused(_TWICE)
    _name_unknown(session, found)
    return keep(session, name, values, known_at=reading.as_of, read_at=reading.at, reading=reading.id)


def countries(session: Session, reading: FeedReading, rows: Rows) -> Counts:
    """Names and groups of all countries; one that is no longer listed stays."""
    known = {row.code: row for row in session.scalars(select(TaxCountry))}
    counts = {"new": 0, "changed": 0, "same": 0}
    for one in rows.of(CountryRow):
        row = known.get(one.code)
        if row is None:
            session.add(
                TaxCountry(
                    code=one.code,
                    name=one.name,
                    is_group=one.is_group,
                    region=one.region,
                    income=one.income,
                )
            )
            counts["new"] += 1
            continue
        fields = (row.name, row.is_group, row.region, row.income)
        if row.name != one.name:
            row.former_name, row.renamed_at, row.name = row.name, reading.at, one.name
        row.is_group, row.region, row.income = one.is_group, one.region, one.income
        is_same = fields == (row.name, row.is_group, row.region, row.income)
        counts["same" if is_same else "changed"] += 1
    return Counts(**counts)


def keep(
    session: Session,
    indicator: str,
    values: Known,
    *,
    known_at: int,
    read_at: int,
    reading: int | None = None,
) -> Counts:
    """Write down all figures of an indicator, by country and year; what is not among them is withdrawn.

    `known_at` is when they were published and `read_at` when HUD read them (µs). Raises `Refused` for what is
    older than what is known. The same again changes nothing.
    """
    mine = TaxFigure.indicator == indicator
    query = select(TaxFigure.country, TaxFigure.year, TaxFigure.value, TaxFigure.known_from)
    current = {
        (row.country, row.year): row
        for row in session.execute(query.where(mine, TaxFigure.known_until.is_(None)))
    }
    newest, published = session.execute(
        select(func.max(TaxFigure.known_from), func.max(TaxFigure.published_at)).where(mine)
    ).one()
    if published is not None and known_at < published:
        raise Refused(_OLDER)
    told = {key: value for key, value in values.items() if value is not None}
    changed = [key for key, value in told.items() if key not in current or current[key].value != value]
    gone = [key for key, row in current.items() if row.value is not None and key not in told]
    # Figures that changed under the same date of publication are known since they were read.
    since = known_at if newest is None or known_at > newest else max(read_at, newest + 1)
    ended = [key for key in (*changed, *gone) if key in current]
    if ended:
        session.execute(
            update(TaxFigure),
            [
                {
                    "indicator": indicator,
                    "country": key[0],
                    "year": key[1],
                    "known_from": current[key].known_from,
                    "known_until": since,
                }
                for key in ended
            ],
        )
    added = [*changed, *gone]
    if added:
        session.execute(
            insert(TaxFigure),
            [
                {
                    "indicator": indicator,
                    "country": key[0],
                    "year": key[1],
                    "known_from": since,
                    "known_until": None,
                    "value": told.get(key),
                    "published_at": known_at,
                    "reading": reading,
                }
                for key in added
            ],
        )
    new = sum(key not in current or current[key].value is None for key in changed)
    return Counts(new=new, changed=len(changed) - new, same=len(told) - len(changed), withdrawn=len(gone))


def _name_unknown(session: Session, rows: Iterable[FigureRow]) -> None:
    """Countries that the list of them has not named yet, by the name that the figures have."""
    known = set(session.scalars(select(TaxCountry.code)))
    names = {row.country: row.name for row in rows if row.country not in known}
    for code, name in names.items():
        session.add(TaxCountry(code=code, name=name, is_group=is_group(code), region="", income=""))
    session.flush()


def is_group(code: str) -> bool:
    """Whether a code is no country's, by the codes there are; the World Bank's list knows better."""
    return code in WITHOUT_CODE.values() or (not alpha_2_from(code) and code not in _NOT_IN_CLDR)
