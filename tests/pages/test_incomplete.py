"""Readings of which only a part arrived: they stand for a page only until all of it was read once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.clock import DAY, HOUR
from app.db import Database
from app.extract import EXTRACTOR_VERSION, extract_here
from app.net.fetch import Fetched
from app.pages.models import Page, Version
from app.pages.reading import record
from app.pages.seen import Seen
from tests.pages.history import kinds, page_of, readings, said, versions

URL = "https://a.org/"


def seen(at: int, text: str, *, incomplete: bool = False) -> Seen:
    """A page with this text as its main text, read at `at` (µs)."""
    body = f"<!doctype html><title>A page</title><main><p>{text}</p></main>".encode()
    fetched = Fetched(URL, 200, {"content-type": "text/html"}, body, (), False, 1)
    error = "closed" if incomplete else None
    return Seen(
        at, fetched, extract_here(body, url=URL, content_type="text/html"), error, incomplete=incomplete
    )


def read(database: Database, page_id: int, what: Seen) -> int | None:
    """Write down what was seen; returns the wait until the next reading."""
    with database.write() as session:
        return record(session, session.get_one(Page, page_id), what)


@pytest.fixture
def page_id(database: Database) -> int:
    """A page nobody has read."""
    with database.write() as session:
        page = Page(url=URL, site="a.org", added_at=0, every=DAY)
        session.add(page)
        session.flush()
        return page.id


def test_incomplete_reading_makes_no_version_while_a_complete_one_stands(
    database: Database, page_id: int
) -> None:
    read(database, page_id, seen(HOUR, "All of it, to the end."))
    wait = read(database, page_id, seen(2 * HOUR, "All of", incomplete=True))
    assert len(versions(database, page_id)) == 1
    assert (page_of(database, page_id).error, page_of(database, page_id).failures) == ("closed", 1)
    assert readings(database, page_id)[-1].version_id is None
    assert wait is not None
    assert wait < DAY


def test_first_reading_that_is_incomplete_is_restated_by_the_next_complete_one(
    database: Database, page_id: int
) -> None:
    read(database, page_id, seen(HOUR, "All of", incomplete=True))
    (part,) = versions(database, page_id)
    assert (part.incomplete, part.ordinal) == (True, 1)
    assert readings(database, page_id)[-1].version_id == part.id
    assert (page_of(database, page_id).error, page_of(database, page_id).failures) == ("closed", 1)
    read(database, page_id, seen(2 * HOUR, "All of it, to the end."))
    (whole,) = versions(database, page_id)
    assert (whole.incomplete, whole.ordinal, whole.first_read, whole.last_read) == (False, 1, HOUR, 2 * HOUR)
    assert whole.digest != part.digest
    assert said(database, page_id)[0].main == "All of it, to the end."
    assert (whole.text_number, whole.body_number) == (1, 1)
    assert kinds(database) == [("put", HOUR), ("put", HOUR)]
    assert (page_of(database, page_id).versions, page_of(database, page_id).error) == (1, None)


def test_incomplete_reading_after_an_incomplete_one_changes_nothing(database: Database, page_id: int) -> None:
    read(database, page_id, seen(HOUR, "All of", incomplete=True))
    read(database, page_id, seen(2 * HOUR, "All", incomplete=True))
    (part,) = versions(database, page_id)
    assert (part.incomplete, said(database, page_id)[0].main) == (True, "All of")


def test_incomplete_reading_does_not_bring_a_gone_page_back(database: Database, page_id: int) -> None:
    read(database, page_id, seen(HOUR, "All of it, to the end."))
    for hour in (2, 3):
        read(database, page_id, Seen(hour * HOUR, error="404"))
    read(database, page_id, seen(4 * HOUR, "All of", incomplete=True))
    assert [version.gone for version in versions(database, page_id)] == [None, "404"]


def test_incomplete_reading_neither_confirms_nor_clears(database: Database, page_id: int) -> None:
    read(database, page_id, seen(HOUR, "All of it, to the end."))
    read(database, page_id, Seen(2 * HOUR, error="404"))
    read(database, page_id, seen(3 * HOUR, "All of", incomplete=True))
    assert page_of(database, page_id).doubt == "404"
    read(database, page_id, Seen(4 * HOUR, error="404"))
    assert [version.gone for version in versions(database, page_id)] == [None, "404"]


def test_same_bytes_in_which_a_newer_extractor_reads_something_else_begin_no_version(
    database: Database, page_id: int
) -> None:
    read(database, page_id, seen(HOUR, "All of it, to the end."))
    with database.write() as session:
        version = session.scalars(select(Version)).one()
        version.extractor, version.digest, version.title = 1, b"as an older one read it", "Another title"
    read(database, page_id, seen(2 * HOUR, "All of it, to the end."))
    (version,) = versions(database, page_id)
    assert (version.title, version.extractor, version.first_read) == ("A page", EXTRACTOR_VERSION, HOUR)
    assert [text.main for text in said(database, page_id)] == ["All of it, to the end."]
    read(database, page_id, seen(3 * HOUR, "Something else."))
    assert len(versions(database, page_id)) == 2
