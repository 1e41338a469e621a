"""Editing how pages are read: only what is named changes, at the right time, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import inspect, select

from app import jobs
from app.clock import DAY, HOUR, MINUTE, now
from app.db import Database
from app.pages import edits, service
from app.pages.edits import Wish
from app.pages.links import crawl_key, schedule
from app.pages.models import Page
from tests.pages.site import Site
from tests.pages.test_links import chain, paths

Crawl = Callable[[], int]
URL = "https://example.org/a"


def _read(database: Database, url: str = URL, *, ago: int = HOUR, depth: int = 0) -> tuple[int, int]:
    """A page that was read, `ago` µs before now; its id, and when that was."""
    with database.write() as session:
        page = service.add(session, url, depth=depth).page
        page.last_read = now() - ago
        page.etag, page.last_modified = '"1"', "yesterday"
        jobs.cancel(session, crawl_key(page.id))
        schedule(session, page, due=page.last_read + page.every)
        return page.id, page.last_read


def _edit(database: Database, page_id: int, wish: Wish, *, found: bool = False) -> int:
    with database.write() as session:
        return edits.edit(session, page_id, wish, found=found)


def _due(database: Database, page_id: int) -> int:
    with database.read() as session:
        due = jobs.states(session, [crawl_key(page_id)])[crawl_key(page_id)].due_at
    assert due is not None
    return due


def _last_read(database: Database, page_id: int) -> int:
    with database.read() as session:
        read = session.get_one(Page, page_id).last_read
    assert read is not None
    return read


def _row(database: Database, page_id: int) -> dict[str, object]:
    with database.read() as session:
        page = session.get_one(Page, page_id)
        return {column.key: getattr(page, column.key) for column in inspect(Page).column_attrs}


def _depths(database: Database, site: Site) -> dict[str, int]:
    with database.read() as session:
        rows = session.execute(select(Page.url, Page.depth)).all()
    return {row.url.removeprefix(site.base): row.depth for row in rows}


@pytest.mark.parametrize("every", [2 * HOUR, 3 * DAY])
def test_new_interval_counts_from_the_last_reading(any_database: Database, every: int) -> None:
    page_id, read = _read(any_database)
    before = _row(any_database, page_id)
    assert _edit(any_database, page_id, Wish(every=every)) == 1
    assert _due(any_database, page_id) == read + every
    assert _row(any_database, page_id) == before | {"every": every}


def test_page_that_should_have_been_read_by_then_is_read_now(any_database: Database) -> None:
    page_id, _ = _read(any_database)
    _edit(any_database, page_id, Wish(every=5 * MINUTE))
    assert _due(any_database, page_id) <= now()


def test_longer_interval_takes_back_no_reading_that_was_asked_for(database: Database) -> None:
    page_id, _ = _read(database)
    with database.write() as session:
        service.read_now(session, page_id)
    _edit(database, page_id, Wish(every=30 * DAY))
    assert _due(database, page_id) <= now()


def test_page_that_fails_is_still_tried_again_soon(database: Database) -> None:
    page_id, _ = _read(database)
    soon = now() + 10 * MINUTE
    with database.write() as session:
        session.get_one(Page, page_id).error = "timeout"
        jobs.cancel(session, crawl_key(page_id))
        schedule(session, session.get_one(Page, page_id), due=soon)
    _edit(database, page_id, Wish(every=30 * DAY))
    assert _due(database, page_id) == soon


def test_paused_page_stays_paused(database: Database) -> None:
    page_id, _ = _read(database)
    with database.write() as session:
        service.set_state(session, page_id, "paused")
    _edit(database, page_id, Wish(every=HOUR, depth=3))
    with database.read() as session:
        assert jobs.states(session, [crawl_key(page_id)]) == {}
    assert _row(database, page_id)["etag"] is None  # once resumed it brings the links


def test_deeper_asks_for_the_links_again_and_the_same_again_for_nothing(any_database: Database) -> None:
    page_id, _ = _read(any_database)
    _edit(any_database, page_id, Wish(depth=2))
    row = _row(any_database, page_id)
    assert (row["depth"], row["page_limit"], row["etag"], row["last_modified"]) == (
        2,
        edits.LIMIT,
        None,
        None,
    )
    assert _due(any_database, page_id) <= now()
    other, read = _read(any_database, URL + "b", depth=2)
    kept = _row(any_database, other)
    _edit(any_database, other, Wish(every=DAY, depth=2, within="", limit=500))
    assert _row(any_database, other) == kept
    assert _due(any_database, other) == read + DAY


@pytest.mark.parametrize(
    ("wish", "again"),
    [
        (Wish(within="https://example.org/"), True),
        (Wish(within=""), True),
        (Wish(within="https://example.org/a/b/"), False),
        (Wish(limit=501), True),
        (Wish(limit=2), False),
        (Wish(depth=1), False),
    ],
)
def test_wider_and_more_need_the_links_and_narrower_and_less_do_not(
    database: Database, wish: Wish, again: bool
) -> None:
    page_id, read = _read(database, "https://example.org/a/b/c", depth=2)
    with database.write() as session:
        session.get_one(Page, page_id).within = "https://example.org/a/"
    _edit(database, page_id, wish)
    assert (_row(database, page_id)["etag"] is None) is again
    assert (_due(database, page_id) == read + DAY) is not again


def test_deeper_finds_what_lies_behind_the_pages_found_before(
    database: Database, site: Site, crawl: Crawl
) -> None:
    with database.write() as session:
        page_id = service.add(session, chain(site, 6), depth=1).page.id
    crawl()
    assert paths(database, site) == {"/0", "/1"}
    _edit(database, page_id, Wish(depth=3))
    crawl()
    assert _depths(database, site) == {"/0": 3, "/1": 2, "/2": 1, "/3": 0}
    _edit(database, page_id, Wish(depth=1))
    assert _depths(database, site) == {"/0": 1, "/1": 0, "/2": 0, "/3": 0}
    asked = len(site.asked)
    _edit(database, page_id, Wish(depth=4))
    crawl()
    assert _depths(database, site) == {"/0": 4, "/1": 3, "/2": 2, "/3": 1, "/4": 0}
    assert len(site.asked) > asked


def test_interval_of_found_pages_follows_when_asked(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        page_id = service.add(session, chain(site, 3), depth=2).page.id
    crawl()

    def intervals() -> list[int]:
        with database.read() as session:
            return list(session.scalars(select(Page.every).order_by(Page.id)))

    _edit(database, page_id, Wish(every=HOUR))
    assert intervals() == [HOUR, DAY, DAY]
    assert _edit(database, page_id, Wish(every=7 * DAY), found=True) == 1
    assert intervals() == [7 * DAY] * 3


def test_lower_limit_deletes_nothing(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        page_id = service.add(session, chain(site, 4), depth=3).page.id
    crawl()
    _edit(database, page_id, Wish(limit=1))
    crawl()
    assert paths(database, site) == {"/0", "/1", "/2", "/3"}


def test_links_of_a_found_page_are_set_at_its_root(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        root = service.add(session, chain(site, 2), depth=1).page.id
    crawl()
    with database.read() as session:
        found = session.scalars(select(Page.id).where(Page.root_id == root)).one()
    with pytest.raises(service.PageError) as caught:
        _edit(database, found, Wish(depth=2))
    assert caught.value.field == "depth"
    with database.write() as session:
        assert edits.edit(session, [root, found], Wish(depth=2)) == 2
    assert _depths(database, site)["/1"] == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(every=MINUTE), "every"),
        (Wish(every=367 * DAY), "every"),
        (Wish(depth=21), "depth"),
        (Wish(limit=0), "limit"),
        (Wish(within="https://example.com/"), "within"),
        (Wish(within="no address at all"), "within"),
    ],
)
def test_wish_that_cannot_be_names_its_field_and_changes_nothing(
    database: Database, wish: Wish, field: str
) -> None:
    page_id, _ = _read(database)
    kept = _row(database, page_id)
    with pytest.raises(service.PageError) as caught:
        _edit(database, page_id, wish)
    assert caught.value.field == field
    assert _row(database, page_id) == kept


def test_built_in_pages_are_not_edited(database: Database) -> None:
    page_id, _ = _read(database)
    with database.write() as session:
        session.get_one(Page, page_id).builtin = True
    assert _edit(database, page_id, Wish(every=HOUR, depth=1, state="stopped")) == 0
    assert _row(database, page_id)["every"] == DAY


def test_interval_of_a_page_that_is_read_just_now_holds_from_that_reading_on(
    database: Database, site: Site, crawl: Crawl
) -> None:
    with database.write() as session:
        page_id = service.add(session, site.page("/a", "Words.")).page.id
    with database.write() as session:
        lease = jobs.lease(session, limit=1, delay_us=0, owner="test")[0]
    _edit(database, page_id, Wish(every=HOUR, depth=1))
    with database.read() as session:
        assert jobs.states(session, [lease.key])[lease.key].running
    with database.write() as session:
        # Its links are needed, so it is read once more when this reading is over.
        jobs.finish(session, lease, next_due=now() + HOUR)
    assert crawl() == 1
    assert _due(database, page_id) == _last_read(database, page_id) + HOUR
