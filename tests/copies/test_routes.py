"""Stored copies as a person sees them: the bar, the frame, the text, the bytes, and who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from app.copies.policy import COPY
from app.db import Database
from app.settings import Settings
from tests.pages.site import Answer, Site
from tests.pages.test_timeline import added, read_again
from tests.web.site import running, signed_in

Crawl = Callable[[], int]
Client = TestClient[Litestar]
PATHS = ("", "/text", "/copy", "/bytes")


@pytest.fixture
def page_id(database: Database, site: Site, crawl: Crawl) -> int:
    """A page of two versions, gone since."""
    site.answers["/a"] = Answer(
        b"<!doctype html><title>Pool</title><body><h1>Pool</h1><p>Opens at nine.</p><script>alert(1)</script>"
        b"<img src=/boat.png alt='A boat' width=30><form action=/x><input></form></body>"
    )
    page_id = added(database, site.base + "/a")
    crawl()
    site.page("/a", "Opens at ten.", title="Pool")
    read_again(database, page_id, crawl)
    site.answers["/a"] = Answer(b"", 404)
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    return page_id


@pytest.fixture
def reader(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "reader")
        yield client


def test_the_bar_says_what_is_shown_and_leads_on(reader: Client, page_id: int, site: Site) -> None:
    html = reader.get(f"/pages/{page_id}/at/1").text
    digest = sha256(site_first()).hexdigest()
    assert digest in html
    assert f'<iframe class="copy" src="/pages/{page_id}/at/1/copy" sandbox ' in html
    assert f'rel="next" href="/pages/{page_id}/at/2"' in html
    assert 'rel="prev"' not in html
    assert "frame-src 'self'" in reader.get(f"/pages/{page_id}/at/1").headers["content-security-policy"]
    assert site.base in html


def site_first() -> bytes:
    return (
        b"<!doctype html><title>Pool</title><body><h1>Pool</h1><p>Opens at nine.</p><script>alert(1)</script>"
        b"<img src=/boat.png alt='A boat' width=30><form action=/x><input></form></body>"
    )


def test_the_copy_runs_and_loads_nothing(reader: Client, page_id: int) -> None:
    answer = reader.get(f"/pages/{page_id}/at/1/copy")
    assert answer.headers["content-security-policy"] == COPY
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    body = answer.text[answer.text.index("<body>") :]
    assert "<p>Opens at nine.</p>" in body
    assert '<img alt="A boat" width="30">' in body
    assert "alert" not in body
    assert "<form" not in body


def test_the_text_is_the_one_that_is_searched(reader: Client, page_id: int) -> None:
    assert "Opens at ten." in reader.get(f"/pages/{page_id}/at/2/text").text


def test_the_bytes_come_as_they_were_and_only_to_be_saved(reader: Client, page_id: int) -> None:
    answer = reader.get(f"/pages/{page_id}/at/1/bytes")
    assert answer.content == site_first()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")


def test_a_gone_version_says_so(reader: Client, page_id: int) -> None:
    html = reader.get(f"/pages/{page_id}/at/3").text
    assert "The page was gone then" in html
    assert "<iframe" not in html
    assert reader.get(f"/pages/{page_id}/at/3/bytes").status_code == 400
    assert reader.get(f"/pages/{page_id}/at/3/copy").status_code == 200


@pytest.mark.parametrize(("name", "status"), [("9", 404), ("x", 400), ("0", 404), ("2001-01-01", 404)])
def test_what_names_no_version_is_told(reader: Client, page_id: int, name: str, status: int) -> None:
    assert {reader.get(f"/pages/{page_id}/at/{name}{path}").status_code for path in PATHS} == {status}


def test_a_day_and_an_address_lead_to_the_version_of_that_day(
    reader: Client, page_id: int, site: Site
) -> None:
    answer = reader.get("/at/2099-01-01", params={"url": site.base + "/a"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pages/{page_id}/at/3")
    first = reader.get("/at/2001-01-01", params={"url": site.base + "/a"}, follow_redirects=False)
    assert first.headers["location"] == f"/pages/{page_id}/at/1"
    assert reader.get("/at/2001-01-01", params={"url": "https://nowhere.example/"}).status_code == 404
    assert reader.get("/at/12", params={"url": site.base + "/a"}).status_code == 400
    assert reader.get("/at/2001-01-01").status_code == 400


@pytest.mark.parametrize(
    ("copies", "noarchive", "nobody", "member"),
    [
        ("members", False, 401, 200),
        ("read", False, 200, 200),
        ("off", False, 403, 403),
        ("read", True, 401, 200),
    ],
)
def test_who_may_see_copies_is_a_setting(
    database: Database,
    settings: Settings,
    site: Site,
    crawl: Crawl,
    copies: str,
    noarchive: bool,
    nobody: int,
    member: int,
) -> None:
    head = '<meta name="robots" content="noarchive">' if noarchive else ""
    page_id = added(database, site.page("/a", "Opens at nine.", head=head))
    crawl()
    paths = [f"/pages/{page_id}/at/1{path}" for path in PATHS]
    with running(structs.replace(settings, copies=copies)) as client:
        assert {client.get(path).status_code for path in paths} == {nobody}
        signed_in(client, "reader")
        assert {client.get(path).status_code for path in paths} == {member}
