"""Pages read against their site's wish: by an administrator's choice alone, and told with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient

from app.cli import main
from app.db import Database
from app.pages import edits, service
from app.pages.edits import Wish
from app.settings import Settings
from tests.net.hostile import Hostile, answer, redirect
from tests.pages.history import page_of, said, versions
from tests.pages.test_timeline import added, read_again
from tests.web.site import running, signed_in

Crawl = Callable[[], int]
Client = TestClient[Litestar]
RULES = answer(b"User-agent: *\nDisallow: /\n")
PAGE = answer(b"<title>Harbour</title><p>The harbour is closed", Content_Type="text/html")
NOINDEX = answer(b"<meta name=robots content=noindex><p>The harbour is closed", Content_Type="text/html")


@pytest.fixture
def server() -> Iterator[Hostile]:
    """A server that answers as it is told."""
    with Hostile() as hostile:
        yield hostile


def choose(database: Database, page_id: int, anyway: bool) -> None:
    with database.write() as session:
        edits.edit(session, page_id, Wish(anyway=anyway))


def test_robots_txt_is_gone_against_and_obeyed_again(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    server.on("/robots.txt", RULES)
    page_id = added(database, server.on("/a", PAGE))
    crawl()
    assert (page_of(database, page_id).error, versions(database, page_id)) == ("robots", [])
    choose(database, page_id, True)
    assert crawl() == 1  # at once
    assert [text.main for text in said(database, page_id)] == ["The harbour is closed"]
    assert (page_of(database, page_id).error, page_of(database, page_id).against) == (None, "robots")
    choose(database, page_id, False)
    crawl()
    assert (page_of(database, page_id).error, page_of(database, page_id).against) == ("robots", None)


def test_rules_that_cannot_be_had_and_noindex_are_gone_against(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    page_id = added(database, server.on("/a", NOINDEX))
    choose(database, page_id, True)
    crawl()
    assert page_of(database, page_id).against == "noindex"
    assert [text.main for text in said(database, page_id)] == ["The harbour is closed"]
    with Hostile() as other:
        other.on("/robots.txt", answer(status="503 No"))
        page_id = added(database, other.on("/a", PAGE))
        choose(database, page_id, True)
        crawl()
    assert page_of(database, page_id).against == "robots-unreachable"


def test_an_unchanged_page_keeps_its_reason_and_one_that_changes_its_mind_loses_it(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    first = answer(b"<meta name=robots content=noindex><p>The harbour", Content_Type="text/html", ETag='"1"')
    page_id = added(database, server.on("/a", first, answer(status="304 Not Modified"), PAGE))
    choose(database, page_id, True)
    crawl()
    for against in ("noindex", None):
        read_again(database, page_id, crawl)
        assert page_of(database, page_id).against == against


def test_another_site_is_asked_as_ever_and_the_guard_too(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    with Hostile() as other:
        other.on("/robots.txt", RULES)
        other.on("/b", PAGE)
        pages = [
            added(database, server.on("/a", redirect(f"{other.base}/b"))),
            added(database, server.on("/c", redirect("http://10.0.0.1/"))),
        ]
        for page_id in pages:
            choose(database, page_id, True)
        crawl()
        assert "/b" not in other.asked()
    assert [page_of(database, page_id).error for page_id in pages] == ["robots", "guard"]


def test_a_page_found_by_links_cannot_be_chosen(database: Database) -> None:
    with database.write() as session:
        root = service.add(session, "https://example.org/").page
        found = service.add(session, "https://example.org/a").page
        found.root_id = root.id
        session.flush()
        with pytest.raises(service.PageError, match="found via links"):
            edits.edit(session, found.id, Wish(anyway=True))


@pytest.fixture
def client(database: Database, settings: Settings) -> Iterator[Client]:
    """A site with one page, which nobody has signed in to."""
    with database.write() as session:
        service.add(session, "https://example.org/a")
    with running(settings) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        yield made


def test_an_administrator_is_warned_and_the_page_tells_why(client: Client, database: Database) -> None:
    signed_in(client, "admin")
    assert "this goes against what the site asks" in client.get("/pages/1/edit").text
    form = {"every": "24h", "limit": "500", "depth": "0"}
    assert (
        client.post("/pages/1/edit", data=form | {"anyway": "1"}, follow_redirects=False).status_code == 303
    )
    with database.write() as session:
        page = session.merge(page_of(database, 1))
        assert page.anyway
        page.against = "robots"
    shown = client.get("/pages/1").text
    assert "An administrator decided" in shown
    assert "robots.txt does not allow" in shown
    assert client.get("/api/pages/1").json()["against"] == "robots"
    client.post("/pages/1/edit", data=form)
    assert not page_of(database, 1).anyway
    assert client.patch("/api/pages/1", json={"anyway": True}).json()["anyway"] is True


def test_an_editor_cannot_choose_it_nor_undo_it(client: Client, database: Database) -> None:
    signed_in(client, "editor")
    assert "this goes against" not in client.get("/pages/1/edit").text
    form = {"every": "24h", "limit": "500", "depth": "0"}
    assert client.post("/pages/1/edit", data=form | {"anyway": "1"}).status_code == 403
    assert client.patch("/api/pages/1", json={"anyway": True}).status_code == 403
    assert not page_of(database, 1).anyway
    choose(database, 1, True)
    assert client.post("/pages/1/edit", data=form, follow_redirects=False).status_code == 303
    assert page_of(database, 1).anyway


def test_the_command_line_chooses_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    hud = CliRunner()
    hud.invoke(main, ["pages", "add", "https://example.org/"])
    for option, anyway in (("--anyway", True), ("--not-anyway", False)):
        assert hud.invoke(main, ["pages", "edit", "https://example.org/", option]).exit_code == 0
        shown = hud.invoke(main, ["pages", "show", "https://example.org/", "--json"]).stdout
        assert json.loads(shown)["anyway"] is anyway
