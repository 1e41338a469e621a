"""The bins of a ruler are stretches of the calendar, few enough to be pointed at."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.bins import MOST, bins
from app.clock import DAY, HOUR, MINUTE
from tests.search.corpus import at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = at("2026-11-27T17:46:00")
times = st.integers(at("0002-01-01"), at("9998-01-01"))


@given(times, times)
def test_bins_are_few_ascending_and_hold_both_ends(one: int, other: int) -> None:
    first, last = min(one, other), max(one, other)
    edges = bins(first, last, AMSTERDAM)
    assert list(edges) == sorted(set(edges))
    assert 2 <= len(edges) <= MOST + 1
    assert edges[0] <= first
    assert edges[-2] <= last < edges[-1]


@pytest.mark.parametrize(
    ("age", "begins"),
    [
        (0, "%H:%M"),
        (5 * HOUR, "%H:%M"),
        (4 * DAY, "%H:00"),
        (40 * DAY, "00:00"),
        (300 * DAY, "Mon 00:00"),
        (4 * 365 * DAY, "01 00:00"),
        (40 * 365 * DAY, "01-01 00:00"),
    ],
)
def test_bins_begin_on_borders_that_people_know(age: int, begins: str) -> None:
    edges = bins(NOW - age, NOW, AMSTERDAM)
    form = {"Mon 00:00": "%a %H:%M", "01 00:00": "%d %H:%M", "01-01 00:00": "%m-%d %H:%M"}.get(
        begins, "%H:%M"
    )
    for edge in edges:
        local = datetime.fromtimestamp(edge / 1e6, UTC).astimezone(AMSTERDAM)
        assert local.second == 0
        assert local.strftime(form) == local.strftime(begins)


def test_a_first_reading_is_not_the_whole_ruler() -> None:
    edges = bins(NOW, NOW, AMSTERDAM)
    assert edges[-2] - edges[0] >= HOUR
    assert edges[1] - edges[0] == MINUTE


def test_bins_stay_the_same_until_the_last_one_ends() -> None:
    edges = bins(NOW - 300 * DAY, NOW, AMSTERDAM)
    assert bins(NOW - 300 * DAY, edges[-1] - 1, AMSTERDAM) is edges
    assert bins(NOW - 300 * DAY, edges[-1], AMSTERDAM)[:-1] == edges
