"""Table of figures as Our World in Data writes them: Entity, Code, Year and one or more columns of values.

Each row is looked at by itself: what fits is taken, of all else it is said what does not fit.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from math import isfinite

import msgspec

from app.charts.world.codes import alpha_2_from
from app.mark import N_

MOST_BYTES = 4_000_000
MOST_ROWS = 100_000
_ENTITY, _CODE, _YEAR = "entity", "code", "year"
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_NOT_LETTERS = re.compile(r"[^a-z]+")
_OTHER_NAMES = {
    "burma": "MMR",
    "capeverde": "CPV",
    "congo": "COG",
    "czechrepublic": "CZE",
    "democraticrepublicofcongo": "COD",
    "easttimor": "TLS",
    "hongkong": "HKG",
    "macao": "MAC",
    "macedonia": "MKD",
    "micronesiacountry": "FSM",
    "palestine": "PSE",
    "swaziland": "SWZ",
    "turkey": "TUR",
}
"""Names that Our World in Data has written for countries, beside those of CLDR and the World Bank."""

NO_TEXT = N_("The file is not text in UTF-8.")
NO_TABLE = N_("The file needs a first line with the columns Entity, Year and at least one of values.")
WHICH = N_("The file has several columns of values. Write which one is meant: %(columns)s")
NO_COLUMN = N_("There is no such column. The file has: %(columns)s")
TOO_LONG = N_("The file has more than %(most)s rows. Split it into smaller ones.")
NOTHING = N_("No row of the file fits.")
SHORT = N_("The row has too few cells.")
NO_YEAR = N_("The year has to be a whole number, such as 2019.")
NO_NUMBER = N_("The value is no number.")
NO_COUNTRY = N_("There is no country of that name or code.")
GROUP = N_("This is a group of countries; only countries are taken.")
TWICE = N_("The same country and year stand there twice; the first one counts.")


class TableError(ValueError):
    """A file that is not taken at all; `message` is a gettext message for `values`."""

    def __init__(self, message: str, **values: str | int) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values if values else message)


class Fault(msgspec.Struct, frozen=True):
    """A row that does not fit: its line in the file, what stands there, and why, as a gettext message."""

    line: int
    given: str
    reason: str


class Table(msgspec.Struct, frozen=True):
    """What a file says: figures by country and year, rows that do not fit, and how many have no value."""

    column: str
    values: dict[tuple[str, int], float]
    faults: list[Fault]
    empty: int


def read(body: bytes, names: Mapping[str, str], column: str = "") -> Table:
    """A file as figures of one of its columns; `names` are codes by the names of countries.

    Raises `TableError`.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(NO_TEXT) from None
    rows = csv.reader(StringIO(text.replace("\0", "")))
    try:
        head = [cell.strip() for cell in next(rows, [])]
        places = {cell.casefold(): number for number, cell in enumerate(head)}
        chosen = _column(head, places, column)
        return _taken(rows, places, chosen, head[chosen], _by_name(names))
    except csv.Error:
        raise TableError(NO_TABLE) from None


def plain(name: str) -> str:
    """A name without accents, case and signs, as two of them are compared."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    bare = bare.replace("&", "and").replace("saint ", "st ").removeprefix("the ")
    return _NOT_LETTERS.sub("", bare)


def _column(head: Sequence[str], places: Mapping[str, int], wanted: str) -> int:
    others = [cell for cell in head if cell and cell.casefold() not in (_ENTITY, _CODE, _YEAR)]
    if _ENTITY not in places or _YEAR not in places or not others:
        raise TableError(NO_TABLE)
    listed = "; ".join(others)
    if wanted:
        if wanted.casefold() not in places or wanted.casefold() not in {one.casefold() for one in others}:
            raise TableError(NO_COLUMN, columns=listed)
        return places[wanted.casefold()]
    if len(others) > 1:
        raise TableError(WHICH, columns=listed)
    return places[others[0].casefold()]


def _taken(
    rows: Iterable[list[str]], places: Mapping[str, int], chosen: int, column: str, names: Mapping[str, str]
) -> Table:
    values: dict[tuple[str, int], float] = {}
    faults: list[Fault] = []
    empty = 0
    for line, row in enumerate(rows, start=2):
        if line > MOST_ROWS + 1:
            raise TableError(TOO_LONG, most=MOST_ROWS)
        if not any(row):
            continue
        found = _row(row, places, chosen, names)
        if found is None:
            empty += 1
        elif isinstance(found, str):
            faults.append(Fault(line, ", ".join(row)[:200], found))
        elif found[0] in values:
            faults.append(Fault(line, ", ".join(row)[:200], TWICE))
        else:
            values[found[0]] = found[1]
    return Table(column, values, faults, empty)


def _row(
    row: Sequence[str], places: Mapping[str, int], chosen: int, names: Mapping[str, str]
) -> tuple[tuple[str, int], float] | str | None:
    """A figure by country and year; why there is none; or None where the cell of the value is empty."""
    if len(row) <= max(places[_ENTITY], places[_YEAR], chosen):
        return SHORT
    given = row[chosen].strip()
    if not given:
        return None
    year = row[places[_YEAR]].strip()
    if not (year.isascii() and year.isdigit() and _FIRST_YEAR <= int(year[:6]) <= _LAST_YEAR):
        return NO_YEAR
    try:
        value = float(given)
    except ValueError:
        return NO_NUMBER
    # Python would also read 1_000.
    if not isfinite(value) or "_" in given:
        return NO_NUMBER
    code = row[places[_CODE]].strip().upper() if places.get(_CODE, len(row)) < len(row) else ""
    found = code if alpha_2_from(code) else names.get(plain(row[places[_ENTITY]]), "")
    if found:
        return (found, int(year)), value
    return GROUP if code.startswith("OWID_") else NO_COUNTRY


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return {**_OTHER_NAMES, **{plain(name): code for name, code in names.items()}}
