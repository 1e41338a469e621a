"""The ruler's bars: equally wide, inside their box, each a link to its own time."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import etree, html

from app.charts.bins import MOST as MOST_BINS
from app.charts.bins import Edges, bins
from app.charts.calendar import span
from app.charts.ticks import MOST, ticks
from app.clock import DAY
from app.i18n import LANGUAGES
from app.search.ruler import HEIGHT, WIDTH, Scale, scale_of
from app.search.window import Window
from app.web.context import ROOT
from app.web.response.assets import static_files
from app.web.templates import make_templates
from tests import prepared
from tests.search.corpus import at

NOW = Window()
UTC = ZoneInfo("UTC")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = [
    "UTC",
    "Europe/Amsterdam",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]


class Drawn(NamedTuple):
    """What is to be seen of a ruler."""

    scale: Scale
    picture: etree._Element
    table: etree._Element

    def bins(self) -> list[tuple[str, str]]:
        spans = [tuple(span.split("/")) for span in self.scale.windows.split(" ")]
        return [(first, last) for first, last in spans]

    def bars(self) -> list[etree._Element]:
        return [shape for shape in self.picture.iter("rect") if shape.get("class", "").startswith("bar")]


def drawn(
    edges: Edges,
    counts: list[int],
    *,
    window: Window = NOW,
    first_seen: int = 0,
    zone: ZoneInfo = UTC,
) -> Drawn:
    scale = Scale(edges, zone, "en", 2026)
    ruler = scale.ruler(counts, window=window, first_seen=first_seen, anywhen="/search?q=flood")
    strip = templates().get_template("search/_ruler.html").render(ruler=ruler)
    page = html.fromstring(strip)
    picture = re.search(r"<svg class=\"strip\".*?</svg>", strip, re.DOTALL)
    assert picture is not None
    return Drawn(scale, etree.fromstring(picture[0]), page.cssselect("tbody")[0])


@cache
def templates() -> Environment:
    """The templates, as they are compiled for pages."""
    return make_templates(ROOT / "templates", prepared.compiled().parents[1], static_files(ROOT / "static"))


def days(first: str, last: str) -> Edges:
    """A bin for each day, and the end of the last."""
    return tuple(range(at(first), at(last) + DAY + 1, DAY))


times = st.integers(at("0002-01-01"), at("9998-01-01"))


@settings(deadline=None)  # the first bars in a zone take a while
@given(times, times, st.lists(st.integers(0, 10**6), min_size=MOST_BINS, max_size=MOST_BINS))
def test_bars_stay_in_their_box_and_links_lead_back(one: int, other: int, numbers: list[int]) -> None:
    edges = bins(min(one, other), max(one, other), AMSTERDAM)
    counts = numbers[: len(edges) - 1]
    ruler = drawn(edges, counts, zone=AMSTERDAM)
    shown = [number for number, count in enumerate(counts) if count]
    spans = ruler.bins()
    for number, bar in zip(shown, ruler.bars(), strict=True):
        y, height, width = (float(bar.attrib[name]) for name in ("y", "height", "width"))
        assert 0 <= y <= y + height <= HEIGHT
        assert width < WIDTH / len(counts)
        assert float(bar.attrib["x"]) == pytest.approx(number * WIDTH / len(counts), abs=0.01)
    links = [parse_qs(urlsplit(link.get("href", "")).query) for link in ruler.picture.iter("a")]
    assert links == [{"q": ["flood"], "from": [spans[n][0]], "to": [spans[n][1]]} for n in shown]
    titles = [title.text or "" for title in ruler.picture.iter("title")]
    assert [title.rpartition(": ")[2] for title in titles] == [f"{counts[n]:,}" for n in shown]
    rows = [(row[2].text or "").strip() for row in ruler.table.iter("tr")]
    assert rows == [f"{count:,}" for count, _ in groupby(counts) if count]


@settings(deadline=None)
@given(times, times, st.sampled_from(ZONES))
@example(0, 250_246_638_000_000_000, "America/Sao_Paulo")  # a last bin whose end is in no calendar of UTC
def test_the_window_of_a_bar_is_its_bin_to_the_microsecond(one: int, other: int, name: str) -> None:
    zone = ZoneInfo(name)
    edges = bins(min(one, other), max(one, other), zone)
    written = [span.split("/") for span in Scale(edges, zone, "en", 2026).windows.split(" ")]
    read = [(span(first, zone)[0], span(last, zone)[1]) for first, last in written]
    assert read == [(first, last - 1) for first, last in pairwise(edges)]


@given(times, times, st.sampled_from(sorted(LANGUAGES)))
def test_marks_are_few_ordered_and_clear_of_the_ends(one: int, other: int, locale: str) -> None:
    found = ticks(min(one, other), max(one, other), AMSTERDAM, locale)
    assert len(found) <= MOST
    places = [mark.place for mark in found]
    assert places == sorted(places)
    assert all(0.2 < place < 0.9 and mark.label for place, mark in zip(places, found, strict=True))


@pytest.mark.parametrize(
    "length", ["2026-01-01T00:03", "2026-01-01T09:00", "2026-01-12", "2026-11-23", "2046-01-01"]
)
def test_any_length_of_time_has_marks_in_its_own_unit(length: str) -> None:
    assert ticks(at("2026-01-01"), at(length), UTC, "en")


def test_the_window_is_in_accent_and_the_first_time_is_the_first() -> None:
    edges = days("2026-01-01", "2026-04-10")
    window = Window(between=(at("2026-02-01"), at("2026-02-02") - 1))
    ruler = drawn(edges, [1] * 100, window=window, first_seen=at("2026-01-05T06:00:00"))
    kinds = [bar.get("class") for bar in ruler.bars()]
    assert [n for n, kind in enumerate(kinds) if kind == "bar in"] == [31]
    assert [n for n, kind in enumerate(kinds) if kind == "bar first"] == [4]
    assert ruler.bins()[31] == ("2026-02-01", "2026-02-01")


def test_neighbours_with_the_same_number_are_one_row() -> None:
    ruler = drawn(days("2026-01-01", "2026-04-10"), [0] * 10 + [1] * 20 + [2] * 70)
    rows = [[(cell.text or "").strip() for cell in row] for row in ruler.table.iter("tr")]
    assert rows == [["11 Jan 2026", "30 Jan 2026", "1"], ["31 Jan 2026", "10 Apr 2026", "2"]]


def test_months_of_any_length_are_as_wide_and_marks_stand_on_their_bars() -> None:
    edges = bins(at("2020-01-15"), at("2026-01-20"), UTC)
    scale = Scale(edges, UTC, "en", 2026)
    assert len(edges) == 6 * 12 + 2
    assert scale.place(at("2020-03-01")) == pytest.approx(2 / 73)
    for mark in scale.marks:
        assert mark.place * 73 == pytest.approx(round(mark.place * 73))


def test_there_is_no_ruler_before_there_is_time() -> None:
    assert scale_of((), at("2026-01-01"), UTC, "en") is None


def test_a_scale_is_made_once_for_all_searches_of_a_day() -> None:
    edges = bins(at("2026-01-01"), at("2026-03-01"), UTC)
    scale = scale_of(edges, at("2026-03-01"), UTC, "en")
    assert scale is not None
    assert scale is scale_of(edges, at("2026-03-01T12:00:00"), UTC, "en")
    assert scale is not scale_of(edges, at("2026-03-01"), UTC, "nl")
