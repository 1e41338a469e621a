"""Pages, files and the series of earthquakes, as people and programs ask for them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.clock import DAY, HOUR
from app.feeds.models import FeedState
from app.settings import Settings
from tests.web.site import running, signed_in

from .payloads import NOW, feature, payload, tell

Client = TestClient[Litestar]
STRONG = feature("us1", 2, 6.3, lon=179.5, lat=-20.0, depth=550.0, place="South of the Fiji Islands")
WEAK = feature("ci2", 30, 1.2, lon=-117.0, lat=33.0, depth=5.0, place="8 km NE of Aguanga, CA")
BLAST = feature("nc3", 60, 2.6, lon=-122.0, lat=38.0, depth=None, type="quarry blast")


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """An installation two minutes after the events were read."""
    with running(settings) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        made.app.state.hud.clock = lambda: NOW + 120_000_000
        yield made


def fill(client: Client, *features: dict[str, object]) -> None:
    db = client.app.state.hud.db
    tell(db, payload(*features))
    with db.write() as session:
        state = FeedState(name="usgs-week", begun_at=NOW, succeeded_at=NOW, tried_at=NOW, good=1, rows=3)
        session.add(state)


def listed(client: Client, address: str) -> list[str]:
    """The ids of the list, in its order."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [part.partition('"')[0] for part in answer.text.split('<tr data-quake="')[1:]]


