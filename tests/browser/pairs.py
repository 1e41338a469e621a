"""In which circumstances pages are looked at: every pair of them comes up, and no page is loaded in all.

Faults of a layout come from one circumstance or from two that meet (a long language on a narrow screen). All
sixty for each page take an hour, which the long form has.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import NamedTuple

WIDTHS = (320, 500, 1280)
COLOURS = ("light", "dark")
SCRIPTS = (True, False)
LANGUAGES = ("en", "nl", "sv", "nb", "fr")
EACH = 4


class Case(NamedTuple):
    """One way to open a page."""

    width: int  # pixels
    colours: str
    scripts: bool
    language: str

    @property
    def pairs(self) -> set[tuple[tuple[int, object], tuple[int, object]]]:
        """Which two circumstances meet in it."""
        return set(combinations(enumerate(self), 2))


ALL = tuple(Case(*values) for values in product(WIDTHS, COLOURS, SCRIPTS, LANGUAGES))


def covering() -> list[Case]:
    """Few cases in which every pair comes up: each time the one that brings most new pairs."""
    missing = set[tuple[tuple[int, object], tuple[int, object]]]().union(*(case.pairs for case in ALL))
    chosen: list[Case] = []
    while missing:
        best = max(ALL, key=lambda case: len(case.pairs & missing))
        chosen.append(best)
        missing -= best.pairs
    return chosen


def cases_of(number: int) -> list[Case]:
    """Those in which the page of this number is opened; one of them at least with scripts."""
    rows = covering()
    some = [rows[(EACH * number + place) % len(rows)] for place in range(EACH)]
    return sorted(some, key=lambda case: not case.scripts)
