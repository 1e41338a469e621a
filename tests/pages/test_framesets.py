"""Sets of frames: the pages in them are parts of the page, of what it says and of its bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.clock import HOUR
from app.db import Database
from app.extract import extract_here
from app.extract.parts import parts_of
from app.pages import bodies
from tests.pages.history import page_of, readings, said, versions
from tests.pages.site import Answer, Site
from tests.pages.test_gone import due
from tests.pages.test_timeline import added, bytes_of, read_again

Crawl = Callable[[], int]


def frames(site: Site, *sources: str, path: str = "/set", kind: str = "frame") -> str:
    """Put a set of frames at `path`; returns its URL."""
    inner = "".join(f"<{kind} src='{source}'></{kind}>" for source in sources)
    inner = f"<frameset cols='20%,80%'>{inner}</frameset>" if kind == "frame" else f"<body>{inner}"
    body = f"<html><title>Old town</title>{inner}<noframes>no frames here</noframes></html>"
    site.answers[path] = Answer(body.encode(), headers={"Content-Type": "text/html", "ETag": '"set"'})
    return site.base + path


@pytest.mark.parametrize("kind", ["frame", "iframe"])
def test_words_and_bytes_of_frames_are_the_pages(
    kind: str, database: Database, site: Site, crawl: Crawl
) -> None:
    site.page("/menu", "The menu of the town.", title="Menu")
    site.page("/news", "The ferry sails again.", title="News")
    page_id = added(database, frames(site, "/menu", "news", kind=kind))
    crawl()
    (version,), (text,) = versions(database, page_id), said(database, page_id)
    assert (version.title, version.incomplete) == ("Old town", False)
    assert text.main.split("\n") == ["Menu", "The menu of the town.", "News", "The ferry sails again."]
    page, (reading,) = page_of(database, page_id), readings(database, page_id)
    assert (page.error, page.etag) == (None, None)
    with database.read() as session:
        kept = bodies.read(session, version)
    assert kept is not None
    parts = parts_of(kept.data, kept.content_type)
    assert [part.url for part in parts] == [site.base + path for path in ("/set", "/menu", "/news")]
    assert [part.body for part in parts] == [site.answers[p].body for p in ("/set", "/menu", "/news")]
    assert reading.sha256 == bodies.digest(kept.data)
    again = extract_here(kept.data, url=page.url, content_type=kept.content_type)
    assert again.main == text.main


def test_change_in_one_frame_is_a_version_and_none_is_none(
    database: Database, site: Site, crawl: Crawl
) -> None:
    site.page("/news", "The ferry sails again.")
    page_id = added(database, frames(site, "/news"))
    crawl()
    read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == 1
    assert len({reading.sha256 for reading in readings(database, page_id)}) == 1
    site.page("/news", "The ferry lies still.")
    read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == 2


def test_frame_that_is_missing_makes_the_page_incomplete(
    database: Database, site: Site, crawl: Crawl
) -> None:
    site.page("/news", "The ferry sails again.")
    page_id = added(database, frames(site, "/gone", "/news"))
    crawl()
    page, (version,) = page_of(database, page_id), versions(database, page_id)
    assert (page.error, version.incomplete) == ("frames", True)
    assert "/gone" in (page.error_detail or "")
    assert "ferry" in said(database, page_id)[0].main
    assert due(database, page_id) <= HOUR
    site.page("/gone", "It is back.")
    read_again(database, page_id, crawl)
    page, (version,) = page_of(database, page_id), versions(database, page_id)
    assert (page.error, version.incomplete) == (None, False)
    assert b"It is back." in bytes_of(database, version)
    del site.answers["/news"]
    read_again(database, page_id, crawl)
    assert len(versions(database, page_id)) == 1
    assert page_of(database, page_id).error == "frames"


def test_page_all_of_whose_frames_are_missing_has_a_fault_and_no_version(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, frames(site, "/gone"))
    crawl()
    assert (page_of(database, page_id).error, versions(database, page_id)) == ("frames", [])


def test_frame_that_robots_txt_closes_is_not_asked_for_and_no_part(
    database: Database, site: Site, crawl: Crawl
) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed\n")
    site.page("/closed", "Not for robots.")
    site.page("/noindex", "Not to be kept.", head="<meta name=robots content=noindex>")
    site.page("/news", "The ferry sails again.")
    page_id = added(database, frames(site, "/closed", "/noindex", "/news"))
    crawl()
    assert page_of(database, page_id).error is None
    (text,), (version,) = said(database, page_id), versions(database, page_id)
    assert "ferry" in text.main
    assert "/closed" not in site.asked
    assert b"Not to be kept" not in bytes_of(database, version)


def test_frames_of_other_sites_are_not_asked_for(database: Database, site: Site, crawl: Crawl) -> None:
    site.page("/news", "The ferry sails again.")
    site.answers["/away"] = Answer(b"", 302, {"Location": "http://127.0.0.2:9/advert"})
    elsewhere = "http://127.0.0.2:9/x", "javascript:void(0)", "about:blank", "ftp://x/y", "http://[/"
    page_id = added(database, frames(site, *elsewhere, "/away", "/news"))
    crawl()
    assert page_of(database, page_id).error is None
    assert said(database, page_id)[0].main == "A page\nThe ferry sails again."


def test_frames_within_frames_are_read_up_to_eight_and_each_once(
    database: Database, site: Site, crawl: Crawl
) -> None:
    for number in range(12):
        site.page(f"/{number}", f"Part {number}.", title="")
    frames(site, "/0", "/set", "/1", path="/inner")
    page_id = added(database, frames(site, "/inner", "/1", *(f"/{number}" for number in range(2, 12))))
    crawl()
    assert page_of(database, page_id).error is None
    assert site.asked.count("/set") == site.asked.count("/1") == 1
    # The inner set, and seven pages.
    assert said(database, page_id)[0].main.split("\n") == [f"Part {number}." for number in range(7)]


def test_picture_in_a_frame_says_nothing(database: Database, site: Site, crawl: Crawl) -> None:
    site.answers["/logo"] = Answer(b"\x89PNG\r\n\x1a\n", headers={"Content-Type": "image/png"})
    site.page("/news", "The ferry sails again.")
    page_id = added(database, frames(site, "/logo", "/news"))
    crawl()
    assert page_of(database, page_id).error is None
    alone = added(database, frames(site, "/logo", path="/alone"))
    crawl()
    assert page_of(database, alone).error == "scripts"


def test_page_of_frames_that_asks_not_to_be_kept_is_heard(
    database: Database, site: Site, crawl: Crawl
) -> None:
    url = frames(site, "/news")
    site.answers["/set"].headers["X-Robots-Tag"] = "noindex"
    page_id = added(database, url)
    crawl()
    assert page_of(database, page_id).error == "noindex"
    assert "/news" not in site.asked
