"""Versions of a page for programs and on its screen: numbers, minor ones, what is gone or may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.clock import iso
from app.db import Database
from app.pages import bodies
from app.settings import Settings
from tests.pages.history import page_of, versions
from tests.pages.site import Answer, Site
from tests.pages.test_timeline import added, read_again
from tests.web.site import running, signed_in

Crawl = Callable[[], int]
Client = TestClient[Litestar]


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        yield client


@pytest.fixture
def page_id(database: Database, site: Site, crawl: Crawl) -> int:
    """A page with a version, two minor ones, a time when it was gone, another version and the first again."""
    page_id = added(database, site.page("/a", "Open.", title="Harbour"))
    crawl()
    for answer in (("Open.", 1), ("Open.", 2), None, None, ("Closed.", 2), ("Open.", 2)):
        if answer is None:
            site.answers["/a"] = Answer(b"", 410)
        else:
            site.page("/a", answer[0], title="Harbour", links=("/x", "/y")[: answer[1]])
        read_again(database, page_id, crawl)
    return page_id


def test_versions_are_listed_newest_first(nobody: Client, database: Database, page_id: int) -> None:
    listed = nobody.get(f"/api/pages/{page_id}/versions").json()
    rows = versions(database, page_id)[::-1]
    assert [row["ordinal"] for row in listed] == [6, 5, 4, 3, 2, 1]
    assert [row["minor"] for row in listed] == [False, False, False, True, True, False]
    assert [row["gone"] for row in listed] == [None, None, "410", None, None, None]
    assert [row["back_to"] for row in listed] == [1, None, None, None, None, None]
    assert [row["first_read"] for row in listed] == [iso(row.first_read) for row in rows]
    assert [row["until"] for row in listed] == [row.until and iso(row.until) for row in rows]
    with database.read() as session:
        kept = [bodies.read(session, row) for row in rows]
    assert [row["sha256"] for row in listed] == [body and body.sha256.hex() for body in kept]
    assert page_of(database, page_id).versions == 3


def test_minor_versions_can_be_left_out(nobody: Client, page_id: int) -> None:
    listed = nobody.get(f"/api/pages/{page_id}/versions?minor=false").json()
    assert [row["ordinal"] for row in listed] == [6, 5, 4, 1]


def test_versions_come_a_hundred_at_a_time(nobody: Client, page_id: int) -> None:
    assert nobody.get(f"/api/pages/{page_id}/versions?page=2").json() == []
    assert nobody.get(f"/api/pages/{page_id}/versions?page=0").status_code == 400


def test_version_is_found_by_its_number_and_by_its_time(
    nobody: Client, database: Database, page_id: int
) -> None:
    third = versions(database, page_id)[2]
    for name in ("3", iso(third.first_read), iso(third.last_read)):
        assert nobody.get(f"/api/pages/{page_id}/versions/{name}").json()["ordinal"] == 3
    assert nobody.get(f"/api/pages/{page_id}/versions/9999-12-31").json()["ordinal"] == 6


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/pages/99/versions", 404),
        ("/api/pages/99/versions/1", 404),
        ("/api/pages/1/versions/0", 404),
        ("/api/pages/1/versions/7", 404),
        ("/api/pages/1/versions/99999999999999999999", 404),
        ("/api/pages/1/versions/1999-01-01", 404),
        ("/api/pages/1/versions/newest", 400),
        ("/api/pages/1/versions/2026-13-01", 400),
    ],
)
def test_version_that_is_none_is_an_error(nobody: Client, page_id: int, path: str, status: int) -> None:
    assert page_id == 1
    answer = nobody.get(path)
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_screen_names_versions_by_number_and_folds_minor_ones(nobody: Client, page_id: int) -> None:
    shown = " ".join(nobody.get(f"/pages/{page_id}").text.split())
    assert "2 minor changes outside the main text" in shown
    assert "version 5" in shown
    assert "back to version 1" in shown
    assert "version 6, current" in shown
    assert "between <time" in shown
    assert "3 versions" in shown
    assert shown.partition("<main")[2].count("<summary>") == 1


def test_screen_says_that_what_one_reading_showed_is_checked_again(
    nobody: Client, database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Open."))
    crawl()
    site.answers["/a"] = Answer(b"", 404)
    read_again(database, page_id, crawl)
    shown = " ".join(nobody.get(f"/pages/{page_id}").text.split())
    assert "HUD records this only if the next check, <time" in shown
    assert nobody.get(f"/api/pages/{page_id}").json()["doubt"] == "404"
    read_again(database, page_id, crawl)
    shown = nobody.get(f"/pages/{page_id}").text
    assert "There is no longer a page at this address." in shown
    assert "HUD records this only" not in shown


def test_screen_shows_a_version_without_text_as_such(
    nobody: Client, database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Open."))
    crawl()
    site.answers["/a"] = Answer(b"<title>Harbour</title>")
    for _ in range(2):
        read_again(database, page_id, crawl)
    shown = nobody.get(f"/pages/{page_id}").text
    assert "version 2, current" in shown
    assert "no text" in shown


@pytest.mark.parametrize(
    ("copies", "nobody_reads", "reader_reads"), [("members", False, True), ("off", False, False)]
)
def test_one_version_is_shown_with_its_text_to_who_may_read_copies(
    database: Database, settings: Settings, page_id: int, copies: str, nobody_reads: bool, reader_reads: bool
) -> None:
    assert database.url == settings.database
    with running(msgspec.structs.replace(settings, copies=copies)) as client:
        path = f"/api/pages/{page_id}/versions/5"
        assert (client.get(path).json()["main"] is not None) == nobody_reads
        signed_in(client, "reader")
        told = client.get(path).json()
        assert ("Closed." in (told["main"] or "")) == reader_reads
        assert (told["rest"] is not None) == reader_reads
