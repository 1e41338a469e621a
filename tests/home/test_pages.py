"""The first page, the crawler's visiting card and robots.txt."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient
from protego import Protego

from app.clock import DAY, now
from app.crawl.agent import PRODUCT
from app.pages.models import Page, Version
from app.settings import Settings
from tests.web.site import running, signed_in


def _read_page(client: TestClient[Litestar], title: str, *, builtin: bool = False) -> None:
    at = now()
    with client.app.state.hud.db.write() as session:
        url = f"https://example.org/{title}"
        page = Page(
            url=url, site="example.org", added_at=at, every=DAY, title=title, last_read=at, builtin=builtin
        )
        session.add(page)
        session.flush()
        session.add(Version(page_id=page.id, ordinal=0, first_read=at, last_read=at))


def test_an_empty_installation_says_how_to_begin(client: TestClient[Litestar]) -> None:
    assert "Add the first page" in client.get("/").text


def test_where_only_editors_add_it_says_to_sign_in(settings: Settings) -> None:
    with running(settings, add="editors") as client:
        assert "Sign in to add a page" in client.get("/").text
        signed_in(client, "editor")
        assert "Add the first page" in client.get("/").text


def test_newest_readings_are_shown_escaped(client: TestClient[Litestar]) -> None:
    _read_page(client, "<script>alert(1)</script>{{7*7}}")
    text = client.get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in text
    assert "<script>alert" not in text


def test_figures_count_chosen_pages_only(client: TestClient[Litestar]) -> None:
    _read_page(client, "one")
    _read_page(client, "guide", builtin=True)
    text = client.get("/").text
    assert "<dt>pages</dt><dd>1</dd>" in text
    assert "<dt>versions</dt><dd>1</dd>" in text
    assert ">guide<" not in text


def test_the_crawler_says_how_to_keep_it_out(client: TestClient[Litestar]) -> None:
    text = client.get("/bot").text
    assert f"User-agent: {PRODUCT}\nDisallow: /" in text
    assert "/bot)" in text


def test_robots_may_read_pages_but_not_search(client: TestClient[Litestar]) -> None:
    rules = Protego.parse(client.get("/robots.txt").text)
    for path, allowed in (("/", True), ("/pages/", True), ("/search?q=x", False), ("/nl/search?q=x", False)):
        assert rules.can_fetch(f"http://127.0.0.1:8000{path}", "anybot") is allowed


def test_members_only_keeps_robots_out(settings: Settings) -> None:
    with running(settings, public="none") as client:
        rules = Protego.parse(client.get("/robots.txt").text)
        assert not rules.can_fetch("http://127.0.0.1:8000/pages/", "anybot")
