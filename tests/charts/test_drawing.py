"""Pictures: well-formed, without style or script, true to the numbers, whatever is drawn."""

from __future__ import annotations

import re
from math import isfinite, nan
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from app.charts.chart import Axis, Chart, ChartError, Event, Kind, Mark, Series
from app.charts.figure import Figure, figure
from app.charts.plot import prepare
from app.charts.svg import alone, sparkline
from app.charts.words import Voice
from app.clock import DAY, HOUR
from tests.charts.gallery import charts
from tests.search.corpus import at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NUMBER = re.compile(r"^-?\d+(\.\d+)?(e-?\d+)?%?$")
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&amp; &lt;",
    "' onload='x",
    "\u202egnp.exe",
    "שלום עולם",
    "قارب",
    "\x00\x08\x0b\ufffe\ud800",
    "]]>",
    "a" * 1_000,
    "",
]
labels = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
y = st.one_of(st.none(), st.floats(), st.integers(-50, 50).map(float))
marks: st.SearchStrategy[Mark] = st.sampled_from(get_args(Mark))
kinds: st.SearchStrategy[Kind] = st.sampled_from(get_args(Kind))


def series(label: str, mark: Mark, ys: list[float | None], xs: list[float]) -> Series:
    if mark == "band":
        return Series(label=label, xs=xs, lows=ys, highs=ys, mark=mark)
    return Series(label=label, xs=xs, ys=ys, mark=mark)


@st.composite
def drawings(draw: st.DrawFn) -> Chart:
    kind = draw(kinds.filter(lambda kind: kind != "log"))
    found = []
    for _ in range(draw(st.integers(0, 3))):
        ys = draw(st.lists(y, max_size=12))
        steps = draw(st.lists(st.integers(0, 10**13), min_size=len(ys), max_size=len(ys)))
        xs = [float(n) if kind == "names" else float(sum(steps[: n + 1])) for n in range(len(ys))]
        found.append(series(draw(labels), draw(marks), ys, xs))
    return Chart(
        id="drawn",
        title=draw(labels),
        about=draw(labels),
        series=found,
        x=Axis(kind=kind, label=draw(labels), names=tuple(draw(st.lists(labels, max_size=12)))),
        y=Axis(kind="log" if draw(st.booleans()) else "linear", unit=draw(labels)),
        events=[Event(at=float(10**12), label=draw(labels))]
        if kind != "names" and draw(st.booleans())
        else [],
        source=draw(labels),
        licence=draw(labels),
        is_split=draw(st.booleans()),
    )


def made(chart: Chart) -> Figure:
    return figure(chart, zone=AMSTERDAM, locale="en", address="/tax/")


def standing(chart: Chart) -> str:
    voice = Voice(chart, AMSTERDAM, "en")
    return alone(prepare(chart, voice), voice)


def pictures(chart: Chart) -> list[etree._Element]:
    return [etree.fromstring(panel.svg) for panel in made(chart).panels]


def bars(chart: Chart) -> list[etree._Element]:
    (picture,) = pictures(chart)
    return [shape for shape in picture.iter("rect") if (shape.get("class") or "").startswith("f")]


