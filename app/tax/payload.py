"""Payloads of the World Bank (v2, JSON) as rows, or a refusal in words.

The service answers errors with status 200 and a message, and XML to whoever does not ask for JSON. Groups of
countries stand among countries; of five of them the field for the code of three letters is empty.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import isfinite
from typing import Any, TypeVar

import msgspec

from app.clock import SECOND
from app.feeds.feed import Parsed
from app.feeds.refused import Refused
from app.mark import N_

_XML = N_("The World Bank answered in XML instead of JSON.")
_MESSAGE = N_("The World Bank answered with an error: %(message)s")
_NOT_JSON = N_("The answer is no JSON: %(error)s")
_SHAPE = N_("The answer does not have the expected form: %(error)s")
_EMPTY = N_("The answer holds no figures.")
_COUNT = N_("The page should have %(expected)s rows and has %(found)s.")
_YEAR = N_("“%(date)s” is no year.")
_TWICE = N_("The same country and year stand there twice.")
_NUMBER = N_("The value is no finite number.")
_CODE = N_("The row has no code of a country.")

WITHOUT_CODE = {"XD": "HIC", "XM": "LIC", "XN": "LMC", "XT": "UMC", "XY": "INX"}
"""Income groups, by the two letters that an answer has of them alone."""
T = TypeVar("T")
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


class FigureRow(msgspec.Struct, frozen=True):
    """A figure, or None where the World Bank says that it has none."""

    indicator: str
    country: str
    name: str
    year: int
    value: float | None


class CountryRow(msgspec.Struct, frozen=True):
    """A country or group of countries."""

    code: str
    name: str
    is_group: bool
    region: str
    income: str


class _Meta(msgspec.Struct):
    page: int
    pages: int
    per_page: int | str
    total: int
    lastupdated: str | None = None


class _Named(msgspec.Struct):
    id: str
    value: str


class _Figure(msgspec.Struct):
    indicator: _Named
    country: _Named
    countryiso3code: str
    date: str
    value: float | None


class _Country(msgspec.Struct):
    id: str
    name: str
    region: _Named
    income: _Named = msgspec.field(name="incomeLevel")


class _Said(msgspec.Struct):
    id: str = ""
    key: str = ""
    value: str = ""


class _Message(msgspec.Struct):
    message: list[_Said]


def figures(payload: bytes) -> Parsed:
    """Figures of an indicator: `FigureRow`. Raises `Refused`."""
    meta, raw = _opened(payload)
    rows: list[FigureRow] = []
    seen: set[tuple[str, int]] = set()
    for number, row in enumerate(_convert(raw, list[_Figure], "[1]")):
        where = f"[1][{number}]"
        if not row.date.isdigit() or not _FIRST_YEAR <= int(row.date) <= _LAST_YEAR:
            raise Refused(_YEAR, f"{where}.date", date=row.date[:40])
        if row.value is not None and not isfinite(row.value):
            raise Refused(_NUMBER, f"{where}.value")
        code = row.countryiso3code.strip() or WITHOUT_CODE.get(row.country.id, row.country.id.strip())
        if not code or len(code) > 12:
            raise Refused(_CODE, where)
        if (code, int(row.date)) in seen:
            raise Refused(_TWICE, where)
        seen.add((code, int(row.date)))
        name = row.country.value.strip()
        rows.append(FigureRow(row.indicator.id, code, name, int(row.date), row.value))
    return Parsed(rows=rows, made_at=_day(meta.lastupdated), pages=meta.pages)


def countries(payload: bytes) -> Parsed:
    """Countries and groups of them: `CountryRow`. Raises `Refused`."""
    meta, raw = _opened(payload)
    rows = [
        CountryRow(
            row.id,
            # Some names end in blanks.
            row.name.strip(),
            row.region.id == "NA",
            "" if row.region.id == "NA" else row.region.value.strip(),
            "" if row.region.id == "NA" else row.income.id,
        )
        for row in _convert(raw, list[_Country], "[1]")
    ]
    return Parsed(rows=rows, pages=meta.pages)


def _opened(payload: bytes) -> tuple[_Meta, list[Any]]:
    """What stands before the rows, and the rows, checked against what it says of them."""
    if payload.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise Refused(_XML)
    try:
        answer = msgspec.json.decode(payload.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.DecodeError as error:
        raise Refused(_NOT_JSON, error=str(error)) from None
    head = answer[0] if isinstance(answer, list) and answer else None
    if isinstance(head, dict) and "message" in head:
        said = _convert(head, _Message, "[0]").message
        text = "; ".join(one.value or one.key or one.id for one in said)
        raise Refused(_MESSAGE, "[0].message", message=text[:200])
    meta = _convert(head, _Meta, "[0]")
    rows = answer[1] if len(answer) > 1 else None
    if not rows:
        raise Refused(_EMPTY, "[1]")
    rows = _convert(rows, list[Any], "[1]")
    whole = int(meta.per_page)
    expected = whole if meta.page < meta.pages else meta.total - whole * (meta.pages - 1)
    if len(rows) != expected:
        raise Refused(_COUNT, "[1]", expected=expected, found=len(rows))
    return meta, rows


def _convert(value: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$")
        raise Refused(_SHAPE, where + place.rstrip("`"), error=text) from None


def _day(written: str | None) -> int | None:
    """The beginning of a day in UTC, µs; None where there is none."""
    try:
        at = datetime.strptime(written or "", "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(at.timestamp()) * SECOND
