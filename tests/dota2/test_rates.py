"""Rates and how far they can be trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dota2.rates import rate


@pytest.mark.parametrize(
    # R: binom::binom.confint(x, n, methods = "wilson")
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 27.753), (10, 10, 72.247, 100.0), (8, 10, 49.016, 94.332), (50, 100, 40.383, 59.617)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    found = rate(part, whole)
    assert found is not None
    assert found.value == 100 * part / whole
    assert found.low == pytest.approx(low, abs=0.001)
    assert found.high == pytest.approx(high, abs=0.001)


@given(whole=st.integers(1, 10**9), share=st.floats(0, 1))
def test_the_rate_lies_in_its_interval_and_that_between_0_and_100(whole: int, share: float) -> None:
    found = rate(int(whole * share), whole)
    assert found is not None
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (5, 3), (-1, 3)])
def test_there_is_no_rate_of_nothing_and_none_of_more_than_all(part: int, whole: int) -> None:
    assert rate(part, whole) is None
