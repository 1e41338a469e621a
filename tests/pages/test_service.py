"""Adding, pausing, stopping, reading now and deleting pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.clock import MINUTE
from app.db import Base, Database
from app.db.changes import Change
from app.net.urls import BadURL
from app.pages import service
from app.pages.models import Page, PageBody, Reading, Version
from tests.pages.site import Site

Crawl = Callable[[], int]


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org/", "http://", "http://user@example.org/", "javascript:alert(1)"]
)
def test_address_that_is_no_web_page_is_refused(database: Database, url: str) -> None:
    with pytest.raises(BadURL), database.write() as session:
        service.add(session, url)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Page)) == 0


@pytest.mark.parametrize(
    ("field", "wishes"),
    [
        ("every", {"every": MINUTE}),
        ("depth", {"depth": 21}),
        ("limit", {"limit": 0}),
        ("within", {"within_prefix": "https://example.org/b/"}),
    ],
)
def test_wish_out_of_bounds_names_its_field(
    database: Database, field: str, wishes: dict[str, object]
) -> None:
    with pytest.raises(service.PageError) as caught, database.write() as session:
        service.add(session, "https://example.org/a", **wishes)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_paused_page_is_not_due_and_keeps_its_history(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        page_id = service.add(session, site.page("/a", "Words.")).page.id
    crawl()
    with database.write() as session:
        assert service.set_state(session, page_id, "paused") == 1
    with database.read() as session:
        found = service.detail(session, page_id)
    assert found is not None
    assert found.job is None
    assert found.page.versions == 1
    with database.write() as session:
        service.set_state(session, page_id, "active")
    with database.read() as session:
        found = service.detail(session, page_id)
    assert found is not None
    assert found.job is not None


def test_paused_page_can_be_read_once(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        page_id = service.add(session, site.page("/a", "Words.")).page.id
        service.set_state(session, page_id, "paused")
    assert crawl() == 0
    with database.write() as session:
        service.read_now(session, page_id)
    assert crawl() == 1
    with database.read() as session:
        found = service.detail(session, page_id)
    assert found is not None
    assert found.job is None
    assert found.page.state == "paused"


def test_deleted_page_leaves_nothing_but_the_change(database: Database, site: Site, crawl: Crawl) -> None:
    site.page("/", "Start.", links=("/a",))
    site.page("/a", "More words.")
    with database.write() as session:
        page_id = service.add(session, site.base + "/", depth=1).page.id
    crawl()
    with database.write() as session:
        assert service.remove(session, page_id, found=True) == 2
    left = {}
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            left[table.name] = session.scalar(select(func.count()).select_from(table))
        deleted = set(session.scalars(select(Change.page_id).where(Change.kind == "delete")))
    assert {name for name, rows in left.items() if rows} <= {
        "change",
        "change_counter",
        "lane",
        "cache_node",
        "installation",
    }
    assert len(deleted) == 2


def test_body_shared_with_another_page_stays(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        first = service.add(session, site.page("/a", "The same.")).page.id
        service.add(session, site.page("/b", "The same."))
    crawl()
    with database.write() as session:
        service.remove(session, first)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageBody)) == 1
        assert session.scalar(select(func.count()).select_from(Version)) == 1
        assert session.scalar(select(func.count()).select_from(Reading)) == 1


def test_new_page_never_takes_a_deleted_page_s_number(database: Database) -> None:
    with database.write() as session:
        first = service.add(session, "https://example.org/a").page.id
    with database.write() as session:
        service.remove(session, first)
    with database.write() as session:
        assert service.add(session, "https://example.org/b").page.id > first