def check(picture: etree._Element) -> None:
    """No style or script, and every number is one."""
    for shape in picture.iter():
        assert etree.QName(shape).localname in {
            *("svg", "title", "desc", "g", "a", "path", "rect", "circle", "line", "text")
        }
        for name in map(str, shape.keys()):
            value = shape.get(name, "")
            assert not name.startswith("on")
            assert name != "style"
            if name in {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"}:
                assert NUMBER.match(value), (name, value)
            if name in {"width", "height", "r"}:
                assert float(value.rstrip("%")) >= 0
            if name == "d":
                assert not re.search("[^MLHVZh0-9 -]", value), value


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(drawings())
def test_whatever_is_drawn_is_well_formed_and_without_style_or_script(chart: Chart) -> None:
    for picture in pictures(chart):
        check(picture)
    whole = etree.fromstring(standing(chart).encode())
    check(whole)
    assert whole[0].tag.endswith("title")
    assert whole[1].tag.endswith("desc")
    for row in made(chart).table.rows:
        assert all("nan" not in cell.text for cell in row[1])


@pytest.mark.parametrize("text", NASTY)
def test_a_label_is_shown_as_text_in_every_form(text: str) -> None:
    chart = Chart(id="x", title=text, series=[Series(label=text, xs=[1, 2], ys=[1, 2], mark="bar")])
    (picture,) = pictures(chart)
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", text)
    assert (picture[0].text or "") == shown
    assert not list(picture.iter("img", "script"))


def test_right_to_left_labels_do_not_turn_the_numbers_around() -> None:
    chart = Chart(id="x", title="x", series=[Series(label=n, xs=[1, 2], ys=[1, 23]) for n in ("קרב", "b")])
    (picture,) = pictures(chart)
    assert picture.get("direction") == "ltr"
    assert "\u2068קרב\u2069 23" in [text.text for text in picture.iter("text")]


def test_a_gap_cuts_the_line_and_a_point_alone_is_a_dot() -> None:
    ys = [1, 2, None, 3, None, 4, 5]
    (picture,) = pictures(Chart(id="x", title="x", series=[Series(label="x", xs=range(7), ys=ys)]))
    (path,) = picture.iter("path")
    assert path.get("d", "").count("M") == 2
    (dot,) = picture.iter("circle")
    assert dot.get("cx") == "50%"


def test_bars_below_nothing_hang_from_the_axis() -> None:
    chart = Chart(id="x", title="x", series=[Series(label="x", xs=range(3), ys=[4, -2, 0], mark="bar")])
    up, down, none = bars(chart)
    assert float(up.get("y", "")) + float(up.get("height", "")) == pytest.approx(
        float(down.get("y", "")), abs=0.2
    )
    assert float(up.get("height", "")) == pytest.approx(2 * float(down.get("height", "")), abs=0.3)
    assert float(none.get("height", "")) == 0


def test_a_day_of_25_hours_has_25_bars_of_one_width_side_by_side() -> None:
    first = at("2026-10-24T22:00")
    xs = [float(first + n * HOUR) for n in range(25)]
    found = bars(
        Chart(
            id="x", title="x", series=[Series(label="x", xs=xs, ys=[1] * 25, mark="bar")], x=Axis(kind="time")
        )
    )
    assert len({bar.get("width", "") for bar in found}) == 1
    starts = [float(bar.get("x", "").rstrip("%")) for bar in found]
    assert starts == pytest.approx([4 * n + 0.32 for n in range(25)], abs=0.02)


def test_no_points_say_so() -> None:
    for empty in ([], [Series(label="x", xs=[], ys=[])], [Series(label="x", xs=[1, 2], ys=[None, nan])]):
        chart = Chart(id="x", title="x", series=empty)
        (picture,) = pictures(chart)
        assert "No data" in [text.text for text in picture.iter("text")]
        assert "No data" in standing(chart)


def test_one_point_and_equal_values_stand_in_the_middle_of_their_room() -> None:
    (picture,) = pictures(Chart(id="x", title="x", series=[Series(label="x", xs=[5], ys=[7])]))
    (dot,) = picture.iter("circle")
    assert dot.get("cx") == "50%"
    assert 20 < float(dot.get("cy", "")) < 160


def test_values_of_zero_on_a_logarithmic_axis_are_told_and_stay_in_the_table() -> None:
    chart = Chart(
        id="x",
        title="x",
        series=[Series(label="x", xs=range(4), ys=[0, 1, -1, 10], mark="dots")],
        y=Axis(kind="log"),
    )
    found = made(chart)
    assert found.notes == ["2 values of zero or less have no place on this axis."]
    assert [cells[0].text for _, cells in found.table.rows] == ["0", "1", "-1", "10"]
    assert len(list(pictures(chart)[0].iter("circle"))) == 2


def test_a_hundred_series_have_colours_for_eight_and_grey_for_the_rest() -> None:
    many = [Series(label=f"Page {n}", xs=range(3), ys=[n, n + 1, n]) for n in range(100)]
    found = made(Chart(id="x", title="x", series=many))
    (picture,) = [etree.fromstring(panel.svg) for panel in found.panels]
    kinds = [path.get("class") for path in picture.iter("path")]
    assert kinds == ["lq"] * 92 + [f"l{n}" for n in range(1, 9)], "what is grey lies below the rest"
    assert len(found.keys) == 8
    assert found.notes == ["and 92 more"]
    assert found.table.left_out == 76
    split = made(Chart(id="x", title="x", series=many, is_split=True))
    assert [panel.name for panel in split.panels] == [f"Page {n}" for n in range(100)]


def test_a_line_of_100_000_points_is_sent_as_4_000_with_its_extremes() -> None:
    ys: list[float | None] = [float(n % 1_000) for n in range(100_000)]
    ys[77_777] = 5_000.0
    chart = Chart(id="x", title="x", series=[Series(label="x", xs=range(100_000), ys=ys)])
    found = made(chart)
    (path,) = etree.fromstring(found.panels[0].svg).iter("path")
    points = re.findall(r"(\d+) (\d+)", path.get("d", ""))
    assert len(points) <= 4_000
    assert min(int(y) for _, y in points) == 433, "the highest is at 5,000 of 6,000"
    assert len(found.table.rows) == 100
    assert found.table.is_summary
    assert found.table.rows[77][1][0].text == "0 – 5,000"


def test_links_lead_from_points_and_from_their_rows_in_the_table() -> None:
    chart = Chart(
        id="x",
        title="x",
        series=[Series(label="x", xs=[0, 1], ys=[1, 2], links=("/a?b=1&c=<", "/d"), mark="bar")],
    )
    (picture,) = pictures(chart)
    assert [a.get("href") for a in picture.iter("a")] == ["/a?b=1&c=<", "/d"]
    assert picture.get("role") == "group"
    assert [cells[0].link for _, cells in made(chart).table.rows] == ["/a?b=1&c=<", "/d"]


def test_each_point_of_a_time_axis_is_told_by_its_day_in_the_readers_zone() -> None:
    first = at("2026-03-28T23:00")
    chart = Chart(
        id="x",
        title="x",
        series=[Series(label="x", xs=[first, first + DAY - 2 * HOUR], ys=[1, 2])],
        x=Axis(kind="time"),
    )
    rows = figure(chart, zone=AMSTERDAM, locale="nl").table.rows
    assert [name for name, _ in rows] == ["29 mrt 2026", "29 mrt 2026, 23:00"]


def test_what_cannot_be_drawn_is_a_mistake_that_says_which() -> None:
    with pytest.raises(ChartError, match="'x' has 2 x, but 1 y"):
        Series(label="x", xs=[1, 2], ys=[1])
    with pytest.raises(ChartError, match="does not ascend"):
        Series(label="x", xs=[2, 1], ys=[1, 2])
    with pytest.raises(ChartError, match="no number"):
        Series(label="x", xs=[nan, 1], ys=[1, 2])
    with pytest.raises(ChartError, match="too large"):
        Series(label="x", xs=[0, 1], ys=[10**400, None])
    with pytest.raises(ChartError, match="no id"):
        Chart(id='x"y', title="x", series=[])


@settings(deadline=None)
@given(st.lists(y, max_size=600))
def test_a_sparkline_is_a_picture_that_stays_in_its_box(values: list[float | None]) -> None:
    picture = etree.fromstring(sparkline(values))
    for path in picture.iter("path"):
        numbers = [float(found) for found in re.findall(r"-?[\d.]+", path.get("d", "").replace("h0", ""))]
        assert all(isfinite(n) and -0.1 <= n <= 100.1 for n in numbers)


@pytest.mark.parametrize("locale", ["en", "nl", "sv", "nb", "fr"])
def test_every_kind_of_chart_can_be_drawn_in_every_language(locale: str) -> None:
    for chart in charts():
        found = figure(chart, zone=AMSTERDAM, locale=locale)
        for panel in found.panels:
            check(etree.fromstring(panel.svg))
            assert html.fromstring(panel.svg) is not None
