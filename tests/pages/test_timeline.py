"""Timeline: when a version begins, when only its last reading moves, and what it was like before."""

from __future__ import annotations

from collections.abc import Callable

from app.clock import DAY, SECOND
from app.db import Database
from app.pages import bodies, service
from app.pages.models import Version
from app.pages.timeline import LOOKS_BACK
from tests.pages.history import kinds, page_of, pass_time, readings, said, versions
from tests.pages.site import Answer, Site

Crawl = Callable[[], int]


def added(database: Database, url: str, **wishes: int) -> int:
    with database.write() as session:
        return service.add(session, url, **wishes).page.id  # type: ignore[arg-type]


def read_again(database: Database, page_id: int, crawl: Crawl) -> None:
    with database.write() as session:
        service.read_now(session, page_id)
    assert crawl() == 1


def bytes_of(database: Database, version: Version) -> bytes:
    with database.read() as session:
        kept = bodies.read(session, version)
    assert kept is not None
    return kept.data


def test_first_reading_makes_version_body_and_reading(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The harbour is closed for repairs.", title="Harbour"))
    assert crawl() == 1
    (version,) = versions(database, page_id)
    assert (version.title, version.ordinal, version.until) == ("Harbour", 1, None)
    assert (version.minor, version.incomplete, version.back_to) == (False, False, None)
    assert "harbour is closed" in said(database, page_id)[0].main
    (reading,) = readings(database, page_id)
    page = page_of(database, page_id)
    assert bytes_of(database, version) == site.answers["/a"].body
    assert reading.sha256 == bodies.digest(site.answers["/a"].body)
    assert (reading.status, reading.at, reading.version_id) == (200, version.first_read, version.id)
    assert (page.title, page.versions, page.last_read, page.error) == ("Harbour", 1, version.last_read, None)
    assert kinds(database) == [("put", version.first_read)]


def test_unchanged_page_makes_no_version(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "Nothing new."))
    crawl()
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert version.last_read > version.first_read
    assert kinds(database) == [("put", version.first_read), ("touch", version.first_read)]


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
    assert kinds(database) == [("put", first.first_read), ("put", second.first_read)]


def test_version_that_says_what_an_earlier_one_said_names_it(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Open."))
    crawl()
    for text in ("Closed.", "Open.", "Closed."):
        site.page("/a", text)
        read_again(database, page_id, crawl)
    rows = versions(database, page_id)
    assert [row.back_to for row in rows] == [None, None, 1, 2]
    assert rows[0].text_number == rows[2].text_number
    assert rows[1].body_number == rows[3].body_number


def test_only_the_last_versions_are_looked_through_for_one_that_said_the_same(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Text 0."))
    crawl()
    for number in range(1, LOOKS_BACK + 1):
        site.page("/a", f"Text {number}.")
        read_again(database, page_id, crawl)
    # The first one is the ninth, the second the eighth from here.
    for number in (0, 1):
        site.page("/a", f"Text {number}.")
        read_again(database, page_id, crawl)
    assert [row.back_to for row in versions(database, page_id)][-2:] == [None, None]
    site.page("/a", "Text 3.")
    read_again(database, page_id, crawl)
    assert versions(database, page_id)[-1].back_to == 4


def test_server_error_changes_nothing_and_is_tried_again_later(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    crawl()
    site.answers["/a"] = Answer(b"oops", 500)
    read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == 1
    with database.read() as session:
        row = service.detail(session, page_id)
    assert row is not None
    assert (row.page.error, row.page.error_detail, row.page.failures) == ("status", "500", 1)
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
    assert row.job.due_at - row.readings[0].at == 7200 * SECOND


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
    page = page_of(database, page_id)
    assert (page.error, page.error_detail, page.last_read) == ("status", "304", None)


def test_reading_after_a_clock_went_back_comes_after_the_one_before(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    crawl()
    del site.answers["/a"]
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    # All of it was read at a time that this clock reaches in an hour only.
    pass_time(database, page_id, -3600 * SECOND)
    site.page("/a", "I am back.")
    read_again(database, page_id, crawl)
    rows = versions(database, page_id)
    assert [row.ordinal for row in rows] == [1, 2, 3]
    assert rows[1].until == rows[2].first_read > rows[1].last_read
