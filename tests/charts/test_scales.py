"""Scales and their ticks, from one value to all that floats can hold, and through changes of clocks."""

from __future__ import annotations

from math import isfinite, isnan
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.chart import Axis
from app.charts.scales import Scale, scale_of
from app.charts.ticks import ticks
from app.clock import DAY, HOUR
from app.i18n import LANGUAGES
from tests.search.corpus import at

UTC, AMSTERDAM = ZoneInfo("UTC"), ZoneInfo("Europe/Amsterdam")
floats = st.floats(allow_nan=False, allow_infinity=False)


def scale(values: list[float], axis: Axis | None = None, *, is_rounded: bool = False) -> Scale:
    return scale_of(axis or Axis(), values, zone=AMSTERDAM, locale="en", is_rounded=is_rounded)


@settings(deadline=None)
@given(st.lists(floats, min_size=1, max_size=9), st.booleans())
def test_every_value_has_its_place_and_ticks_lie_within(values: list[float], is_rounded: bool) -> None:
    made = scale(values, is_rounded=is_rounded)
    places = [made.place(value) for value in sorted(values)]
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)
    assert places == sorted(places)
    found = made.ticks()
    assert len(found) <= 12
    assert all(isfinite(tick.place) and -1e-6 <= tick.place <= 1 + 1e-6 and tick.label for tick in found)


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(1, 10**7), st.sampled_from(sorted(LANGUAGES)))
def test_ticks_of_common_numbers_have_different_labels(least: int, length: int, locale: str) -> None:
    made = scale_of(Axis(), [least / 100, (least + length) / 100], zone=UTC, locale=locale, is_rounded=True)
    labels = [tick.label for tick in made.ticks()]
    assert len(labels) >= 2
    assert len(set(labels)) == len(labels), labels


def test_ticks_are_round_and_written_in_the_readers_language() -> None:
    assert [tick.label for tick in scale([0, 28], is_rounded=True).ticks()] == ["0", "10", "20", "30"]
    dutch = scale_of(Axis(), [0, 1], zone=UTC, locale="nl", is_rounded=True).ticks()
    assert [tick.label for tick in dutch] == ["0", "0,25", "0,50", "0,75", "1,00"]
    assert [tick.label for tick in scale([0, 3e9]).ticks()] == ["0", "1B", "2B", "3B"]
    assert [tick.label for tick in scale([0, 3e-9]).ticks()][1] == "1\u00a0×\u00a010⁻⁹"


def test_equal_values_stand_in_the_middle() -> None:
    for value in (0.0, 7.0, -3.5, 1e300, 5e-324):
        assert scale([value, value]).place(value) == pytest.approx(0.5)


@settings(deadline=None)
@given(st.lists(st.floats(min_value=5e-324, allow_infinity=False), min_size=1, max_size=9))
def test_a_logarithmic_axis_holds_every_positive_number(values: list[float]) -> None:
    made = scale(values, Axis(kind="log"))
    assert all(-1e-9 <= made.place(value) <= 1 + 1e-9 for value in values)
    found = made.ticks()
    assert 1 <= len(found) <= 8
    assert [tick.place for tick in found] == sorted({tick.place for tick in found})


def test_zero_and_less_have_no_place_on_a_logarithmic_axis() -> None:
    made = scale([0.0, -5.0, 10.0, 1_000.0], Axis(kind="log"))
    assert isnan(made.place(0.0))
    assert isnan(made.place(-5.0))
    assert [tick.label for tick in made.ticks()] == ["10", "20", "50", "100", "200", "500", "1,000"]


times = st.integers(at("1900-01-01"), at("2100-01-01"))


@settings(deadline=None)
@given(times, st.integers(1, 400 * 365 * DAY), st.sampled_from(sorted(LANGUAGES)))
def test_a_time_axis_has_few_ticks_in_order(first: int, length: int, locale: str) -> None:
    made = scale_of(Axis(kind="time"), [float(first), float(first + length)], zone=AMSTERDAM, locale=locale)
    found = made.ticks()
    assert len(found) <= 6
    places = [tick.place for tick in found]
    assert places == sorted(set(places))
    if length > 60 * 1_000_000:
        assert found


def test_an_hour_that_clocks_skip_has_no_tick_and_none_stands_twice() -> None:
    first, last = at("2026-03-29T00:00"), at("2026-03-29T03:00")
    found = ticks(first, last, AMSTERDAM, "en", lambda x: (x - first) / (last - first), most=8, within=(0, 1))
    assert [tick.label for tick in found] == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30", "05:00"]
    assert [tick.place for tick in found] == pytest.approx([n / 6 for n in range(7)])


def test_the_first_tick_of_a_chart_says_which_day_or_year_it_is() -> None:
    def labels(first: int, length: int) -> list[str]:
        made = scale([float(first), float(first + length)], Axis(kind="time"))
        return [tick.label for tick in made.ticks()]

    assert labels(at("2025-12-08"), 365 * DAY) == ["Jan 2026", "Mar", "May", "Jul", "Sep", "Nov"]
    assert labels(at("2026-03-20T12:00"), 10 * HOUR)[0] == "20 Mar, 15:00"
    assert labels(at("2026-03-20T12:00"), 9 * DAY)[0].endswith(" 2026")


def test_names_are_shown_in_the_middle_of_their_places() -> None:
    made = scale([], Axis(kind="names", names=("a", "b")))
    assert [(tick.place, tick.label) for tick in made.ticks()] == [(0.25, "a"), (0.75, "b")]
    many = scale([], Axis(kind="names", names=tuple(map(str, range(100)))))
    assert len(many.ticks()) <= 12
