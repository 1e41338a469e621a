"""The pages of imports: a list is sent as a file or pasted, and each line's verdict is shown."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select, update

from app import jobs
from app.clock import DAY
from app.db import Database
from app.jobs.models import Job
from app.net.guard import Guard, attach
from app.pages.imports.item import MOST_PACKED
from app.pages.imports.models import PageImport
from app.pages.models import Page
from app.settings import Settings
from tests.pages.imports import test_imports
from tests.pages.imports.test_imports import begin, count, lease
from tests.pages.imports.test_lists import BOOKMARKS, OPML
from tests.web.site import running, signed_in

Client = TestClient[Litestar]


@pytest.fixture
def editor(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "editor")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        yield client


@pytest.fixture
def work(database: Database, settings: Settings) -> Callable[[], None]:
    """Takes in one list that was asked for, as a worker does."""
    attach(database, Guard())
    return lambda: test_imports.work(database, settings)


def test_editor_pastes_a_list_and_sees_what_becomes_of_it(
    editor: Client, database: Database, work: Callable[[], None]
) -> None:
    assert "/pages/import" in editor.get("/pages/").text
    asked = editor.post("/pages/import", data={"list": OPML.decode() + "\n", "every": "7d"})
    assert asked.url.path.startswith("/pages/imports/")
    assert "0 of 2 addresses" in asked.text
    assert 'hx-trigger="every 1s"' in asked.text
    assert count(database) == 0
    work()
    here = asked.url.path
    part = editor.get(here, headers={"HX-Request-Type": "partial"}).text
    assert part.lstrip().startswith('<div id="import"')
    assert 'hx-trigger="every 1s"' not in part
    assert "2 added, 0 already watched, 0 rejected" in part
    assert "2 are still to be read." in part
    assert part.strip() in editor.get(here).text
    with database.read() as session:
        assert set(session.scalars(select(Page.every))) == {7 * DAY}
        assert {f'href="/pages/{page_id}"' in part for page_id in session.scalars(select(Page.id))} == {True}
    assert here in editor.get("/pages/import").text
    assert editor.get(here.replace("imports", "import")).url.path == here


def test_file_and_pasted_list_are_taken_in_together(
    editor: Client, database: Database, work: Callable[[], None]
) -> None:
    sent = {"file": ("my <b>.html.gz", gzip.compress(BOOKMARKS), "text/plain")}
    asked = editor.post("/pages/import", data={"list": "c.example", "every": "24h"}, files=sent)
    work()
    shown = editor.get(asked.url.path).text
    assert "3 added" in shown
    assert "my &lt;b&gt;.html.gz" in shown
    assert "A &amp; B" in shown
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Page)) == 3


def test_empty_file_field_beside_a_pasted_list_is_nothing(editor: Client, work: Callable[[], None]) -> None:
    asked = editor.post("/pages/import", data={"list": "c.example"}, files={"file": ("", b"", "x/y")})
    work()
    assert "1 added" in editor.get(asked.url.path).text


def test_refused_lines_are_shown_with_their_reasons(editor: Client, work: Callable[[], None]) -> None:
    mixed = [
        "http://[<b>",
        "https://a.example/",
        "http://10.0.0.1/",
        "http://a.example:25/",
        "http://localhost/",
    ]
    here = editor.post("/pages/import", data={"list": "\n".join([*mixed, "https://x.invalid/"])}).url.path
    work()
    shown = editor.get(here).text
    assert "1 added, 0 already watched, 5 rejected" in shown
    assert "http://[&lt;b&gt;" in shown
    assert shown.count("private network") == 2
    assert shown.count("This port is not used for web pages") == 1
    assert shown.count("HUD_CRAWL_ALLOW") == 4
    many = editor.post("/pages/import", data={"list": "\n".join(f"http://[{n}" for n in range(150))}).url.path
    work()
    assert "http://[99<" in editor.get(many).text
    assert "http://[149<" in editor.get(f"{many}?verdict=refused&page=2").text
    assert "http://[" not in editor.get(f"{many}?verdict=new").text
    assert editor.get(f"{many}?verdict=other").status_code == 400


def test_question_about_an_address_is_answered_with_one_click(
    editor: Client, database: Database, work: Callable[[], None]
) -> None:
    listed = "http//a.example/\nhttp//b.example/\nharbour"
    here = editor.post("/pages/import", data={"list": listed}).url.path
    work()
    shown = editor.get(f"{here}?verdict=refused").text
    assert "<button>http://a.example/</button>" in shown
    assert "Add all 2 suggested addresses" in shown
    assert "1 added" in editor.post(f"{here}/mend", data={"line": "0"}).text
    assert "2 added, 0 already watched, 1 rejected" in editor.post(f"{here}/mend").text
    assert count(database) == 2


def test_editor_cancels_and_tries_again(editor: Client, database: Database) -> None:
    here = editor.post("/pages/import", data={"list": "https://a.example/"}).url.path
    held = lease(database)
    with database.write() as session:
        session.execute(update(Job).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, held, code="error", detail="", retry_us=0)
    assert f"{here}/retry" in editor.get(here).text
    assert f"{here}/retry" not in editor.post(f"{here}/retry").text
    assert "cancelled after 0 of 1" in editor.post(f"{here}/cancel").text
    assert editor.get("/pages/imports/999").status_code == 404
    assert editor.get(f"{here}?page=0").status_code == 404


@pytest.mark.parametrize(
    ("list_", "told"),
    [
        ("<other>nothing</other>", "&lt;other&gt;nothing"),
        ('{"a":', "cut off"),
        ("", "Choose a file, or paste a list."),
    ],
)
def test_form_keeps_what_cannot_be_read(editor: Client, list_: str, told: str) -> None:
    answer = editor.post("/pages/import", data={"list": list_, "every": "7d"})
    assert answer.status_code == 422
    assert told in answer.text
    assert '<option value="7d" selected' in answer.text


def test_too_large_a_file_is_refused_and_leaves_nothing_behind(
    editor: Client, database: Database, settings: Settings
) -> None:
    answer = editor.post("/pages/import", files={"file": ("x", bytes(MOST_PACKED + 20_000))})
    assert answer.status_code == 413
    bomb = editor.post("/pages/import", files={"file": ("x.gz", gzip.compress(bytes(80_000_000)))})
    assert bomb.status_code == 422
    assert "too large" in bomb.text
    assert (
        editor.post("/pages/import", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 400
    )
    assert list((settings.data_dir / "spool").iterdir()) == []
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageImport)) == 0


def test_reader_imports_nothing(database: Database, settings: Settings) -> None:
    import_id = begin(database, ["https://a.example/"])
    with running(settings) as client:
        signed_in(client, "reader")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        assert client.get("/pages/import").status_code == 403
        assert client.post("/pages/import", data={"list": "https://a.example/"}).status_code == 403
        assert client.get(f"/pages/imports/{import_id}").status_code == 403
        for verb in ("cancel", "retry", "mend"):
            assert client.post(f"/pages/imports/{import_id}/{verb}").status_code == 403
        assert "/pages/import" not in client.get("/pages/").text
