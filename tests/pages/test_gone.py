"""Gone: two readings make it so, and a page that is soon back was never away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.clock import DAY, HOUR, MINUTE
from app.db import Database
from app.pages import service
from app.pages.confirmation import AGAIN
from app.pages.ordinals import version_by_ordinal
from app.pages.reading import Tools
from app.pages.timeline import LATE
from tests.pages.history import kinds, page_of, pass_time, readings, said, versions
from tests.pages.site import Answer, Site
from tests.pages.test_timeline import added, read_again

Crawl = Callable[[], int]
REFUSAL = Answer(b"User-agent: *\nDisallow: /a", headers={"Content-Type": "text/plain"})


def take_away(site: Site, how: str) -> None:
    """Let the page be gone in one of the ways there are."""
    if how == "noindex":
        site.page("/a", "Here I am.", head='<meta name="robots" content="noindex">')
    elif how == "robots":
        site.answers["/robots.txt"] = REFUSAL
    else:
        site.answers["/a"] = Answer(b"", int(how))


def due(database: Database, page_id: int) -> int:
    """How long after its newest reading a page is read next."""
    with database.read() as session:
        row = service.detail(session, page_id)
    assert row is not None
    assert row.job is not None
    assert row.job.due_at is not None
    return row.job.due_at - row.readings[0].at


@pytest.fixture
def page_id(database: Database, site: Site, crawl: Crawl) -> int:
    """A page that was read once."""
    made = added(database, site.page("/a", "Here I am."))
    crawl()
    return made


@pytest.mark.parametrize("how", ["404", "410", "noindex"])
def test_first_reading_that_misses_the_page_is_a_reading_and_a_doubt(
    how: str, database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    take_away(site, how)
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    page, reading = page_of(database, page_id), readings(database, page_id)[-1]
    assert (version.gone, version.until) == (None, None)
    assert (page.doubt, page.error, page.failures) == (how, how, 0)
    assert (reading.error, reading.version_id) == (how, None)
    assert due(database, page_id) == AGAIN <= HOUR
    assert kinds(database) == [("put", version.first_read)]


@pytest.mark.parametrize(("first", "second"), [("404", "404"), ("410", "noindex"), ("noindex", "404")])
def test_reading_that_confirms_it_begins_the_gone_version(
    first: str, second: str, database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    for how in (first, second):
        take_away(site, how)
        read_again(database, page_id, crawl)
    there, gone = versions(database, page_id)
    page, (seen, doubted, confirming) = page_of(database, page_id), readings(database, page_id)
    assert (gone.gone, gone.ordinal, gone.text_number, gone.until) == (second, 2, None, None)
    assert there.until == gone.first_read == confirming.at
    assert seen.at == there.last_read < doubted.at < gone.first_read
    assert (page.doubt, page.error, page.versions) == (None, second, 1)
    assert due(database, page_id) == DAY


def test_reading_that_shows_the_page_clears_the_doubt(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    here = site.answers["/a"]
    for there in (False, True, False):
        site.answers["/a"] = here if there else Answer(b"", 404)
        read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None]
    assert page_of(database, page_id).doubt == "404"
    assert due(database, page_id) == AGAIN


def test_error_of_the_server_neither_confirms_nor_clears(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    for status in (404, 503, 500):
        site.answers["/a"] = Answer(b"", status)
        read_again(database, page_id, crawl)
        assert page_of(database, page_id).doubt == "404"
        assert len(versions(database, page_id)) == 1
    site.answers["/a"] = Answer(b"", 404)
    read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None, "404"]


def test_page_read_every_few_minutes_is_not_read_later_for_a_doubt(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Here I am."), every=10 * MINUTE)
    crawl()
    take_away(site, "404")
    read_again(database, page_id, crawl)
    assert due(database, page_id) == 10 * MINUTE


def test_page_that_was_never_read_has_nothing_to_lose(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.base + "/a")
    crawl()
    page = page_of(database, page_id)
    assert versions(database, page_id) == []
    assert (page.error, page.doubt) == ("404", None)
    assert due(database, page_id) == DAY


def test_refusal_by_robots_of_a_page_never_read_is_an_error(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    take_away(site, "robots")
    crawl()
    assert versions(database, page_id) == []
    assert page_of(database, page_id).error == "robots"
    assert "/a" not in site.asked


def test_refusal_by_robots_is_asked_about_again_before_it_counts(
    database: Database, site: Site, crawl: Crawl, tools: Tools, page_id: int
) -> None:
    take_away(site, "robots")
    tools.robots.forget(site.base + "/a")
    read_again(database, page_id, crawl)
    assert page_of(database, page_id).doubt == "robots"
    assert len(versions(database, page_id)) == 1
    # The refusal is not believed for the hours that rules are kept.
    asked = site.asked.count("/robots.txt")
    del site.answers["/robots.txt"]
    read_again(database, page_id, crawl)
    assert site.asked.count("/robots.txt") == asked + 1
    assert (page_of(database, page_id).doubt, len(versions(database, page_id))) == (None, 1)
    take_away(site, "robots")
    tools.robots.forget(site.base + "/a")
    for _ in range(2):
        read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None, "robots"]


def test_gone_page_goes_on_being_gone(database: Database, site: Site, crawl: Crawl, page_id: int) -> None:
    take_away(site, "404")
    for _ in range(3):
        read_again(database, page_id, crawl)
    _, gone = versions(database, page_id)
    assert gone.last_read > gone.first_read
    assert kinds(database)[-1] == ("touch", gone.first_read)
    assert page_of(database, page_id).doubt is None


def test_page_back_with_the_same_text_within_an_interval_was_never_away(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    here = site.answers["/a"]
    take_away(site, "404")
    for _ in range(2):
        read_again(database, page_id, crawl)
    # Its next regular reading, a little late.
    pass_time(database, page_id, DAY + LATE // 2)
    site.answers["/a"] = here
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert (version.ordinal, version.until) == (1, None)
    assert version.last_read - version.first_read > DAY
    assert [reading.error for reading in readings(database, page_id)] == [None, "404", "404", None]
    assert [reading.version_id for reading in readings(database, page_id)] == [
        version.id,
        None,
        None,
        version.id,
    ]
    with database.read() as session:
        held = version_by_ordinal(session, page_id, 2)
        assert held is not None
        assert held.ordinal == 1
    # Its number is not given again.
    site.page("/a", "Something else.")
    read_again(database, page_id, crawl)
    assert [version.ordinal for version in versions(database, page_id)] == [1, 3]


@pytest.mark.parametrize(("minutes", "count"), [(12, 1), (13, 3)])
def test_page_read_often_may_be_late_by_a_quarter_of_its_interval(
    minutes: int, count: int, database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "Here I am."), every=10 * MINUTE)
    crawl()
    here = site.answers["/a"]
    take_away(site, "404")
    for _ in range(2):
        read_again(database, page_id, crawl)
    pass_time(database, page_id, minutes * MINUTE)
    site.answers["/a"] = here
    read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == count


def test_page_back_with_another_rest_has_a_minor_version_and_no_break(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    site.page("/a", "Here I am.", links=("/x",))
    read_again(database, page_id, crawl)
    take_away(site, "410")
    for _ in range(2):
        read_again(database, page_id, crawl)
    site.page("/a", "Here I am.", links=("/x", "/y"))
    read_again(database, page_id, crawl)
    major, first, second = versions(database, page_id)
    assert (major.until, first.until, second.until) == (None, second.first_read, None)
    assert [row.ordinal for row in (major, first, second)] == [1, 2, 4]


def test_page_back_with_the_same_text_after_longer_is_a_version_of_its_own(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    here = site.answers["/a"]
    take_away(site, "404")
    for _ in range(2):
        read_again(database, page_id, crawl)
    pass_time(database, page_id, DAY + LATE)
    site.answers["/a"] = here
    read_again(database, page_id, crawl)
    first, gone, back = versions(database, page_id)
    assert (first.until, gone.until, back.until) == (gone.first_read, back.first_read, None)
    assert (back.back_to, back.text_number) == (1, first.text_number)
    assert said(database, page_id)[1].main == ""


def test_page_back_with_another_text_is_a_version_of_its_own(
    database: Database, site: Site, crawl: Crawl, page_id: int
) -> None:
    take_away(site, "404")
    for _ in range(2):
        read_again(database, page_id, crawl)
    site.page("/a", "Somebody else.")
    read_again(database, page_id, crawl)
    assert [version.gone for version in versions(database, page_id)] == [None, "404", None]
