"""Steps: counts are added up, levels end, ratios are sums over sums, and what is missing stays missing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.bins import Step, TooManySteps, steps
from app.charts.calendar import day_of, first_of
from app.clock import HOUR
from app.series.source import Kind
from app.series.sums import Row, counted, summed
from tests.search.corpus import at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EDGES = (0, 10, 20, 30)
kinds = st.sampled_from(["count", "level", "ratio", "event"])
rows = st.lists(
    st.tuples(
        st.integers(-5, 40),
        st.none() | st.integers(0, 100).map(float),
        st.none() | st.integers(0, 9).map(float),
    )
).map(lambda found: sorted(found, key=lambda row: row[0]))


def test_a_ratio_of_a_step_is_the_sum_of_parts_over_the_sum_of_wholes() -> None:
    found = summed("ratio", [(0, 1.0, 2.0), (5, 0.0, 98.0), (21, 0.0, 0.0)], EDGES)
    assert found == [(0, 0.01), (10, None), (20, None)]


def test_a_level_of_a_step_is_its_last_value() -> None:
    assert summed("level", [(1, 5.0, None), (9, 7.0, None), (20, 1.0, None)], EDGES) == [
        (0, 7.0),
        (10, None),
        (20, 1.0),
    ]


def test_counts_are_added_and_events_counted() -> None:
    found = [(1, 5.0, None), (9, 7.0, None), (20, 0.0, None)]
    assert summed("count", found, EDGES) == [(0, 12.0), (10, None), (20, 0.0)]
    assert summed("event", found, EDGES) == [(0, 2.0), (10, None), (20, 1.0)]


def test_what_hud_watches_itself_is_zero_where_nothing_happened() -> None:
    assert counted([(1, 2), (9, 1), (29, 4), (30, 9)], EDGES) == [(0, 3.0), (10, 0.0), (20, 4.0)]


@settings(deadline=None)
@given(kinds, rows)
def test_a_step_without_a_value_is_missing_and_no_value_is_lost(kind: Kind, found: list[Row]) -> None:
    inside = [row for row in found if 0 <= row[0] < 30 and row[1] is not None]
    answer = summed(kind, found, EDGES)
    assert [start for start, _ in answer] == [0, 10, 20]
    for start, value in answer:
        here = [row for row in inside if start <= row[0] < start + 10]
        if not here:
            assert value is None
        elif kind == "count":
            assert value == sum(row[1] or 0 for row in here)
        elif kind == "event":
            assert value == len(here)


@settings(deadline=None)
@given(
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.integers(0, 800),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_steps_hold_both_ends_and_begin_where_the_calendar_says(day: date, length: int, step: Step) -> None:
    first = first_of(day, AMSTERDAM) + HOUR
    last = first_of(day + timedelta(days=length), AMSTERDAM) + HOUR
    edges = steps(first, last, step, AMSTERDAM)
    assert edges[0] <= first < edges[1]
    assert edges[-2] <= last < edges[-1]
    begins = [day_of(edge, AMSTERDAM) for edge in edges]
    assert all(first_of(begin, AMSTERDAM) == edge for begin, edge in zip(begins, edges, strict=True))
    if step == "week":
        assert all(begin.weekday() == 0 for begin in begins)
    if step in {"month", "year"}:
        assert all(begin.day == 1 for begin in begins)
    if step == "year":
        assert all(begin.month == 1 for begin in begins)


def test_a_day_of_the_zone_has_23_hours_where_clocks_are_put_forward() -> None:
    edges = steps(at("2026-03-28T12:00"), at("2026-03-29T12:00"), "day", AMSTERDAM)
    assert [b - a for a, b in pairwise(edges)] == [24 * HOUR, 23 * HOUR]


def test_more_steps_than_anybody_reads_are_refused() -> None:
    with pytest.raises(TooManySteps):
        steps(at("1990-01-01"), at("2026-01-01"), "day", AMSTERDAM)
    assert len(steps(at("1990-01-01"), at("2026-01-01"), "week", AMSTERDAM)) > 1_800
