"""Every bar of a ruler opens exactly the pages it counts, over a year of weekly readings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from app.accounts.models import Person
from app.rowcache import open_database
from app.settings import Settings
from tests import prepared
from tests.search.corpus import Corpus, at
from tests.web.site import signed_in

pytestmark = pytest.mark.xdist_group("year")

Client = TestClient[Litestar]
NOW = "2026-11-27T17:46:00"
ZONE = "Europe/Amsterdam"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation that has read twelve pages once a week for a year.

    Each says flood for some weeks; one is gone at the end.
    """
    settings = Settings(data_dir=tmp_path_factory.mktemp("year"))
    prepared.installation(settings)
    db = open_database(settings)
    _read_for_a_year(Corpus(db, settings.index_dir))
    db.dispose()
    return settings


def _read_for_a_year(corpus: Corpus) -> None:
    chance, end = random.Random(14), datetime.fromisoformat(NOW)
    for page in range(12):
        url, says = f"https://a.org/{page}", chance.random() < 0.5
        coast = ("north", "south", "west")[page % 3]
        when = end - timedelta(days=364, hours=chance.randrange(160))
        corpus.says(url, when.isoformat(), f"flood {coast}" if says else f"drought {coast}")
        while (when := when + timedelta(days=7)) < end:
            if chance.random() < 0.2:
                says = not says
                corpus.says(url, when.isoformat(), f"flood {coast}" if says else f"drought {coast}")
            else:
                corpus.is_same(url, when.isoformat())
    corpus.is_gone("https://a.org/0", "2026-11-20T09:00:00")
    corpus.is_gone("https://a.org/0", "2026-11-20T09:30:00")
    corpus.follow()


@pytest.fixture
def reader(year: Settings) -> Iterator[Client]:
    """A browser without JavaScript before that installation, at the end of the year."""
    with prepared.application(year) as app, TestClient(app, base_url="http://127.0.0.1:8000") as made:
        app.state.hud.clock = lambda: at(NOW)
        yield made


def total(page: html.HtmlElement) -> int:
    written = page.cssselect(".summary strong")[0].text_content().split()[0]
    return 0 if written == "No" else int(written)


def looked_at(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return html.fromstring(answer.text)


@pytest.mark.parametrize(
    "query",
    ["q=flood", "q=flood&from=2026-03-02&to=2026-03-08", "q=flood+-north", "q=flood+at:2026-06-01", "q=dr*"],
)
def test_every_bar_opens_as_many_pages_as_it_says(reader: Client, query: str) -> None:
    bars = looked_at(reader, f"/search?{query}").cssselect(".ruler .strip a")
    told = [int(bar.cssselect("title")[0].text_content().rpartition(": ")[2]) for bar in bars]
    assert len(bars) > 30
    assert len(set(told)) > 2
    assert [total(looked_at(reader, bar.get("href"))) for bar in bars] == told


def test_bars_of_hours_and_of_a_zone_with_summer_time_open_what_they_count(
    client: Client, corpus: Corpus
) -> None:
    """The clocks go back on 25 October 2026 at three: a time of day comes twice, its bars stay two."""
    start = datetime.fromisoformat("2026-10-24T06:00:00")
    for number in range(40):
        when = (start + timedelta(hours=number)).isoformat()
        corpus.says("https://a.org/", when, f"flood {number}" if number % 3 else f"drought {number}")
    corpus.follow()
    client.app.state.hud.clock = lambda: at("2026-10-25T22:10:00")
    bars = looked_at(client, f"/search?q=flood&tz={ZONE}").cssselect(".ruler .strip a")
    assert len(bars) > 40
    hrefs = [bar.get("href") for bar in bars]
    assert len(set(hrefs)) == len(hrefs)
    assert any("%2B" in href for href in hrefs), "an hour that comes twice is written with its offset"
    assert {total(looked_at(client, href)) for href in hrefs} == {1}


def test_now_is_within_the_past_week_and_that_within_the_past_month(reader: Client) -> None:
    page = looked_at(reader, "/search?q=flood")
    chips = {chip.text_content().strip(): chip.get("href") for chip in page.cssselect("nav.chips a.chip")}
    names = ["now", "past week", "past month", "past 6 months", "any time"]
    found = []
    for name in names:
        hits: set[str] = set()
        for number in range(1, 3):
            address = f"{chips[name]}&page={number}"
            hits |= {link.get("href") for link in looked_at(reader, address).cssselect("ol.results h3 a")}
        found.append(hits)
    assert all(one <= other for one, other in pairwise(found))
    assert found[0] < found[-1]


def test_a_bar_and_a_window_are_written_in_the_readers_language_and_zone(reader: Client) -> None:
    page = looked_at(reader, "/nl/search?q=flood&from=2026-03-02&to=2026-05-10")
    own = page.cssselect("nav.chips .chip[aria-current]")[0]
    assert own.text_content().strip() == "2 mrt – 10 mei ×"
    titles = [title.text_content() for title in page.cssselect(".strip title")]
    assert any(title.startswith("2–8 mrt: ") for title in titles)
    signed_in(reader, "reader", "Anna Late")
    with reader.app.state.hud.db.write() as session:
        session.query(Person).one().time_zone = "Pacific/Auckland"
    shown = looked_at(reader, "/search?q=flood&from=2026-11-26T23:55Z&to=2026-11-27T17:46Z")
    assert "27 Nov, 12:55 – 28 Nov, 06:46 ×" in [
        chip.text_content().strip() for chip in shown.cssselect(".chip[aria-current]")
    ]


def test_the_highest_bar_is_told_beside_the_ruler(reader: Client) -> None:
    page = looked_at(reader, "/search?q=flood")
    told = [int(title.text_content().rpartition(": ")[2]) for title in page.cssselect(".strip title")]
    assert page.cssselect(".ruler .most")[0].text_content() == str(max(told))
