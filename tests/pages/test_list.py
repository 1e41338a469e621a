"""The list of pages: sorted and filtered, with right counts, the built-in ones apart, and few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html
from sqlalchemy import event, update

from app.clock import DAY
from app.db import Database
from app.pages import listing, service
from app.pages.choice import SORTS, Choice
from app.pages.models import SAMPLE, Page
from app.settings import Settings
from tests.pages.history import page_of
from tests.pages.site import Answer, Site
from tests.pages.test_timeline import added, read_again
from tests.web.site import running, signed_in

Crawl = Callable[[], int]
Client = TestClient[Litestar]


@pytest.fixture
def editor(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "editor")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        yield client


@pytest.fixture
def pages(any_database: Database) -> list[int]:
    """Four pages whose columns all sort them otherwise, one of the guide and one of the sample."""
    rows = [
        # address, title, added, read, changed
        ("https://b.example/", "Bee", 1, 40, 20),
        ("https://a.example/", "cow", 2, None, None),
        ("https://sub.b.example/", "", 3, 10, 30),
        ("https://c.example/", "Ape", 4, 20, 10),
    ]
    ids = []
    with any_database.write() as session:
        for url, title, at, read, changed in rows:
            page = service.add(session, url, tags=("odd",) if at % 2 else ("even",)).page
            page.title, page.added_at, page.last_read, page.changed_at = title, at, read, changed
            ids.append(page.id)
        for url in ("/guide/", "https://sample.example/"):
            page = service.add(session, "https://z.example/" + url[-8:]).page
            page.builtin, page.origin = url.startswith("/"), SAMPLE if "sample" in url else "editor"
    return ids


def listed(database: Database, pages: list[int], **choice: str) -> list[int]:
    with database.read() as session:
        rows = listing.listing(session, msgspec.convert(choice, Choice)).rows
    return [pages.index(row.page.id) for row in rows]


def test_every_column_sorts_both_ways(any_database: Database, pages: list[int]) -> None:
    orders = {sort: listed(any_database, pages, sort=sort) for sort in SORTS}
    assert orders == {
        "-read": [1, 0, 3, 2],
        "read": [2, 3, 0, 1],
        "-changed": [2, 0, 3, 1],
        "changed": [3, 0, 2, 1],
        "-added": [3, 2, 1, 0],
        "added": [0, 1, 2, 3],
        "title": [3, 0, 1, 2],
        "-title": [2, 1, 0, 3],
        "site": [1, 0, 3, 2],
        "-site": [2, 3, 0, 1],
    }


def test_filters_narrow_the_list_and_its_counts(any_database: Database, pages: list[int]) -> None:
    assert listed(any_database, pages, tag="even", sort="added") == [1, 3]
    assert listed(any_database, pages, site="b.example", sort="added") == [0, 2]
    assert listed(any_database, pages, q="EE", sort="added") == [0]
    assert listed(any_database, pages, q="sub.b", tag="odd") == [2]
    with any_database.write() as session:
        session.execute(update(Page).where(Page.id == pages[0]).values(state="paused", error="status"))
    with any_database.read() as session:
        found = listing.listing(session, Choice(tag="odd", state="paused"))
    assert ([row.page.id for row in found.rows], found.total) == ([pages[0]], 1)
    assert (found.counts[""], found.counts["active"], found.counts["failing"]) == (2, 1, 1)


def test_guide_and_sample_stand_apart(any_database: Database, pages: list[int]) -> None:
    with any_database.read() as session:
        own, builtin = (listing.listing(session, Choice(state=state)) for state in ("", "builtin"))
    assert {row.page.id for row in own.rows} == set(pages)
    assert (own.total, builtin.total, own.counts["builtin"]) == (4, 2, 2)
    assert {row.page.builtin or row.page.origin == SAMPLE for row in builtin.rows} == {True}


def test_a_list_costs_as_many_statements_however_many_pages_it_has(database: Database) -> None:
    def statements(number: int) -> int:
        seen: list[str] = []
        with database.write() as session:
            for path in range(number):
                service.add(session, f"https://example.org/{path}", tags=("a",))
        with database.read() as session:
            event.listen(database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
            listing.listing(session, Choice())
        return len(seen)

    first = statements(2)
    # What listened to the first goes on listening to the second.
    assert statements(40) <= first


def test_a_page_knows_when_it_changed_last(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The pool opens at nine."))
    crawl()
    assert page_of(database, page_id).changed_at is None
    site.page("/a", "The pool opens at ten.")
    read_again(database, page_id, crawl)
    changed = page_of(database, page_id).changed_at
    assert changed == page_of(database, page_id).last_read
    read_again(database, page_id, crawl)
    assert page_of(database, page_id).changed_at == changed
    with database.read() as session:
        (row,) = listing.listing(session, Choice()).rows
    assert (row.summary is not None, row.gone) == (True, None)
    site.answers["/a"] = Answer(b"", 404)
    for _ in range(2):
        read_again(database, page_id, crawl)
    with database.read() as session:
        (row,) = listing.listing(session, Choice()).rows
    assert row.gone == "404"
    # Back within an interval: there was no break, and what changed last is what did before.
    with database.write() as session:
        session.execute(update(Page).values(every=7 * DAY))
    site.page("/a", "The pool opens at ten.")
    read_again(database, page_id, crawl)
    assert page_of(database, page_id).changed_at == changed


def test_heads_are_links_that_turn_the_order_and_keep_the_filters(editor: Client, database: Database) -> None:
    with database.write() as session:
        service.add(session, "https://example.org/", tags=("news",))
    page = html.fromstring(editor.get("/pages/?tag=news&sort=title&q=example").text)
    (head,) = page.cssselect("th[aria-sort]")
    assert (head.get("aria-sort"), head.cssselect("a")[0].get("href")) == (
        "ascending",
        "/pages/?state=&q=example&tag=news&sort=-title",
    )
    assert str(page.cssselect("th.changed a")[0].get("href")).endswith("&sort=-changed")
    assert page.cssselect('form.find input[name="sort"]')[0].get("value") == "title"
    assert editor.get("/pages/?sort=nothing").status_code == 400
    assert editor.get("/api/pages?sort=nothing").status_code == 400


def test_many_pages_are_read_now(editor: Client, database: Database) -> None:
    with database.write() as session:
        page_id = service.add(session, "https://example.org/").page.id
    assert "Done: 1 page." in editor.post("/pages/chosen/read", data={f"p{page_id}": "1"}).text
