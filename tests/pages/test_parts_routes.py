"""The screen on which editors choose the parts of a page: its preview, its faults, and the choice itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.clock import DAY
from app.db import Database
from app.extract import extract_here
from app.net.fetch import Fetched
from app.pages.models import Page
from app.pages.reading import record
from app.pages.seen import Seen
from app.settings import Settings
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
BODY = b"<!doctype html><html lang=en><title>Town</title><main><h1>Town</h1><p id=news>Rain today.</p></main>"


@pytest.fixture
def editor(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "editor")
        client.headers["Sec-Fetch-Site"] = "same-origin"
        yield client


@pytest.fixture
def address(database: Database) -> str:
    with database.write() as session:
        page = Page(url="https://a.org/", site="a.org", added_at=0, every=DAY)
        session.add(page)
        session.flush()
        fetched = Fetched(page.url, 200, {"content-type": "text/html"}, BODY, (), False, 1)
        record(session, page, Seen(DAY, fetched, extract_here(BODY, url=page.url, content_type="text/html")))
        return f"/pages/{page.id}"


def test_a_choice_is_shown_before_it_holds(editor: Client, address: str) -> None:
    text = editor.get(f"{address}/parts", params={"only": "#news"}).text
    assert "2 words kept, 1 dropped" in " ".join(text.split())
    assert "Rain today." in text
    assert "no longer on the page" in editor.get(f"{address}/parts", params={"only": "#gone"}).text
    assert editor.get(f"/api{address}").json()["parts"] == ""


def test_a_bad_selector_says_where_it_is_bad_and_nothing_changes(editor: Client, address: str) -> None:
    wrong = {"only": "div > > p"}
    assert "character 7" in editor.get(f"{address}/parts", params=wrong).text
    answer = editor.post(f"{address}/parts", data=wrong)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    told = editor.patch(f"/api{address}", json={"parts": "div > > p"})
    assert told.status_code == 422
    assert editor.get(f"/api{address}").json()["parts"] == ""


def test_a_choice_is_kept_shown_and_taken_back(editor: Client, address: str) -> None:
    editor.post(f"{address}/parts", data={"only": "#news", "without": ".ad"})
    assert "<code>#news</code>" in editor.get(address).text
    found = editor.get(f"/api{address}").json()
    assert (found["parts"], found["without"]) == ("#news", ".ad")
    editor.patch(f"/api{address}", json={"without": ""})
    assert editor.get(f"/api{address}").json()["without"] == ""
    assert "Read all of the page again" in editor.get(f"{address}/parts").text
    editor.post(f"{address}/parts", data={})
    assert editor.get(f"/api{address}").json()["parts"] == ""
