"""Rates of few and of many games, with how far they can be trusted."""

from __future__ import annotations

from math import sqrt

import msgspec

_Z = 1.959963984540054
"""Of 95 %."""


class Rate(msgspec.Struct, frozen=True):
    """A part of a whole in per cent, and between which values it lies with 95 % confidence."""

    value: float
    low: float
    high: float


def rate(part: int, whole: int) -> Rate | None:
    """The rate; None of nothing, and where the part is more than the whole, which OpenDota sometimes tells.

    The interval is the score interval of E. B. Wilson, "Probable Inference, the Law of Succession, and
    Statistical Inference", Journal of the American Statistical Association 22 (1927), 209 to 212: unlike the
    usual one it stays between 0 and 100 and is right for few games too.
    """
    if whole <= 0 or not 0 <= part <= whole:
        return None
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 100 / (1 + square / whole)
    return Rate(100 * part / whole, max((middle - reach) * scale, 0.0), min((middle + reach) * scale, 100.0))
