"""The screens of pages, as a visitor and as an editor, with and without htmx."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event, select

from app.db import Database
from app.pages import service
from app.pages.models import Page
from app.settings import Settings
from tests.pages.site import Site
from tests.web.site import running, signed_in

Crawl = Callable[[], int]
Client = TestClient[Litestar]
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        yield client


@pytest.fixture
def editor(nobody: Client) -> Client:
    signed_in(nobody, "editor")
    nobody.headers.update(SAME_ORIGIN)
    return nobody


def test_list_of_nothing_teaches_what_to_do(editor: Client) -> None:
    page = editor.get("/pages/")
    assert page.status_code == 200
    assert "No pages yet" in page.text


@pytest.mark.parametrize("path", ["/pages/", "/pages/1/pause", "/pages/1/readings", "/pages/1/delete"])
def test_nobody_changes_anything(nobody: Client, database: Database, path: str) -> None:
    with database.write() as session:
        service.add(session, "https://example.org/")
    answer = nobody.post(
        path, data={"url": "https://example.org/2"}, headers=SAME_ORIGIN, follow_redirects=False
    )
    assert answer.status_code in (302, 303, 401, 422)
    with database.read() as session:
        assert [page.state for page in session.scalars(select(Page))] == ["active"]


def test_added_page_is_due_at_once_and_shown(editor: Client, site: Site, crawl: Crawl) -> None:
    url = site.page("/a", "The harbour is closed.", title="Harbour")
    answer = editor.post("/pages/", data={"url": url, "every": "6h"})
    assert answer.status_code == 200
    assert "hx-trigger" in answer.text  # it looks again by itself until the reading has come
    assert crawl() == 1
    shown = editor.get(answer.url.path)
    assert "Harbour" in shown.text
    assert "harbour</a>" in shown.text  # among its words


def test_wrong_form_keeps_what_was_typed_and_says_why(editor: Client, database: Database) -> None:
    answer = editor.post("/pages/", data={"url": "ftp://example.org/<b>", "depth": "99"})
    assert answer.status_code == 422
    assert "ftp://example.org/&lt;b&gt;" in answer.text
    assert 'class="error"' in answer.text
    with database.read() as session:
        assert session.scalar(select(Page.id)) is None


def test_only_the_state_is_sent_to_who_looks_again(editor: Client, database: Database) -> None:
    with database.write() as session:
        page_id = service.add(session, "https://example.org/").page.id
    part = editor.get(f"/pages/{page_id}", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.text.lstrip().startswith('<div id="state"')
    assert "HX-Refresh" not in part.headers


def test_screen_comes_anew_when_the_reading_is_done(editor: Client, site: Site, crawl: Crawl) -> None:
    url = site.page("/a", "The harbour is closed.")
    path = editor.post("/pages/", data={"url": url}).url.path
    crawl()
    part = editor.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.headers["HX-Refresh"] == "true"


def test_pause_resume_and_stop_are_buttons(editor: Client, database: Database) -> None:
    with database.write() as session:
        page_id = service.add(session, "https://example.org/").page.id
    for verb, state in (("pause", "paused"), ("resume", "active"), ("stop", "stopped")):
        assert editor.post(f"/pages/{page_id}/{verb}").status_code == 200
        with database.read() as session:
            assert session.get_one(Page, page_id).state == state


def test_deleting_asks_first(editor: Client, database: Database) -> None:
    with database.write() as session:
        page_id = service.add(session, "https://example.org/").page.id
    assert "Delete permanently" in editor.get(f"/pages/{page_id}/delete").text
    with database.read() as session:
        assert session.get(Page, page_id) is not None
    editor.post(f"/pages/{page_id}/delete", data={})
    with database.read() as session:
        assert session.get(Page, page_id) is None


@pytest.mark.parametrize("path", ["/pages/99", "/pages/0", "/pages/x", "/pages/99/delete", "/pages/1?page=0"])
def test_page_that_is_not_there_is_a_404(editor: Client, path: str) -> None:
    assert editor.get(path).status_code in (400, 404)


@pytest.mark.parametrize("query", ["state=nonsense", "page=0", "page=99999999999999999999", "q=" + "x" * 600])
def test_list_that_cannot_be_is_a_400(editor: Client, query: str) -> None:
    assert editor.get(f"/pages/?{query}").status_code == 400


def test_list_takes_as_many_statements_for_fifty_pages_as_for_one(editor: Client, database: Database) -> None:
    def statements() -> int:
        seen: list[str] = []
        engine = editor.app.state.hud.db.engine
        event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        editor.app.state.hud.pages.clear()
        assert editor.get("/pages/").status_code == 200
        return len(seen)

    with database.write() as session:
        service.add(session, "https://example.org/0")
    statements()  # who is signed in is looked up once and then kept
    few = statements()
    with database.write() as session:
        for number in range(1, 50):
            service.add(session, f"https://example.org/{number}")
    assert statements() == few


def test_api_lists_the_pages(nobody: Client, database: Database) -> None:
    with database.write() as session:
        service.add(session, "https://example.org/a")
    answer = nobody.get("/api/pages").json()
    assert answer["total"] == 1
    assert answer["pages"][0]["url"] == "https://example.org/a"


def test_script_in_a_title_is_shown_as_text(editor: Client, site: Site, crawl: Crawl) -> None:
    url = site.page("/a", "Words.", title="&lt;script&gt;alert(1)&lt;/script&gt;")
    editor.post("/pages/", data={"url": url})
    crawl()
    for path in ("/pages/", "/pages/1", "/"):
        assert "<script>alert(1)" not in editor.get(path).text
