"""The ruler's bars: equal, inside their box, each a link to its own time."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.i18n import LANGUAGES
from app.search import strip
from app.search.axis import MOST, marks
from app.search.request import SearchRequest
from app.search.results import SearchPage
from app.search.ruler import HEIGHT, WIDTH, Ruler, draw
from app.search.window import Window
from tests.search.corpus import at

NOW = Window()
UTC = ZoneInfo("UTC")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def drawn(
    ruler: list[tuple[int, int]],
    now: int,
    *,
    window: Window = NOW,
    first_seen: int | None = None,
    zone: ZoneInfo = UTC,
    locale: str = "en",
) -> Ruler | None:
    page = SearchPage(
        request=SearchRequest(q="flood"),
        query="flood",
        words=["flood"],
        window=window,
        at_least=False,
        total=0,
        took_us=1,
        did_you_mean=None,
        before=0,
        first_seen=first_seen,
        ruler=ruler,
        sites=[],
        results=[],
        now=now,
        indexed_pages=1,
        indexed_versions=1,
    )
    return draw(page, zone, locale)


def bins(begin: int, end: int, counts: list[int]) -> list[tuple[int, int]]:
    return [(begin + (end - begin) * n // len(counts), count) for n, count in enumerate(counts)]


times = st.integers(at("0002-01-01"), at("9998-01-01"))


@given(times, times, st.lists(st.integers(0, 10**6), min_size=100, max_size=100))
def test_bars_stay_in_their_box_and_links_lead_back(one: int, other: int, counts: list[int]) -> None:
    begin, end = min(one, other), max(one, other) + 1
    ruler = drawn(bins(begin, end, counts), end, zone=AMSTERDAM)
    assert ruler is not None
    assert len(ruler.bars) == 100
    assert ruler.width < ruler.slot == WIDTH / 100
    for bar in ruler.bars:
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
        assert bar.begin <= bar.end
    picture = etree.fromstring(f"<svg>{strip.bars(ruler)}</svg>")
    links = [parse_qs(urlsplit(link.get("href")).query) for link in picture.iter("a")]
    shown = [bar for bar in ruler.bars if bar.pages]
    assert links == [{"q": ["flood"], "from": [bar.begin], "to": [bar.end]} for bar in shown]
    slots = [shape for shape in picture.iter("rect") if shape.get("class") == "slot"]
    assert [float(shape.get("x")) for shape in slots] == [n * WIDTH / 100 for n in range(100)]
    assert [shape.get("data-from") for shape in slots] == [bar.begin for bar in ruler.bars]
    assert sum(row.pages > 0 for row in ruler.rows) == len(ruler.rows) <= 100


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
    assert ruler is not None
    assert [n for n, bar in enumerate(ruler.bars) if bar.inside] == [31]
    assert [n for n, bar in enumerate(ruler.bars) if bar.first] == [4]
    assert (ruler.bars[31].begin, ruler.bars[31].end) == ("2026-02-01", "2026-02-01")


def test_on_the_first_day_bars_are_minutes_or_seconds() -> None:
    begin = at("2026-01-01T10:00:00")
    ruler = drawn(bins(begin, at("2026-01-01T10:05:00"), [1] * 100), at("2026-01-01T10:05:00"))
    assert ruler is not None
    assert ruler.bars[1].begin == "2026-01-01T10:00:03"


def test_there_is_no_ruler_before_there_is_time() -> None:
    assert drawn([], at("2026-01-01")) is None
