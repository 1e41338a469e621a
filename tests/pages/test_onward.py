"""Pages that send their reader on: what stands where they lead is what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from app.db import Database
from app.pages import conditions
from tests.net.hostile import Hostile, answer
from tests.pages.history import page_of, readings, said, versions
from tests.pages.test_timeline import added, read_again

Crawl = Callable[[], int]
TYPE = "text/html"


@pytest.fixture
def server() -> Iterator[Hostile]:
    """A server that answers as it is told."""
    with Hostile() as hostile:
        yield hostile


def page(words: str, head: str = "") -> bytes:
    return answer(f"<!doctype html>{head}<title>Harbour</title><p>{words}".encode(), Content_Type=TYPE)


def refresh(content: str) -> str:
    return f"<meta http-equiv=refresh content={content}>"


@pytest.mark.parametrize("how", ["'0;url=/b'", "0;url=/b", "'5; URL=\"/b\"'", "10,/b"])
@pytest.mark.parametrize("words", ["", "Redirecting to here."])
def test_what_a_page_leads_to_is_what_it_says(
    how: str, words: str, database: Database, server: Hostile, crawl: Crawl
) -> None:
    server.on("/b", page("The new harbour"))
    page_id = added(database, server.on("/a", page(words, refresh(how))))
    crawl()
    assert [text.main for text in said(database, page_id)] == ["The new harbour"]
    assert readings(database, page_id)[-1].url == f"{server.base}/b"
    assert page_of(database, page_id).etag is None


@pytest.mark.parametrize("content", ["1800", "'0;url=/a'", "'30;url=/b'", "'0;url=mailto:x@example.org'"])
def test_a_page_that_refreshes_itself_or_later_stays(
    content: str, database: Database, server: Hostile, crawl: Crawl
) -> None:
    server.on("/b", page("elsewhere"))
    page_id = added(database, server.on("/a", page("The harbour", refresh(content))))
    crawl()
    assert [text.main for text in said(database, page_id)] == ["The harbour"]


def test_what_robots_may_not_read_is_not_led_to(database: Database, server: Hostile, crawl: Crawl) -> None:
    server.on("/robots.txt", answer(b"User-agent: *\nDisallow: /b\n"))
    page_id = added(database, server.on("/a", page("", refresh("'0;url=/b'"))))
    crawl()
    assert page_of(database, page_id).error == "robots"
    assert "/b" not in server.asked()


def test_pages_without_words_that_lead_to_each_other_are_a_fault(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    server.on("/b", page("", refresh("'0;url=/a'")))
    page_id = added(database, server.on("/a", page("", refresh("'0;url=/b'"))))
    crawl()
    assert page_of(database, page_id).error == "scripts"
    assert versions(database, page_id) == []


def test_a_host_whose_rules_have_one_bad_line_is_read(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    rules = b"HTTP/1.1 200 OK\r\nthis is no header\r\nX Bad: 1\r\n\r\nUser-agent: *\nDisallow: /private\n"

    async def once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(rules)

    server.on("/robots.txt", once)
    pages = [added(database, server.on(path, page("The harbour"))) for path in ("/a", "/private")]
    crawl()
    assert [page_of(database, page_id).error for page_id in pages] == [None, "robots"]


def test_a_site_that_always_says_that_nothing_changed_is_asked_anew_now_and_then(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    async def constant(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = server.requests[-1]
        if "If-None-Match" in request.headers:
            writer.write(answer(status="304 Not Modified", ETag='"same"'))
        else:
            words = f"Text {len(server.requests)}".encode()
            writer.write(answer(b"<title>x</title><p>" + words, Content_Type=TYPE, ETag='"same"'))

    server.on("/a", constant)
    page_id = added(database, f"{server.base}/a")
    crawl()
    for _ in range(2 * (conditions.BELIEVED + 1)):
        read_again(database, page_id, crawl)
    statuses = [reading.status for reading in readings(database, page_id)]
    believed = [304] * conditions.BELIEVED
    assert statuses == [200, *believed, 200, *believed, 200]
    assert len(versions(database, page_id)) == 3
