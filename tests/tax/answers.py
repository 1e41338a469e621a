"""Answers in the shape of the World Bank's, and the real ones where they lie beside the project."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.orm import Session

from app.charts.world.land import by_code
from app.clock import DAY
from app.feeds.feed import Counts, FeedReading, Parsed, Rows
from app.feeds.models import FeedState
from app.tax import payload, store
from tests.search.corpus import at as day

_NEAR = [up / "shared" / "data" / "tax" for up in Path(__file__).resolve().parents]
REAL = next((folder for folder in _NEAR if folder.is_dir()), _NEAR[2])
FIRST = day("2026-02-24")
TOTAL = "GC.TAX.TOTL.GD.ZS"
PLACES = {
    "NLD": ("NL", "Netherlands"),
    "DEU": ("DE", "Germany"),
    "SWE": ("SE", "Sweden"),
    "SDN": ("SD", "Sudan"),
    "": ("XD", "High income"),
    "WLD": ("1W", "World"),
}
Values = Mapping[tuple[str, int], float | None]


def real(name: str) -> bytes:
    """A real answer, as it was served."""
    if not (REAL / name).exists():
        pytest.skip(f"the real answers of the World Bank are not there ({REAL})")
    return (REAL / name).read_bytes()


def answer(
    values: Values,
    *,
    updated: str = "2026-02-24",
    number: str = TOTAL,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """An answer of one page; `names` rename countries."""
    rows = [
        {
            "indicator": {"id": number, "value": "…"},
            "country": {"id": PLACES[code][0], "value": (names or {}).get(code, PLACES[code][1])},
            "countryiso3code": code,
            "date": str(year),
            "value": value,
            "unit": "",
            "obs_status": "",
            "decimal": 1,
        }
        for (code, year), value in values.items()
    ]
    head = {"page": 1, "pages": 1, "per_page": 20_000, "total": len(rows), "lastupdated": updated}
    return json.dumps([head, rows]).encode()


def country_list(rows: Sequence[Mapping[str, object]]) -> bytes:
    """The list of countries, with the head that stands before it."""
    head = {"page": 1, "pages": 1, "per_page": "1000", "total": len(rows)}
    return json.dumps([head, list(rows)]).encode()


def packed(parsed: Parsed) -> Rows:
    """Rows as they come out of the limited process."""
    return Rows([msgspec.msgpack.encode(parsed.rows)], len(parsed.rows))


def keep(session: Session, body: bytes, *, at: int, feed: str = "worldbank-total", number: int = 1) -> Counts:
    """Parse an answer and store it, as a reading does."""
    parsed = payload.figures(body)
    reading = FeedReading(id=number, feed=feed, at=at, made_at=parsed.made_at)
    return store.figures(session, reading, packed(parsed))


def keep_countries(session: Session, body: bytes, *, at: int) -> Counts:
    """The same for the list of countries."""
    reading = FeedReading(id=9, feed="worldbank-countries", at=at)
    return store.countries(session, reading, packed(payload.countries(body)))


def fill(session: Session) -> None:
    """Two indicators of sixty countries over twenty years, with gaps, a group, one far out and a revision."""
    codes = [*sorted(by_code())[:57], "NLD", "SWE", "DEU"]
    values = {
        (code, year): round(10 + number % 17 + (year * 7 + number) % 5 / 3, 3)
        for number, code in enumerate(codes)
        for year in range(2004, 2024)
        if (number + year) % 9
    }
    values["BEL", 2010] = 638.7
    for place, (feed, number) in enumerate((("total", TOTAL), ("income", "GC.TAX.YPKG.RV.ZS"))):
        keep(session, _named(values, number), at=FIRST, feed=f"worldbank-{feed}", number=place)
    later = {**values, ("NLD", 2020): 31.5}
    keep(session, _named(later, TOTAL, updated="2026-06-30"), at=FIRST + 200 * DAY)
    session.add(FeedState(name="worldbank-total", begun_at=FIRST, tried_at=FIRST, succeeded_at=FIRST))


def _named(values: Values, number: str, updated: str = "2026-02-24") -> bytes:
    """An answer about countries by their codes alone."""
    rows = [
        {
            "indicator": {"id": number, "value": "…"},
            "country": {"id": code[:2], "value": by_code()[code].name},
            "countryiso3code": code,
            "date": str(year),
            "value": value,
        }
        for (code, year), value in values.items()
    ]
    head = {"page": 1, "pages": 1, "per_page": 20_000, "total": len(rows), "lastupdated": updated}
    return json.dumps([head, rows]).encode()
