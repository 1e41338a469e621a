"""Minor versions: another rest under the same title and main text, inside the life of the major version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from app.clock import DAY, HOUR, now
from app.db import Database
from app.pages.minors import MOST_A_DAY
from app.pages.models import PageBody, PageText
from app.pages.ordinals import version_by_ordinal
from app.search.engine import ENGINES
from app.search.follow import Follower
from app.search.index import IndexHandle
from tests.pages.history import kinds, page_of, pass_time, readings, said, versions
from tests.pages.site import Site
from tests.pages.test_timeline import added, bytes_of, read_again

Crawl = Callable[[], int]


def with_links(site: Site, number: int, text: str = "The same words.") -> None:
    """The page with another footer."""
    site.page("/a", text, links=tuple(f"/{link}" for link in range(number)))


def test_change_of_the_rest_alone_is_a_minor_version_inside_the_major_one(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    with_links(site, 2)
    read_again(database, page_id, crawl)
    major, minor = versions(database, page_id)
    assert [(row.ordinal, row.minor) for row in (major, minor)] == [(1, False), (2, True)]
    assert (minor.title, minor.digest) == (major.title, major.digest)
    assert "more of this" in said(database, page_id)[1].rest
    assert "more of this" not in said(database, page_id)[0].rest
    assert (major.until, minor.until) == (None, None)
    assert major.last_read == minor.last_read == minor.first_read
    assert page_of(database, page_id).versions == 1
    assert bytes_of(database, minor) == site.answers["/a"].body != bytes_of(database, major)
    assert kinds(database) == [("put", major.first_read), ("put", minor.first_read)]


def test_unchanged_reading_moves_the_minor_version_and_the_major_one(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    with_links(site, 1)
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    major, minor = versions(database, page_id)
    assert major.last_read == minor.last_read > minor.first_read
    assert kinds(database)[-1] == ("touch", minor.first_read)


def test_next_minor_version_ends_the_one_before_and_not_the_major_one(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    for number in (1, 2):
        with_links(site, number)
        read_again(database, page_id, crawl)
    major, first, second = versions(database, page_id)
    assert (major.until, first.until, second.until) == (None, second.first_read, None)


def test_rest_that_is_again_what_the_major_version_says_is_a_minor_version_with_its_text(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    for number in (1, 0):
        with_links(site, number)
        read_again(database, page_id, crawl)
    major, _, back = versions(database, page_id)
    assert back.minor
    assert back.back_to is None
    assert (back.text_number, back.body_number) == (major.text_number, major.body_number)


def test_next_major_version_ends_the_major_one_and_its_last_minor_one(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    with_links(site, 1)
    read_again(database, page_id, crawl)
    with_links(site, 1, "Other words.")
    read_again(database, page_id, crawl)
    major, minor, following = versions(database, page_id)
    assert major.until == minor.until == following.first_read
    assert (following.minor, following.until, following.ordinal) == (False, None, 3)
    assert page_of(database, page_id).versions == 2


def test_of_too_many_minor_versions_a_day_the_last_one_replaces_the_one_before(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    for number in range(1, MOST_A_DAY + 4):
        with_links(site, number)
        read_again(database, page_id, crawl)
    rows = versions(database, page_id)
    assert [row.ordinal for row in rows] == [*range(1, MOST_A_DAY + 1), MOST_A_DAY + 4]
    last = rows[-1]
    assert rows[-2].last_read < last.first_read == last.last_read == rows[-2].until
    shown = [reading.version_id for reading in readings(database, page_id)]
    assert shown == [*(row.id for row in rows[:-1]), None, None, None, last.id]
    with database.read() as session:
        for number in range(MOST_A_DAY + 1, MOST_A_DAY + 5):
            held = version_by_ordinal(session, page_id, number)
            assert held is not None
            assert held.ordinal == last.ordinal
    assert said(database, page_id)[-1].rest.count("more of this") == MOST_A_DAY + 3
    assert bytes_of(database, last) == site.answers["/a"].body
    assert kinds(database)[-1] == ("put", last.first_read)
    # What was replaced takes no room.
    with database.read() as session:
        for table in (PageText, PageBody):
            assert session.scalar(select(func.count()).select_from(table)) == MOST_A_DAY + 1
    # A day later there is room for more.
    pass_time(database, page_id, DAY + HOUR)
    with_links(site, 1)
    read_again(database, page_id, crawl)
    assert [row.ordinal for row in versions(database, page_id)[-2:]] == [last.ordinal, last.ordinal + 1]


def test_word_of_a_minor_version_that_replaced_another_was_first_seen_when_it_was_read(
    database: Database, tmp_path: Path, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    for number in range(1, MOST_A_DAY + 1):
        with_links(site, number)
        read_again(database, page_id, crawl)
    follower = Follower(database, tmp_path / "index", ENGINES["trie"])
    while follower.step():
        pass
    for word in ("gull", "heron"):
        site.answers["/a"].body = site.answers["/a"].body.replace(
            b"</footer>", b" " + word.encode() + b"</footer>"
        )
        read_again(database, page_id, crawl)
        while follower.step():
            pass
    index = IndexHandle(tmp_path / "index", ENGINES["trie"]).current()
    index.verify()
    gull, heron = (reading.at for reading in readings(database, page_id)[-2:])
    assert gull < heron
    for word in ("gull", "heron"):
        (run,) = index.history(word, all=True)
        (hit,) = index.search(f"{word} in:all").hits
        assert (run[3], hit.first_read, hit.since) == (heron, heron, heron)
    # What the version before says stood until then.
    assert [row[2] for row in index.timeline(page_id)][-2:] == [heron, None]


def test_text_that_was_replaced_leaves_the_ones_before_readable(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    for number in range(1, MOST_A_DAY + 3):
        with_links(site, number)
        read_again(database, page_id, crawl)
    before = said(database, page_id)[:-1]
    with_links(site, 50)
    read_again(database, page_id, crawl)
    assert said(database, page_id)[:-1] == before
    assert [text.rest.count("more of this") for text in before] == list(range(MOST_A_DAY))


def test_major_version_after_too_many_minor_ones_may_have_one_of_its_own(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    for number in range(1, MOST_A_DAY + 1):
        with_links(site, number)
        read_again(database, page_id, crawl)
    with_links(site, 1, "Other words.")
    read_again(database, page_id, crawl)
    for number in (2, 3):
        with_links(site, number, "Other words.")
        read_again(database, page_id, crawl)
    rows = versions(database, page_id)
    assert [row.minor for row in rows[-3:]] == [True, False, True]
    assert said(database, page_id)[-1].rest.count("more of this") == 3


def test_minor_version_keeps_the_language_of_its_major_one(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "De haven is gesloten."))
    crawl()
    with_links(site, 3, "De haven is gesloten.")
    answer = site.answers["/a"]
    answer.body = answer.body.replace(b"lang=en", b"lang=nl")
    read_again(database, page_id, crawl)
    major, minor = versions(database, page_id)
    assert minor.minor
    assert minor.language == major.language


def test_minor_version_of_the_future_stays_inside_its_major_one(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    with_links(site, 1)
    read_again(database, page_id, crawl)
    # A clock that was ten days ahead read it both times.
    pass_time(database, page_id, -10 * DAY)
    with_links(site, 2)
    read_again(database, page_id, crawl)
    major, first, second = versions(database, page_id)
    assert major.first_read < first.first_read < second.first_read <= now()
    assert first.first_read <= first.last_read < second.first_read == first.until
    assert (major.last_read, major.until) == (second.last_read, None)
