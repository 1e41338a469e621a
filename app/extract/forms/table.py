"""Tables as text: CSV and its kin, a line a row."""

from __future__ import annotations

import csv
import io
from typing import Final

from app.extract.forms.words import Words, lines, words

_DELIMITERS: Final = ";\t|,"
_LOOK: Final = 20
"""Rows that tell what parts the cells."""
_LONGEST: Final = 100_000
"""Characters of a cell: beyond, a quotation mark was left open and has swallowed the rest."""


def read(text: str) -> Words:
    """The rows of a table, their cells parted as the table looks."""
    if text.startswith("sep="):
        text = text.partition("\n")[2]
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
        return words("", [" | ".join(filled) for row in rows if (filled := _cells(row))])
    except csv.Error:
        return words("", lines(text))


def delimiter(text: str) -> str:
    """What parts the cells: the sign that stands in most of the first rows, and as often in each."""
    first = text[:_LONGEST].splitlines()[:_LOOK]

    def steadiness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in first if line.strip()]
        return (min(counts, default=0), sum(counts))

    return max(_DELIMITERS, key=steadiness)


def _cells(row: list[str]) -> list[str]:
    return [cell for cell in (" ".join(cell.split()) for cell in row) if cell]


csv.field_size_limit(_LONGEST)
