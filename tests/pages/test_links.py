"""Links are followed on the same site, as deep and as far as was asked."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.db import Database
from app.pages import service
from app.pages.models import Page
from tests.pages.site import Answer, Site

Crawl = Callable[[], int]


def paths(database: Database, site: Site) -> set[str]:
    with database.read() as session:
        return {url.removeprefix(site.base) for url in session.scalars(select(Page.url))}


def chain(site: Site, length: int) -> str:
    for place in range(length):
        site.page(f"/{place}", f"Page number {place}.", title=f"Page {place}", links=(f"/{place + 1}",))
    return site.base + "/0"


def test_no_depth_follows_nothing(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        service.add(session, chain(site, 3))
    crawl()
    assert paths(database, site) == {"/0"}


def test_depth_is_the_number_of_clicks(database: Database, site: Site, crawl: Crawl) -> None:
    with database.write() as session:
        service.add(session, chain(site, 5), depth=2)
    assert crawl() == 3
    assert paths(database, site) == {"/0", "/1", "/2"}


def test_limit_counts_the_page_itself(database: Database, site: Site, crawl: Crawl) -> None:
    site.page("/", "Start.", links=tuple(f"/{number}" for number in range(20)))
    with database.write() as session:
        service.add(session, site.base + "/", depth=1, limit=5)
    crawl()
    assert len(paths(database, site)) == 5


def test_other_sites_and_other_prefixes_are_left_alone(database: Database, site: Site, crawl: Crawl) -> None:
    site.page("/docs/", "Start.", links=("/docs/a", "/blog/b", "http://localhost/c", "mailto:x@example.org"))
    site.page("/docs/a", "A.")
    with database.write() as session:
        service.add(session, site.base + "/docs/", depth=3, within_prefix=site.base + "/docs/")
    crawl()
    assert paths(database, site) == {"/docs/", "/docs/a"}


def test_followed_address_that_redirects_is_kept_once(database: Database, site: Site, crawl: Crawl) -> None:
    site.page("/", "Start.", title="Start", links=("/old", "/new", "/alias"))
    site.answers["/old"] = Answer(b"", 301, {"Location": "/new"})
    site.page("/new", "The new one.", title="New")
    site.page("/alias", "The new one.", title="New", head='<link rel="canonical" href="/new">')
    with database.write() as session:
        service.add(session, site.base + "/", depth=1)
    crawl()
    assert paths(database, site) == {"/", "/new"}
    assert crawl() == 0


def test_nofollow_page_is_read_but_its_links_are_not(database: Database, site: Site, crawl: Crawl) -> None:
    site.page("/", "Start.", links=("/a",), head='<meta name="robots" content="nofollow">')
    with database.write() as session:
        service.add(session, site.base + "/", depth=1)
    crawl()
    assert paths(database, site) == {"/"}
