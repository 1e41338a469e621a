"""In which circumstances pages are looked at: every pair of them comes up, and no page is seen in all.

Faults of a layout come from one circumstance or from two that meet (a long language on a narrow screen). All
sixty for each page take an hour, which the long form has. Every day a page is loaded twice, with scripts and
without; another width and other colours need no load of their own.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import NamedTuple

WIDTHS = (320, 500, 1280)
COLOURS = ("light", "dark")
SCRIPTS = (True, False)
LANGUAGES = ("en", "nl", "sv", "nb", "fr")
LOADS = 2
LOOKS = 2


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


def loads_of(number: int) -> list[list[Case]]:
    """The cases in which the page of this number is looked at, by load; the first load is with scripts."""
    return [[_case(number, load, look) for look in range(LOOKS)] for load in range(LOADS)]


def _case(number: int, load: int, look: int) -> Case:
    # Three widths and two colours: six numbers in a row are all pairs of these.
    place = number + load * LOOKS + look
    language = LANGUAGES[(number * LOADS + load) % len(LANGUAGES)]
    return Case(WIDTHS[place % len(WIDTHS)], COLOURS[place % len(COLOURS)], SCRIPTS[load], language)
