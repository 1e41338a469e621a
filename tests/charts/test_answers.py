"""One declaration answers a page, its picture and its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree, html

from app import asgi
from app.feature import Feature
from app.features import handlers
from app.settings import Settings
from tests.charts import gallery
from tests.web.site import running

Client = TestClient[Litestar]


def with_gallery(feature: Feature) -> list[object]:
    """The first page's handlers, and those of the gallery."""
    found: list[object] = list(handlers(feature))
    return [*found, *gallery.handlers] if feature.switch == "home" else found


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An application with a page of charts that no installation has."""
    monkeypatch.setattr(asgi, "handlers", with_gallery)
    with running(settings) as made:
        yield made


def part(page: str, name: str) -> etree._Element:
    """The part of a page with that id or class."""
    return next(part for part in html.fromstring(page).iter() if name in (part.get("id"), part.get("class")))


def test_a_page_and_its_picture_and_numbers_come_from_one_description(client: Client) -> None:
    page = client.get("/nl/gallery/?x=1")
    assert page.status_code == 200
    links = {str(link.text): link.get("href", "") for link in part(page.text, "files")}
    assert links == {form.upper(): f"/nl/gallery.{form}?x=1" for form in ("svg", "csv", "json")}
    picture = client.get(links["SVG"])
    assert picture.headers["content-type"].startswith("image/svg+xml")
    for word in ("Harbour office of Tarnmouth", "CC BY 4.0"):
        assert word in picture.text
        assert word in client.get(links["JSON"]).text
        assert word in client.get(links["CSV"]).text
    assert etree.fromstring(picture.content)[0].text == "100,000 points"
    table = client.get(links["CSV"])
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="gallery.csv"'
    assert table.text.count("\r\n") == 100_001
    for answer in (picture, table):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_an_address_that_ends_in_a_word_takes_the_form_beside_it(client: Client) -> None:
    page = client.get("/gallery/word/flood.csv?from=2026").text
    links = [link.get("href") for link in part(page, "files")]
    assert links == [f"/gallery/word/flood.csv?from=2026&as={form}" for form in ("svg", "csv", "json")]
    assert client.get("/gallery/word/flood.csv?as=csv").text.startswith(
        "series,time,value,unit,source,licence\r\n"
    )
    assert client.get("/gallery/word/flood.csv?as=json").json()["title"] == "flood.csv"
    assert client.get("/gallery/word/flood?as=pdf").status_code == 400


def test_a_part_is_asked_for_by_its_ends(client: Client) -> None:
    first = gallery.closer_ends()[0]
    near = client.get(f"/gallery.json?zoom={first},{first + 3_000_000_000}").json()["series"][0]
    assert len(near["points"]) == 12
    assert client.get("/gallery.json?zoom=x").status_code == 400


def test_the_table_has_the_numbers_of_the_picture(client: Client) -> None:
    figure = part(client.get("/gallery/").text, "names")
    rows = [["".join(map(str, cell.itertext())) for cell in row] for row in figure.iter("tr")]
    assert rows[0] == ["Country", "2025 (%)", "2026 (%)"]
    assert rows[2] == ["Sweden", "-2", "-3"]
    assert rows[4] == ["France", "", "3"]


def test_members_only_closes_every_form(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "handlers", with_gallery)
    with running(settings, public="none") as client:
        for address in ("/gallery/", "/gallery.svg", "/gallery.csv", "/gallery.json"):
            assert client.get(address).status_code == 401


def test_files_of_a_chart_are_kept_each_with_its_query(client: Client) -> None:
    first = gallery.closer_ends()[0]
    near = f"/gallery.json?zoom={first},{first + 3_000_000_000}"
    # A table of 100,000 rows is too large to be kept.
    addresses = ["/gallery.svg", near]
    once = [client.get(address).content for address in addresses]
    assert [client.get(address).content for address in addresses] == once
    table = client.app.state.hud.pages.stats.table()
    assert [table[f"/gallery.{form}"]["hit"] for form in ("svg", "json")] == [1, 1]
