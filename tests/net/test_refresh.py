"""Refresh: followed as a redirect is, within ten seconds, to another address."""

from __future__ import annotations

import re

import pytest

from app.net.fetch import Fetched, Fetcher, FetchError
from app.net.refresh import target

from .hostile import Hostile, answer, redirect


def meta(page: Fetched) -> str | None:
    """Where a page of these tests leads."""
    found = re.search(rb"content=['\"]?([^'\">]*)", page.body)
    return None if found is None else target(found[1].decode())


def leads(to: str) -> bytes:
    return answer(b"<meta http-equiv=refresh content='%s'>" % to.encode())


@pytest.mark.parametrize(
    ("content", "there"),
    [
        ("0;url=/b", "/b"),
        ("5; URL='/b'", "/b"),
        ('10 , url = "/b" ', "/b"),
        ("0 /b", "/b"),
        ("3.9;/b", "/b"),
        (".5; url=/b", "/b"),
        ("  0;url=/b c  ", "/b c"),
        ("0;url='/b' and more", "/b"),
        ("007;url=/b", "/b"),
        ("11;url=/b", None),
        ("1800;url=/b", None),
        ("9" * 5_000 + ";url=/b", None),
        ("0", None),
        ("0;", None),
        ("0;url=", None),
        ("0;url=''", None),
        ("0x/b", None),
        ("soon;url=/b", None),
        ("-1;url=/b", None),
        ("", None),
    ],
)
def test_where_a_refresh_leads(content: str, there: str | None) -> None:
    assert target(content) == there


def test_header_and_page_are_followed(server: Hostile, fetcher: Fetcher) -> None:
    end = server.on("/end", answer(b"the end"))
    second = server.on("/2", leads("5;url=/end"))
    first = server.on("/1", answer(b"moved", Refresh="0; url=2"))
    got = fetcher.get(first, onward=meta)
    assert (got.url, got.body, got.redirects, got.permanent) == (end, b"the end", (first, second), False)
    # Who has no use for pages, such as robots.txt, goes nowhere.
    assert fetcher.get(first).body == b"moved"


@pytest.mark.parametrize(
    "there", ["/1", "", "http://127.0.0.1:1/", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_a_page_that_refreshes_itself_or_leads_nowhere_stays(
    server: Hostile, fetcher: Fetcher, there: str
) -> None:
    after = 30 if there.startswith("http") else 0
    page = answer(b"here", Refresh=f"{after};url={there}")
    assert fetcher.get(server.on("/1", page), onward=meta).body == b"here"
    assert server.asked() == ["/1"]


def test_pages_that_lead_to_each_other_are_read_as_the_first(server: Hostile, fetcher: Fetcher) -> None:
    first = server.on("/1", answer(b"one", Refresh="10;url=/2"))
    server.on("/2", answer(b"two", Refresh="10;url=/3"))
    server.on("/3", answer(b"three", Refresh="10;url=/1"))
    got = fetcher.get(first, onward=meta)
    assert (got.url, got.body) == (first, b"one")
    for n in range(4, 40):
        server.on(f"/{n}", answer(b"%d" % n, Refresh=f"10;url=/{n + 1}"))
    assert fetcher.get(f"{server.base}/4", onward=meta).body == b"4"


def test_each_step_is_asked_for(server: Hostile, fetcher: Fetcher) -> None:
    asked: list[str] = []
    server.on("/2", redirect("/3"))
    server.on("/3", leads("0;url=http://10.0.0.1/"))
    with pytest.raises(FetchError) as refused:
        fetcher.get(server.on("/1", leads("0;url=/2")), onward=meta, allowed=asked.append)
    assert refused.value.code == "guard"
    assert asked == [f"{server.base}/1", f"{server.base}/2", f"{server.base}/3", "http://10.0.0.1/"]


def test_an_error_page_leads_nowhere(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/2", answer(b"two"))
    got = fetcher.get(server.on("/1", answer(b"", status="404 No", Refresh="0;url=/2")), onward=meta)
    assert got.status == 404
