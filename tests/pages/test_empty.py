"""Pages without words: emptied ones are versions once confirmed, those that scripts draw are faults."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.db import Database
from tests.pages.history import page_of, readings, said, versions
from tests.pages.site import Answer, Site
from tests.pages.test_gone import due
from tests.pages.test_timeline import added, read_again

Crawl = Callable[[], int]
EMPTY = Answer(b"<!doctype html><title>A page</title><body><main></main>")
DRAWN = Answer(b"<!doctype html><title>A page</title><body><div id=root></div><script src=/app.js></script>")

CHALLENGE = Answer(
    b"<html><head><META NAME=robots CONTENT='noindex,nofollow'>"
    b"<script src='/_Incapsula_Resource?SWJIYLWA=719'></script></head><body></body></html>"
)


@pytest.fixture
def page_id(database: Database, site: Site, crawl: Crawl) -> int:
    """A page that was read once."""
    made = added(database, site.page("/a", "Here I am."))
    crawl()
    return made


def test_page_that_lost_its_words_is_read_again_soon(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    site.answers["/a"] = EMPTY
    read_again(database, page_id, crawl)
    page, reading = page_of(database, page_id), readings(database, page_id)[-1]
    assert (page.doubt, page.error, page.failures) == ("empty", "empty", 0)
    assert (reading.error, reading.status, reading.version_id) == ("empty", 200, None)
    assert len(versions(database, page_id)) == 1
    assert due(database, page_id) < page.every


def test_second_reading_without_words_makes_it_a_version(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    site.answers["/a"] = EMPTY
    for _ in range(3):
        read_again(database, page_id, crawl)
    full, empty = versions(database, page_id)
    page = page_of(database, page_id)
    assert (empty.title, empty.gone, empty.minor) == ("A page", None, False)
    assert full.until == empty.first_read < empty.last_read
    assert (said(database, page_id)[1].main, said(database, page_id)[1].rest) == ("", "")
    assert (page.doubt, page.error, page.versions) == (None, None, 2)
    assert [reading.error for reading in readings(database, page_id)] == [None, "empty", None, None]


def test_words_that_are_back_clear_the_doubt(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    here = site.answers["/a"]
    for answer in (EMPTY, here, EMPTY):
        site.answers["/a"] = answer
        read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == 1
    assert page_of(database, page_id).doubt == "empty"


@pytest.mark.parametrize("then", ["404", "empty"])
def test_missing_page_and_empty_one_confirm_each_other_and_the_later_one_begins(
    then: str, database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    missing = Answer(b"", 404)
    for answer in (EMPTY, missing) if then == "404" else (missing, EMPTY):
        site.answers["/a"] = answer
        read_again(database, page_id, crawl)
    full, bare = versions(database, page_id)
    first, doubted, confirming = readings(database, page_id)
    assert bare.gone == ("404" if then == "404" else None)
    assert said(database, page_id)[1].main == ""
    assert full.until == bare.first_read == confirming.at
    assert (doubted.version_id, confirming.version_id) == (None, bare.id)
    assert full.last_read == first.at
    assert page_of(database, page_id).doubt is None


def test_page_never_seen_with_words_is_not_gone_because_it_was_empty_before(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.base + "/e")
    for answer in (EMPTY, Answer(b"", 404), EMPTY):
        site.answers["/e"] = answer
        read_again(database, page_id, crawl)
    assert versions(database, page_id) == []
    assert page_of(database, page_id).doubt == "empty"


def test_page_that_is_empty_from_the_start_is_a_version_once_confirmed(
    database: Database, site: Site, crawl: Crawl
) -> None:
    site.answers["/e"] = Answer(b"")
    page_id = added(database, site.base + "/e")
    crawl()
    assert (versions(database, page_id), page_of(database, page_id).doubt) == ([], "empty")
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert (version.title, version.gone) == ("", None)


def test_gone_page_that_comes_back_empty_is_confirmed_too(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    for answer in (Answer(b"", 404), Answer(b"", 404), EMPTY):
        site.answers["/a"] = answer
        read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None, "404"]
    read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None, "404", None]


def test_page_that_scripts_draw_is_a_fault_and_no_version(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    site.answers["/a"] = DRAWN
    for _ in range(2):
        read_again(database, page_id, crawl)
    page = page_of(database, page_id)
    assert len(versions(database, page_id)) == 1
    assert (page.error, page.doubt, page.failures) == ("scripts", None, 2)


def test_challenge_that_asks_not_to_be_indexed_makes_no_page_vanish(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    site.answers["/a"] = CHALLENGE
    for _ in range(2):
        read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert (version.gone, version.until) == (None, None)
    assert page_of(database, page_id).error == "challenge"


def test_page_that_scripts_draw_neither_confirms_nor_clears(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    for answer in (EMPTY, DRAWN):
        site.answers["/a"] = answer
        read_again(database, page_id, crawl)
    assert page_of(database, page_id).doubt == "empty"
