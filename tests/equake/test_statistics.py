"""Completeness and b, against numbers that are worked out by hand or known beforehand."""

from __future__ import annotations

import random
from math import isclose, log10

import pytest

from app.equake.statistics import ENOUGH, frequency


def test_each_magnitude_has_the_number_of_events_that_strong_or_stronger() -> None:
    found = frequency([1.0, 1.0, 1.1, 1.26, -0.25])
    assert found.at_least[0] == (-0.3, 5)
    assert dict(found.at_least)[1.0] == 4
    assert found.at_least[-1] == (1.3, 1)


def test_the_catalogue_is_complete_from_the_magnitude_that_occurs_most() -> None:
    assert frequency([1.0] * 3 + [1.1] * 7 + [1.2] * 5).complete == 1.1


def test_too_few_events_have_no_b() -> None:
    found = frequency([1.0, 1.1] * (ENOUGH // 2 - 1))
    assert found.b is None
    assert frequency([]).at_least == []


def test_b_is_that_of_aki_and_utsu() -> None:
    # Mean 2.05 over a completeness of 2.0 less half a tenth: b = log10(e) / 0.1.
    found = frequency([2.0] * 75 + [2.1] * 50 + [2.2] * 0)
    mean = (75 * 2.0 + 50 * 2.1) / 125
    assert found.b is not None
    assert isclose(found.b, log10(2.718281828459045) / (mean - 1.95))
    assert found.count == 125


@pytest.mark.parametrize("b", [0.8, 1.0, 1.2])
def test_of_magnitudes_drawn_with_a_known_b_that_b_is_found(b: float) -> None:
    draw = random.Random(7)
    magnitudes = [2.0 - 0.05 + draw.expovariate(b / log10(2.718281828459045)) for _ in range(20_000)]
    found = frequency(magnitudes)
    assert found.b is not None
    assert found.error is not None
    assert found.complete == 2.0
    assert abs(found.b - b) < 4 * found.error
    assert found.error < 0.02
