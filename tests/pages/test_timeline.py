"""Timeline: when a version begins, when only its last reading moves, and when a page is gone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.clock import DAY
from app.db import Database
from app.db.changes import Change
from app.pages import bodies, service, texts
from app.pages.models import Page, PageBody, Reading, Version
from tests.pages.site import Answer, Site

Crawl = Callable[[], int]


def added(database: Database, url: str, **wishes: int) -> int:
    with database.write() as session:
        return service.add(session, url, **wishes).page.id  # type: ignore[arg-type]


def read_again(database: Database, page_id: int, crawl: Crawl) -> None:
    with database.write() as session:
        service.read_now(session, page_id)
    assert crawl() == 1


def versions(database: Database, page_id: int) -> list[Version]:
    with database.read() as session:
        query = select(Version).where(Version.page_id == page_id).order_by(Version.first_read)
        return list(session.scalars(query))


def said(database: Database, version: Version) -> texts.Text:
    with database.read() as session:
        return texts.read(session, version)


def kinds(database: Database) -> list[tuple[str, int]]:
    """The changes, each with the ordinal of the version that begins when it says."""
    at = (Version.page_id == Change.page_id) & (Version.first_read == Change.at)
    with database.read() as session:
        rows = session.execute(select(Change.kind, Version.ordinal).join(Version, at).order_by(Change.number))
        return list(rows)


def test_first_reading_makes_version_body_and_reading(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The harbour is closed for repairs.", title="Harbour"))
    assert crawl() == 1
    (version,) = versions(database, page_id)
    assert (version.title, version.ordinal, version.until) == ("Harbour", 1, None)
    assert "harbour is closed" in said(database, version).main
    with database.read() as session:
        body = session.scalars(select(PageBody)).one()
        kept = bodies.digests(session, [version.id])
        reading = session.scalars(select(Reading)).one()
        page = session.get_one(Page, page_id)
    assert kept[version.id] == body.sha256 == reading.sha256
    assert (reading.status, reading.at, reading.version_id) == (200, version.first_read, version.id)
    assert (page.title, page.versions, page.last_read, page.error) == ("Harbour", 1, version.last_read, None)
    assert kinds(database) == [("put", 1)]


def test_unchanged_page_makes_no_version(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "Nothing new."))
    crawl()
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert version.last_read > version.first_read
    assert kinds(database) == [("put", 1), ("touch", 1)]


def test_changed_text_closes_one_version_and_begins_the_next(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Open on Monday."))
    crawl()
    site.page("/a", "Open on Tuesday.")
    read_again(database, page_id, crawl)
    first, second = versions(database, page_id)
    assert first.until == second.first_read > first.last_read
    assert second.until is None
    assert second.ordinal == 2
    assert kinds(database) == [("put", 1), ("put", 2)]


def test_change_of_the_rest_alone_updates_in_place(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    site.page("/a", "The same words.", links=("/x", "/y"))
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert "more of this" in said(database, version).rest
    assert kinds(database) == [("put", 1), ("put", 1)]


def test_missing_page_is_gone_and_can_come_back(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    crawl()
    here = site.answers.pop("/a")
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    site.answers["/a"] = here
    read_again(database, page_id, crawl)
    first, gone, back = versions(database, page_id)
    assert (first.gone, gone.gone, back.gone) == (None, "404", None)
    assert said(database, gone) == texts.NOTHING
    assert gone.last_read > gone.first_read
    assert first.until == gone.first_read
    assert gone.until == back.first_read


def test_noindex_makes_the_page_gone(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    crawl()
    site.page("/a", "Here I am.", head='<meta name="robots" content="noindex">')
    read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None, "noindex"]


def test_refusal_by_robots_makes_the_page_gone(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    site.answers["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /a", headers={"Content-Type": "text/plain"}
    )
    crawl()
    assert versions(database, page_id) == []
    with database.read() as session:
        assert session.get_one(Page, page_id).error == "robots"
    assert "/a" not in site.asked


def test_server_error_changes_nothing_and_is_tried_again_later(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    crawl()
    site.answers["/a"] = Answer(b"oops", 500)
    read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == 1
    with database.read() as session:
        page = session.get_one(Page, page_id)
        row = service.detail(session, page_id)
    assert (page.error, page.error_detail, page.failures) == ("status", "500", 1)
    assert row is not None
    assert row.job is not None
    assert row.job.due_at is not None
    assert row.job.due_at < row.readings[0].at + DAY


def test_pause_asked_for_by_the_site_is_kept(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.base + "/busy")
    site.answers["/busy"] = Answer(b"", 429, {"Retry-After": "7200"})
    crawl()
    with database.read() as session:
        row = service.detail(session, page_id)
    assert row is not None
    assert row.page.error == "busy"
    assert row.job is not None
    assert row.job.due_at is not None
    assert row.job.due_at - row.readings[0].at == 7200 * 1_000_000


def test_not_modified_answer_counts_as_a_reading(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    site.answers["/a"].headers["ETag"] = '"one"'
    crawl()
    site.answers["/a"] = Answer(b"", 304)
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert version.last_read > version.first_read


def test_not_modified_answer_that_nobody_asked_for_is_an_error(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.base + "/a")
    site.answers["/a"] = Answer(b"", 304)
    crawl()
    assert versions(database, page_id) == []
    with database.read() as session:
        page = session.get_one(Page, page_id)
    assert (page.error, page.error_detail, page.last_read) == ("status", "304", None)
