"""CSV and JSON of a chart: every number, unit, source and licence, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from math import isnan

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.chart import Axis, Chart, ChartError, Series
from app.charts.files import JsonChart, as_csv, as_json, read_between, safe
from app.clock import DAY
from tests.search.corpus import at

FIRST = at("2026-03-01")
floats = st.floats(allow_nan=False, allow_infinity=False)


def chart(ys: list[float | None], **more: object) -> Chart:
    series = Series(label="=cmd|'/C calc'!A0", xs=[FIRST + n * DAY for n in range(len(ys))], ys=ys)
    made = Chart(
        id="x",
        title="x",
        series=[series],
        x=Axis(kind="time"),
        y=Axis(unit="% of GDP"),
        source="World Bank",
        licence="CC BY 4.0",
    )
    return msgspec.structs.replace(made, **more)


def rows(made: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(made).decode(), newline="")))


@settings(deadline=None)
@given(st.lists(st.none() | floats))
def test_every_number_comes_back_as_it_was_and_what_is_missing_is_empty(ys: list[float | None]) -> None:
    found = rows(chart(ys))
    assert [None if row["value"] == "" else float(row["value"]) for row in found] == ys
    for row in found:
        assert (row["unit"], row["source"], row["licence"]) == ("% of GDP", "World Bank", "CC BY 4.0")


def test_a_time_is_told_in_utc_and_a_name_as_it_is() -> None:
    assert rows(chart([1.0]))[0]["time"] == "2026-03-01T00:00:00.000000Z"
    named = Chart(
        id="x",
        title="x",
        series=[Series(label="x", xs=[0, 1], ys=[1, 2], mark="bar")],
        x=Axis(kind="names", label="Country", names=("Åland", "B")),
    )
    assert [row["Country"] for row in rows(named)] == ["Åland", "B"]


def test_the_edges_of_a_band_have_columns() -> None:
    banded = Chart(
        id="x", title="x", series=[Series(label="x", xs=[0], ys=[2], lows=[1], highs=[None], mark="band")]
    )
    assert [(row["value"], row["low"], row["high"]) for row in rows(banded)] == [("2", "1", "")]


@settings(deadline=None)
@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_label_that_looks_like_a_formula_is_text() -> None:
    assert rows(chart([1.0]))[0]["series"] == "'=cmd|'/C calc'!A0"


def test_json_has_null_for_what_is_missing_and_says_where_numbers_come_from() -> None:
    found = msgspec.json.decode(as_json(chart([1.0, None, 2.5])), type=JsonChart)
    assert (found.unit, found.source, found.licence) == ("% of GDP", "World Bank", "CC BY 4.0")
    assert [point[1] for point in found.series[0].points] == [1, None, 2.5]
    assert found.series[0].points[0][0] == "2026-03-01T00:00:00.000000Z"
    assert not found.series[0].is_thinned


def test_json_is_thinned_and_exact_where_one_looks_closer() -> None:
    made = chart([float(n * 7_919 % 1_000) for n in range(20_000)])
    whole = msgspec.json.decode(as_json(made), type=JsonChart).series[0]
    assert whole.is_thinned
    assert len(whole.points) <= 4_000
    assert whole.of == 20_000
    near = (float(FIRST + 5_000 * DAY), float(FIRST + 5_009 * DAY))
    part = msgspec.json.decode(as_json(made, near), type=JsonChart).series[0]
    assert not part.is_thinned
    assert [point[1] for point in part.points] == [n * 7_919 % 1_000 for n in range(4_999, 5_011)]


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "nan,1", "2,1"])
def test_what_is_no_part_of_the_axis_is_refused(text: str) -> None:
    with pytest.raises(ChartError):
        read_between(text)


@settings(deadline=None)
@given(floats, floats)
def test_two_numbers_are_read_as_they_were_written(one: float, other: float) -> None:
    first, last = sorted((one, other))
    assert read_between(f"{first!r},{last!r}") == (first, last)
    assert not isnan(first)
