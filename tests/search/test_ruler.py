"""The ruler's bars: equal, inside their box, each a link to its own time."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

import trie_core
from app.i18n import LANGUAGES
from app.search.axis import MOST, marks
from app.search.ruler import HEIGHT, WIDTH, Scale, scale_of
from app.search.window import Window
from tests.search.corpus import at

NOW = Window()
UTC = ZoneInfo("UTC")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Drawn(NamedTuple):
    """What is to be seen of a ruler."""

    scale: Scale
    picture: etree._Element
    table: etree._Element

    def bins(self) -> list[tuple[str, str]]:
        spans = [tuple(span.split("/")) for span in self.scale.bins.split(" ")]
        return [(first, last) for first, last in spans]

    def bars(self) -> list[etree._Element]:
        return [shape for shape in self.picture.iter("rect") if shape.get("class", "").startswith("bar")]


def drawn(
    ruler: list[tuple[int, int]],
    now: int,
    *,
    window: Window = NOW,
    first_seen: int | None = None,
    zone: ZoneInfo = UTC,
) -> Drawn:
    starts = tuple(start for start, _ in ruler)
    scale = Scale(starts, max(now, starts[-1] + 1), zone, "en")
    counts = [pages for _, pages in ruler]
    bars = scale.bars(counts, window=window, first_seen=first_seen, link="/search?q=flood&amp;").decode()
    rows = scale.rows(counts).decode()
    return Drawn(scale, etree.fromstring(f"<svg>{bars}</svg>"), html.fromstring(f"<table>{rows}</table>"))


def bins(begin: int, end: int, counts: list[int]) -> list[tuple[int, int]]:
    return [(begin + (end - begin) * n // len(counts), count) for n, count in enumerate(counts)]


times = st.integers(at("0002-01-01"), at("9998-01-01"))


@given(times, times, st.lists(st.integers(0, 10**6), min_size=100, max_size=100))
def test_bars_stay_in_their_box_and_links_lead_back(one: int, other: int, counts: list[int]) -> None:
    begin, end = min(one, other), max(one, other) + 1
    ruler = drawn(bins(begin, end, counts), end, zone=AMSTERDAM)
    shown = [number for number, count in enumerate(counts) if count]
    spans = ruler.bins()
    assert len(spans) == 100
    assert all(first <= last for first, last in spans)
    for number, bar in zip(shown, ruler.bars(), strict=True):
        y, height, width = (float(bar.attrib[name]) for name in ("y", "height", "width"))
        assert 0 <= y <= y + height <= HEIGHT
        assert width < WIDTH / 100
        assert float(bar.attrib["x"]) == number * WIDTH / 100
    links = [parse_qs(urlsplit(link.get("href", "")).query) for link in ruler.picture.iter("a")]
    assert links == [{"q": ["flood"], "from": [spans[n][0]], "to": [spans[n][1]]} for n in shown]
    rows = [(row[2].text or "").strip() for row in ruler.table.iter("tr")]
    assert rows == [f"{count:,}" for count, _ in groupby(counts) if count]


@given(times, times, st.sampled_from(sorted(LANGUAGES)))
def test_marks_are_few_ordered_and_clear_of_the_ends(one: int, other: int, locale: str) -> None:
    found = marks(min(one, other), max(one, other), AMSTERDAM, locale)
    assert len(found) <= MOST
    places = [mark.place for mark in found]
    assert places == sorted(places)
    assert all(0.2 < place < 0.9 and mark.label for place, mark in zip(places, found, strict=True))


@pytest.mark.parametrize(
    "length", ["2026-01-01T00:03", "2026-01-01T09:00", "2026-01-12", "2026-11-23", "2046-01-01"]
)
def test_any_length_of_time_has_marks_in_its_own_unit(length: str) -> None:
    assert marks(at("2026-01-01"), at(length), UTC, "en")


def test_the_window_is_in_accent_and_the_first_time_is_the_first() -> None:
    begin, end = at("2026-01-01"), at("2026-04-11")
    window = Window(between=(at("2026-02-01"), at("2026-02-02") - 1))
    ruler = drawn(bins(begin, end, [1] * 100), end, window=window, first_seen=at("2026-01-05T06:00:00"))
    kinds = [bar.get("class") for bar in ruler.bars()]
    assert [n for n, kind in enumerate(kinds) if kind == "bar in"] == [31]
    assert [n for n, kind in enumerate(kinds) if kind == "bar first"] == [4]
    assert ruler.bins()[31] == ("2026-02-01", "2026-02-01")


def test_neighbours_with_the_same_number_are_one_row() -> None:
    begin, end = at("2026-01-01"), at("2026-04-11")
    ruler = drawn(bins(begin, end, [0] * 10 + [1] * 20 + [2] * 70), end)
    days = [[(cell.text or "").strip() for cell in row] for row in ruler.table.iter("tr")]
    assert days == [["11 Jan 2026", "30 Jan 2026", "1"], ["31 Jan 2026", "10 Apr 2026", "2"]]


def test_on_the_first_day_bars_are_minutes_or_seconds() -> None:
    begin = at("2026-01-01T10:00:00")
    ruler = drawn(bins(begin, at("2026-01-01T10:05:00"), [1] * 100), at("2026-01-01T10:05:00"))
    assert ruler.bins()[1][0] == "2026-01-01T10:00:03"


def test_there_is_no_ruler_before_there_is_time(tmp_path: Path) -> None:
    answer = trie_core.Index.open(tmp_path).search("flood", ruler=100)
    assert scale_of(answer, at("2026-01-01"), UTC, "en") is None


def test_a_ruler_is_drawn_of_an_answer_as_of_its_numbers(tmp_path: Path) -> None:
    times = [at("2026-01-01"), at("2026-02-01"), at("2026-02-02")]
    with trie_core.Writer(tmp_path) as writer:
        for page, moment in enumerate(times):
            version = trie_core.Version(first_read=moment, last_read=moment, title="", main="flood", rest="")
            writer.put(page, 0, [version], site="a.org")
        writer.commit()
        answer = writer.reader().search("flood", ruler=100, now=at("2026-03-01"))
    scale = scale_of(answer, at("2026-03-01"), UTC, "en")
    assert scale is not None
    assert scale is scale_of(answer, at("2026-03-01"), UTC, "en")
    numbers = [pages for _, pages in answer.ruler]
    assert answer.span == (times[0], answer.ruler[-1][0], 100)
    assert list(scale.starts) == [start for start, _ in answer.ruler]
    for window in (NOW, Window(between=(times[0], times[1])), Window(at=times[2])):
        bars = scale.bars(answer, window=window, first_seen=times[0], link="/?")
        assert bars == scale.bars(numbers, window=window, first_seen=times[0], link="/?")
    assert scale.rows(answer) == scale.rows(numbers)
