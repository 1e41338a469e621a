"""A server that breaks off: what arrived stands for a page only until all of it was read once."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest

from app.clock import HOUR
from app.db import Database
from app.pages import service
from tests.net.hostile import Handler, Hostile, answer, in_pieces
from tests.pages.history import page_of, readings, said, versions
from tests.pages.test_gone import due
from tests.pages.test_timeline import added, bytes_of, read_again

Crawl = Callable[[], int]
BEGINNING = b"<!doctype html><html lang=en><title>Harbour</title><main><p>The harbour is closed"
WHOLE = BEGINNING + b" until Monday.</p></main></html>"
TYPE = "text/html"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: one\r\nTransfer-Encoding: chunked\r\n\r\n"
# Packed without a coding table of its own, so that what comes before the cut can be unpacked.
PACKED = gzip.compress(WHOLE, compresslevel=0)


def whole() -> bytes:
    """The page as it is."""
    return answer(WHOLE, Content_Type=TYPE, ETag="one")


def with_length() -> Handler:
    """Fewer bytes than were announced."""
    return in_pieces(answer(BEGINNING, Content_Type=TYPE, ETag="one", content_length=str(len(WHOLE))))


def in_chunks() -> Handler:
    """No last chunk."""
    return in_pieces(CHUNKED, b"%x\r\n%b\r\n" % (len(BEGINNING), BEGINNING))


def packed() -> Handler:
    """A gzip stream without its end, which is all that was announced."""
    cut = PACKED[: PACKED.index(BEGINNING) + len(BEGINNING)]
    return in_pieces(answer(cut, Content_Type=TYPE, ETag="one", Content_Encoding="gzip"))


CUTS = {"length": with_length, "chunks": in_chunks, "gzip": packed}


@pytest.fixture
def server() -> Iterator[Hostile]:
    """A server that answers as it is told."""
    with Hostile() as hostile:
        yield hostile


@pytest.mark.parametrize("how", CUTS)
def test_part_makes_no_version_while_a_whole_one_stands_and_the_page_says_why(
    how: str, database: Database, server: Hostile, crawl: Crawl
) -> None:
    page_id = added(database, server.on("/a", whole(), CUTS[how](), whole()))
    crawl()
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    page, reading = page_of(database, page_id), readings(database, page_id)[-1]
    assert (version.last_read, version.until, version.incomplete) == (version.first_read, None, False)
    assert (page.error, page.failures, reading.version_id) == (reading.error, 1, None)
    assert page.error == ("incomplete" if how == "gzip" else "closed")
    assert (reading.status, reading.size) == (200, len(BEGINNING))
    assert due(database, page_id) <= HOUR
    # What the whole page came with is still asked about.
    assert page.etag == "one"
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert version.last_read > version.first_read
    assert page_of(database, page_id).error is None


@pytest.mark.parametrize("how", CUTS)
def test_first_part_is_marked_and_restated_by_the_whole_page(
    how: str, database: Database, server: Hostile, crawl: Crawl
) -> None:
    page_id = added(database, server.on("/a", CUTS[how](), whole()))
    crawl()
    (part,) = versions(database, page_id)
    assert (part.incomplete, said(database, page_id)[0].main) == (True, "The harbour is closed")
    assert bytes_of(database, part) == BEGINNING
    # It is read again soon, and in full: a part is not what "unchanged" is about.
    assert due(database, page_id) <= HOUR
    assert page_of(database, page_id).etag is None
    read_again(database, page_id, crawl)
    assert "If-None-Match" not in server.requests[-1].headers
    (version,) = versions(database, page_id)
    assert (version.incomplete, version.ordinal, version.first_read) == (False, 1, part.first_read)
    assert said(database, page_id)[0].main == "The harbour is closed until Monday."
    assert bytes_of(database, version) == WHOLE
    page = page_of(database, page_id)
    assert (page.error, page.failures, page.etag, page.versions) == (None, 0, "one", 1)


def test_part_in_which_the_page_asks_not_to_be_kept_is_not_kept(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    head = answer(BEGINNING, Content_Type=TYPE, X_Robots_Tag="noindex", content_length="999")
    page_id = added(database, server.on("/a", in_pieces(head)))
    crawl()
    assert versions(database, page_id) == []
    assert page_of(database, page_id).error == "closed"


@pytest.mark.parametrize("data", [b"", b"<title>Harbour</title><main>", b"\x89PNG\r\n\x1a\n\0\0"])
def test_part_without_words_is_a_fault(
    data: bytes, database: Database, server: Hostile, crawl: Crawl
) -> None:
    cut = answer(data, Content_Type=TYPE, content_length="999")
    page_id = added(database, server.on("/a", in_pieces(cut)))
    crawl()
    assert versions(database, page_id) == []
    assert (page_of(database, page_id).error, page_of(database, page_id).doubt) == ("closed", None)


def test_part_after_an_empty_answer_leaves_nothing_to_be_confirmed(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    empty = answer(b"<title>Harbour</title>", Content_Type=TYPE)
    page_id = added(database, server.on("/a", empty, with_length(), empty))
    for doubt in ("empty", None, "empty"):
        with database.write() as session:
            service.read_now(session, page_id)
        crawl()
        assert page_of(database, page_id).doubt == doubt
    (version,) = versions(database, page_id)
    assert version.incomplete


def test_rules_for_robots_that_arrive_in_part_are_not_taken_for_all_of_them(
    database: Database, server: Hostile, crawl: Crawl
) -> None:
    rules = b"User-agent: *\nAllow: /\n"
    server.on("/robots.txt", in_pieces(answer(rules, content_length="99")))
    page_id = added(database, server.on("/a", whole()))
    crawl()
    assert page_of(database, page_id).error == "robots-unreachable"
    assert "/a" not in server.asked()
