"""Statistics of magnitudes: from which on a catalogue is complete, and how much rarer stronger events are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import e, log10, sqrt

import msgspec

STEP = 0.1
"""Magnitudes are told in tenths."""
ENOUGH = 50
"""With fewer events above completeness nothing is said of b."""


class Frequency(msgspec.Struct, frozen=True):
    """How often magnitudes occur.

    `at_least` is (magnitude, number of events that strong or stronger), ascending. `complete` is the
    magnitude of completeness; `b`, its standard error and `a` are those of log10 N = a - b M above it, or
    None with too few events.
    """

    at_least: list[tuple[float, int]]
    complete: float | None = None
    b: float | None = None
    error: float | None = None
    a: float | None = None
    count: int = 0


def frequency(magnitudes: Iterable[float]) -> Frequency:
    """The frequency of magnitudes.

    Completeness by maximum curvature, the magnitude that occurs most (Wiemer and Wyss, "Minimum Magnitude of
    Completeness in Earthquake Catalogs", Bulletin of the Seismological Society of America 90, 2000). b by
    maximum likelihood (Aki, "Maximum likelihood estimate of b in the formula log N = a - bM and its
    confidence limits", Bulletin of the Earthquake Research Institute 43, 1965), with half a step for rounded
    magnitudes (Utsu, "A method for determining the value of b", 1965), its standard error after Shi and Bolt
    (BSSA 72, 1982).
    """
    # Whole tenths, half of one upwards: counted as integers, so that 0.3 is 0.3.
    tenths = Counter(int(value * 10 + 0.5) if value >= 0 else -int(-value * 10 + 0.5) for value in magnitudes)
    if not tenths:
        return Frequency([])
    at_least, sum_above = [], 0
    for tenth in range(max(tenths), min(tenths) - 1, -1):
        sum_above += tenths[tenth]
        at_least.append((tenth / 10, sum_above))
    at_least.reverse()
    mode = max(tenths, key=lambda tenth: (tenths[tenth], tenth))
    complete = mode / 10
    above = {tenth: count for tenth, count in tenths.items() if tenth >= mode}
    count = sum(above.values())
    if count < ENOUGH or len(above) < 2:
        return Frequency(at_least, complete, count=count)
    mean = sum(tenth / 10 * number for tenth, number in above.items()) / count
    b = log10(e) / (mean - (complete - STEP / 2))
    spread = sum(number * (tenth / 10 - mean) ** 2 for tenth, number in above.items())
    error = 2.30 * b * b * sqrt(spread / (count * (count - 1)))
    return Frequency(at_least, complete, b, error, log10(count) + b * complete, count)