def test_before_it_is_begun_the_page_says_so_and_editors_begin_it(client: Client) -> None:
    assert "There is no data yet" in client.get("/equake/").text
    assert "Begin reading" not in client.get("/equake/").text
    assert client.post("/feeds/of/equake").status_code == 401
    signed_in(client, "editor")
    assert "Begin reading" in client.get("/equake/").text
    answer = client.post("/feeds/of/equake", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/equake/")
    assert "is being asked" in client.get("/equake/").text
    assert client.get("/feeds/").status_code == 403


def test_admins_see_how_each_feed_stands_read_it_and_stop_it(client: Client) -> None:
    signed_in(client)
    assert "usgs-month" in client.get("/feeds/").text
    assert client.post("/feeds/usgs-day/read", follow_redirects=False).status_code == 303
    assert "Stop" in client.get("/feeds/").text
    assert client.post("/feeds/usgs-day/stop").status_code == 200
    assert "stopped" in client.get("/feeds/").text
    assert client.post("/feeds/nothing/read").status_code == 404


def test_the_list_is_filtered_by_links_that_combine(client: Client) -> None:
    fill(client, STRONG, WEAK, BLAST)
    assert listed(client, "/equake/") == ["us1", "ci2", "nc3"]
    assert listed(client, "/equake/day") == ["us1"]
    assert listed(client, "/equake/?mag=2.5") == ["us1", "nc3"]
    assert listed(client, "/equake/?depth=deep") == ["us1"]
    assert listed(client, "/equake/?depth=shallow") == ["ci2"]
    assert listed(client, "/equake/?place=pacific&mag=2") == ["us1", "nc3"]
    assert listed(client, "/equake/?place=europe") == []
    assert listed(client, "/equake/?box=170,-30,-170,-10") == ["us1"]
    assert listed(client, "/equake/?sort=mag&order=asc") == ["ci2", "nc3", "us1"]
    assert listed(client, "/equake/?sort=depth") == ["us1", "ci2", "nc3"]
    page = client.get("/equake/day?mag=2.5&depth=deep").text
    assert 'href="/equake/month?depth=deep&amp;mag=2.5"' in page
    assert 'href="/equake/day?depth=deep&amp;mag=4.5"' in page


def test_days_find_what_is_older_than_any_window(client: Client) -> None:
    fill(client, STRONG, WEAK, BLAST)
    client.app.state.hud.clock = lambda: NOW + 90 * DAY
    assert listed(client, "/equake/month") == []
    assert len(listed(client, "/equake/?from=2026-09-01&to=2026-10-31")) == 3


@pytest.mark.parametrize(
    "query",
    ["mag=x", "box=1,2,3", "box=1,50,2,40", "depth=very", "sort=x", "from=x", "from=2026-02&to=2026-01"],
)
def test_what_cannot_be_understood_is_said(client: Client, query: str) -> None:
    assert client.get(f"/equake/?{query}").status_code == 400


def test_long_lists_come_in_pages(client: Client) -> None:
    fill(client, *(feature(f"us{n}", 1 + n / 100) for n in range(120)))
    assert len(listed(client, "/equake/")) == 50
    assert len(listed(client, "/equake/?page=3")) == 20
    assert listed(client, "/equake/?page=99") == listed(client, "/equake/?page=3")


def test_many_events_are_few_circles_that_lead_to_their_boxes(client: Client) -> None:
    fill(client, *(feature(f"us{n}", 1 + n / 100, lon=20 + n % 3, lat=10) for n in range(300)))
    page = client.get("/equake/").text
    assert page.count('<circle class="q') < 80
    assert 'href="/equake/?box=18,6,24,12"' in page


def test_an_event_has_its_page_under_each_of_its_ids(client: Client) -> None:
    fill(client, feature("us1", mag=5.8, ids=["us1", "ak7"]))
    db = client.app.state.hud.db
    later = NOW + HOUR
    tell(
        db, payload(feature("ak7", mag=5.2, ids=["us1", "ak7"], updated=later // 1_000), made=later), number=2
    )
    page = client.get("/equake/us1").text
    assert "5.8 → 5.2" in page.replace("</span>", "")
    assert "ak7, us1" in page
    assert client.get("/equake/ak7").status_code == 200
    assert client.get("/equake/zz9").status_code == 404
    assert "was M\u00a05.8, now M\u00a05.2" in client.get("/equake/").text


def test_what_was_withdrawn_says_when(client: Client) -> None:
    fill(client, STRONG, WEAK)
    tell(client.app.state.hud.db, payload(WEAK, made=NOW + HOUR), number=2)
    assert "withdrawn" in client.get("/equake/us1").text
    assert listed(client, "/equake/") == ["ci2"]
    client.app.state.hud.clock = lambda: NOW + 2 * HOUR
    assert "South of the Fiji Islands" in client.get("/equake/?mag=1").text


def test_old_data_is_called_old_and_everything_still_works(client: Client) -> None:
    fill(client, STRONG, WEAK)
    assert "This data is old" not in client.get("/equake/").text
    client.app.state.hud.clock = lambda: NOW + 6 * DAY
    page = client.get("/equake/").text
    assert "This data is old" in page
    assert "South of the Fiji Islands" in page


def test_files_hold_the_same_events(client: Client) -> None:
    fill(client, STRONG, WEAK, BLAST)
    found = client.get("/equake.json?mag=2").json()
    assert [one["id"] for one in found["features"]] == ["nc3", "us1"]
    assert found["features"][1]["geometry"]["coordinates"] == [179.5, -20.0, 550.0]
    lines = client.get("/equake.csv?mag=2").text.splitlines()
    assert lines[0].startswith("time,latitude,longitude,depth_km,magnitude")
    assert len(lines) == 3
    svg = client.get("/equake.svg?window=day")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "<style" not in svg.text
    assert len(client.get("/equake/map.json").json()) == 3
    assert client.get("/equake.json?window=year").status_code == 404


@pytest.mark.parametrize("chart", ["per-day", "magnitudes", "depths"])
def test_each_chart_has_its_files(client: Client, chart: str) -> None:
    fill(client, STRONG, WEAK, BLAST)
    assert client.get(f"/equake/{chart}.svg").text.startswith("<svg")
    assert "USGS" in client.get(f"/equake/{chart}.csv").text
    assert json.loads(client.get(f"/equake/{chart}.json").text)["source"] == "USGS"


def test_the_series_counts_and_remembers_what_was_known(client: Client) -> None:
    fill(client, STRONG, feature("us5", 3, 4.6))
    later = NOW + HOUR
    revised = feature("us5", 3, 4.4, updated=later // 1_000)
    tell(client.app.state.hud.db, payload(STRONG, revised, made=later), number=2)
    client.app.state.hud.clock = lambda: NOW + 2 * HOUR

    def total(query: str) -> float:
        (series,) = client.get(f"/api/series?{query}").json()
        return float(sum(value for _, value in series["points"] if value is not None))

    assert total("s=quakes:") == 2
    assert total("s=quakes:m4.5") == 1
    assert total("s=quakes:m4.5&as_of=2026-09-21T14:30Z") == 2
    assert client.get("/api/series?s=quakes:x").status_code == 404


def test_without_earthquakes_the_rest_is_whole(settings: Settings) -> None:
    apps = frozenset({"search", "pages", "captcha", "guide"})
    with running(settings, apps=apps) as client:
        assert client.get("/equake/").status_code == 404
        assert client.get("/feeds/").status_code == 404
        assert client.get("/").status_code == 200
        assert "Earthquakes" not in client.get("/").text
    with running(settings, apps=apps | {"feeds", "equake"}) as client:
        assert client.get("/equake/").status_code == 200
