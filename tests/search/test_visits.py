"""Pages that people open rank higher: counted without saying who, bounded, and faded with time."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html
from sqlalchemy import select

import trie_core
from app.clock import DAY, HOUR, MINUTE
from app.db import Database
from app.search import visits
from app.search.models import Visit
from app.search.ranking import ranking
from app.search.rate_limiter import RateLimiter
from app.search.request import SearchRequest
from app.search.service import search
from app.search.visits import MOST_A_DAY, Publisher, Visits, faded, forget, is_program, note
from app.settings import Settings, SettingsError, load
from tests.search.corpus import Corpus, at

Client = TestClient[Litestar]
NOW = at("2026-11-23T12:00:00")
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def rows(database: Database) -> list[tuple[int, int]]:
    with database.read() as session:
        return [(row.page_id, row.count) for row in session.scalars(select(Visit).order_by(Visit.page_id))]


@pytest.fixture
def two(corpus: Corpus) -> tuple[int, int]:
    """Two pages that a search can only tell apart by what people open."""
    first = corpus.says("https://a.org/1", "2026-01-01", "the flood came")
    second = corpus.says("https://b.org/2", "2026-01-01", "the flood came")
    corpus.follow()
    return first, second


def test_opening_a_result_is_counted_once_for_an_address(
    client: Client, corpus: Corpus, two: tuple[int, int]
) -> None:
    for _ in range(3):
        answer = client.post("/search/visit", data={"page": str(two[1])}, headers=BROWSER)
        assert (answer.status_code, answer.content) == (204, b"")
    assert rows(corpus.database) == [(two[1], 1)]


@pytest.mark.parametrize(
    ("page", "status"),
    [("", 404), ("x", 404), ("0", 404), ("-1", 404), ("1.5", 404), ("9" * 40, 404), ("99999", 204)],
)
def test_what_is_no_page_counts_nothing(
    client: Client, corpus: Corpus, two: tuple[int, int], page: str, status: int
) -> None:
    assert two
    assert client.post("/search/visit", data={"page": page}, headers=BROWSER).status_code == status
    assert rows(corpus.database) == []


def test_programs_and_foreign_pages_count_nothing(
    client: Client, corpus: Corpus, two: tuple[int, int]
) -> None:
    body = {"page": str(two[0])}
    assert client.post("/search/visit", data=body, headers={"User-Agent": "somebot/1"}).status_code == 204
    assert client.post("/search/visit", data=body, headers={"User-Agent": ""}).status_code == 204
    foreign = BROWSER | {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/search/visit", data=body, headers=foreign).status_code == 403
    assert client.get("/search/visit").status_code in (404, 405)
    assert rows(corpus.database) == []
    assert not is_program(BROWSER["User-Agent"])


def test_results_say_where_an_opening_is_told_and_link_straight_to_the_page(
    client: Client, two: tuple[int, int]
) -> None:
    page = html.fromstring(client.get("/nl/search", params={"q": "flood"}).text)
    (shown,) = page.cssselect("ol.results")
    assert shown.get("data-visits") == "/nl/search/visit"
    found = {item.get("data-page"): item.cssselect("h3 a")[0].get("href") for item in shown}
    assert found == {str(two[0]): "https://a.org/1", str(two[1]): "https://b.org/2"}


def test_what_is_opened_comes_first_once_the_follower_has_told(
    corpus: Corpus, two: tuple[int, int], settings: Settings
) -> None:
    def order() -> list[int]:
        with corpus.database.read() as session:
            page = search(
                session,
                corpus.handle.current(),
                SearchRequest(q="flood"),
                zone=settings.zone,
                site_url="https://hud.example.org",
                now=NOW,
                ranking=ranking(settings, corpus.handle),
            )
        return [result.page for result in page.results]

    publisher = Publisher(corpus.folder)
    for favourite, moment in ((two[0], NOW), (two[1], NOW + HOUR)):
        with corpus.database.write() as session:
            for _ in range(1 if favourite == two[0] else 5):
                note(session, favourite, NOW)
        publisher.publish(corpus.database, moment)
        assert order()[0] == favourite


def test_a_visit_fades_and_is_forgotten(corpus: Corpus, two: tuple[int, int]) -> None:
    with corpus.database.write() as session:
        note(session, two[0], NOW)
        note(session, two[0], NOW - visits.HALF_LIFE_DAYS * DAY)
        note(session, two[1], NOW - visits.KEPT_DAYS * DAY)
        note(session, 4_000, NOW)
        assert faded(session, NOW) == {two[0]: pytest.approx(1.5)}
        forget(session, NOW)
    assert [page for page, _ in rows(corpus.database)] == [two[0], two[0]]


def test_a_day_of_a_page_counts_to_a_limit(corpus: Corpus, two: tuple[int, int]) -> None:
    with corpus.database.write() as session:
        session.add(Visit(page_id=two[0], day=NOW // DAY, count=MOST_A_DAY - 1))
        session.flush()
        for _ in range(3):
            note(session, two[0], NOW)
    assert rows(corpus.database) == [(two[0], MOST_A_DAY)]


def test_a_deleted_page_takes_its_visits_along(corpus: Corpus, two: tuple[int, int]) -> None:
    with corpus.database.write() as session:
        note(session, two[0], NOW)
    corpus.forget(two[0])
    assert rows(corpus.database) == []


def test_the_file_is_written_when_it_is_time_and_something_changed(
    corpus: Corpus, two: tuple[int, int], tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    publisher, reader = Publisher(folder), Visits(folder)
    assert len(reader.current()) == 0
    publisher.publish(corpus.database, NOW)
    with corpus.database.write() as session:
        note(session, two[0], NOW)
    publisher.publish(corpus.database, NOW + MINUTE // 2)
    assert len(reader.current()) == 0
    publisher.publish(corpus.database, NOW + MINUTE)
    assert reader.current()[two[0]] == 1
    assert reader.current() is reader.current()
    (folder / "visits").write_bytes(b"damaged")
    assert len(reader.current()) == 0


def test_an_address_passes_so_often_an_hour_and_few_keys_are_kept() -> None:
    gate = RateLimiter(most=2, keys=50)
    assert [gate.admits("a", page, 0) for page in (1, 1, 2, 3)] == [True, False, True, False]
    assert gate.admits("b", 3, 0)
    assert not gate.admits("a", 3, HOUR - 1)
    assert gate.admits("a", 1, HOUR)
    for page in range(200):
        gate.admits(f"c{page}", page, HOUR)
    assert len(gate._seen) == 50


def test_weights_come_from_the_settings(settings: Settings, corpus: Corpus) -> None:
    weights = ranking(settings, corpus.handle).weights
    assert weights == trie_core.Weights()
    chosen = load(
        {"HUD_RANK_TITLE": "5", "HUD_RANK_HALF_LIFE": "30", "HUD_RANK_FLOOR": "0.5", "HUD_RANK_VISITS": "0"}
    )
    assert ranking(chosen, corpus.handle).weights == trie_core.Weights(
        title=5, half_life_days=30, floor=0.5, visits=0
    )


@pytest.mark.parametrize("name", ["TITLE", "HALF_LIFE", "FLOOR", "VISITS"])
def test_a_weight_that_makes_no_sense_stops_the_start(name: str) -> None:
    with pytest.raises(SettingsError, match=f"HUD_RANK_{name}"):
        load({f"HUD_RANK_{name}": "-1"})
