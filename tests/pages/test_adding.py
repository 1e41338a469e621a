"""Adding pages: editors add as many as they like, others one at a time behind the check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.captcha.image import stock
from app.captcha.work import proof as work
from app.db import Database
from app.pages.models import Page
from app.settings import Settings
from tests.captcha.solve import solved, token_in, worked
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
URL = "https://example.org/news"


@pytest.fixture(autouse=True)
def _small_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "FIRST", ("",) * 3)
    monkeypatch.setattr(work, "BITS", 4)


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        client.headers.update(SAME_ORIGIN)
        yield client


def _pages(client: Client) -> list[tuple[str, int]]:
    with client.app.state.hud.db.read() as session:
        return [(page.url, page.depth) for page in session.scalars(select(Page))]


@pytest.mark.parametrize("role", ["", "reader"])
def test_who_shows_not_to_be_a_robot_adds_one_page(nobody: Client, role: str) -> None:
    if role:
        signed_in(nobody, role)
    assert 'href="/pages/add"' in nobody.get("/pages/").text
    form = nobody.get("/pages/add").text
    assert 'name="depth"' not in form
    answer = nobody.post("/pages/", data={"url": URL, "every": "7d"} | solved(nobody, form))
    assert answer.url.path == "/pages/1"
    assert _pages(nobody) == [(URL, 0)]


def test_links_are_followed_for_editors_only(nobody: Client) -> None:
    form = nobody.get("/pages/add").text
    more = {"url": URL, "depth": "5", "limit": "50000"}
    nobody.post("/pages/", data=more | solved(nobody, form))
    assert _pages(nobody) == [(URL, 0)]


def test_one_answer_adds_one_page(nobody: Client) -> None:
    fields = solved(nobody, nobody.get("/pages/add").text)
    for number in range(3):
        nobody.post("/pages/", data={"url": f"{URL}/{number}"} | fields)
    assert _pages(nobody) == [(f"{URL}/0", 0)]


@pytest.mark.parametrize("fields", [{}, {"human": "x"}, {"human_work": "1,2,3"}, {"human_answer": "x"}])
def test_without_an_answer_nothing_is_added_and_nothing_typed_is_lost(
    nobody: Client, fields: dict[str, str]
) -> None:
    answer = nobody.post("/pages/", data={"url": URL, "every": "7d"} | fields)
    assert answer.status_code == 422
    assert f'value="{URL}"' in answer.text
    assert '<option value="7d" selected' in answer.text
    assert _pages(nobody) == []


def test_wrong_address_costs_no_second_answer(nobody: Client) -> None:
    form = nobody.get("/pages/add").text
    answer = nobody.post("/pages/", data={"url": "ftp://x"} | solved(nobody, form))
    assert answer.status_code == 422
    assert "human_answer" not in answer.text
    nobody.post("/pages/", data={"url": URL, "human": token_in(answer.text)})
    assert _pages(nobody) == [(URL, 0)]


def test_editors_are_asked_nothing(nobody: Client) -> None:
    signed_in(nobody, "editor")
    assert 'name="human"' not in nobody.get("/pages/").text + nobody.get("/pages/add").text
    nobody.post("/pages/", data={"url": URL, "depth": "2"})
    assert _pages(nobody) == [(URL, 2)]


def test_only_editors_add_where_the_installation_says_so(settings: Settings) -> None:
    with running(settings, add="editors") as client:
        client.headers.update(SAME_ORIGIN)
        assert "/pages/add" not in client.get("/pages/").text
        assert client.get("/pages/add").status_code == 401
        assert client.post("/pages/", data={"url": URL}).status_code == 401
        signed_in(client, "reader")
        assert client.get("/pages/add").status_code == 403
        assert client.post("/pages/", data={"url": URL}).status_code == 403
        assert _pages(client) == []


def test_form_works_without_the_captchas(settings: Settings) -> None:
    with running(settings, apps=frozenset({"pages"})) as client:
        client.headers.update(SAME_ORIGIN)
        assert 'name="human"' not in client.get("/pages/add").text
        client.post("/pages/", data={"url": URL, "depth": "3"})
        assert _pages(client) == [(URL, 0)]


def test_computer_may_work_instead(nobody: Client) -> None:
    form = nobody.get("/pages/add").text
    nobody.post("/pages/", data={"url": URL} | worked(form))
    assert _pages(nobody) == [(URL, 0)]
