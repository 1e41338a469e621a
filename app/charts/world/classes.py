"""Classes of a map: few stretches of numbers, each with a colour, of about as many values.

They follow the ranks of the values and not their size, so that one that is far out takes the colours from
nobody. Their borders are round, so that they can be remembered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise
from math import floor, log10
from statistics import quantiles

import msgspec

COUNT = 5
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_PARTS = 4
"""A border is rounded by at most such a part of the way to the next one."""


class Classes(msgspec.Struct, frozen=True):
    """Borders between classes, ascending: a value at a border is in the upper class."""

    borders: tuple[float, ...]

    def of(self, value: float) -> int:
        """The class of a value, from 1."""
        return bisect_right(self.borders, value) + 1

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.borders) + 1


def classes(values: Iterable[float]) -> Classes:
    """At most five classes of about as many values; one of them when there is hardly a difference."""
    known = sorted(values)
    if len(known) < COUNT or known[0] == known[-1]:
        return Classes(())
    exact = quantiles(known, n=COUNT, method="inclusive")
    gap = min((b - a for a, b in pairwise(exact) if b > a), default=known[-1] - known[0])
    grain = _grain(gap / _PARTS * 2)
    borders = sorted({round(round(border / grain) * grain, 12) for border in exact})
    return Classes(tuple(border for border in borders if known[0] < border <= known[-1]))


def _grain(size: float) -> float:
    """The largest round number that is not more."""
    power = 10.0 ** floor(log10(size))
    return max(step * power for step in _ROUND if step * power <= size * (1 + 1e-9))
