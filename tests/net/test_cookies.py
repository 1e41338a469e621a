"""Cookies: carried within one fetch, to the host that set them alone, and forgotten after it."""

from __future__ import annotations

import pytest

from app.net.fetch import Fetcher, FetchError
from app.net.guard import Guard

from .hostile import Handler, Hostile, answer, redirect


def walled(server: Hostile, setting: bytes, wanted: str = "sid=1", page: bytes = b"the page") -> Handler:
    """`page` for who brings the cookie, else `setting`."""

    async def handler(_reader: object, writer: object) -> None:
        cookies = server.requests[-1].headers.get("Cookie", "")
        writer.write(answer(page) if wanted in cookies.split("; ") else setting)  # type: ignore[attr-defined]

    return handler


def sets(cookie: str, to: str) -> bytes:
    return answer(status="302 Found", Location=to, Set_Cookie=cookie)


@pytest.mark.parametrize("cookie", ["sid=1", "sid=1; Path=/", "sid=1; HttpOnly; SameSite=Lax; Max-Age=60"])
def test_a_page_that_only_wants_its_cookie_back_is_read(
    server: Hostile, fetcher: Fetcher, cookie: str
) -> None:
    server.answers["/a"] = walled(server, sets(cookie, "/a"))
    for _ in range(2):
        got = fetcher.get(f"{server.base}/a")
        assert got.body == b"the page"
    # Thrown away in between: the second fetch began without.
    assert ["Cookie" in request.headers for request in server.requests] == [False, True, False, True]


def test_a_cookie_set_on_the_way_is_kept(server: Hostile, fetcher: Fetcher) -> None:
    server.answers["/a"] = walled(server, redirect("/set"))
    server.on("/set", sets("sid=1; Path=/", "/a"))
    assert fetcher.get(f"{server.base}/a").body == b"the page"


def test_a_cookie_for_another_folder_or_time_stays_at_home(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/b", answer(b"here"))
    for cookie in ("x=1; Path=/other", "x=1; Max-Age=0", "x=1; Domain=else.example"):
        assert fetcher.get(server.on("/a", sets(cookie, "/b"))).body == b"here"
        assert "Cookie" not in server.requests[-1].headers


def test_a_loop_is_one_when_the_cookies_are_the_same_too(server: Hostile, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError) as looped:
        fetcher.get(server.on("/a", sets("sid=1; Max-Age=60", "/a")))
    assert (looped.value.code, len(server.asked())) == ("redirect-loop", 2)


def test_a_server_with_ever_new_cookies_is_left_after_twenty_hops(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/a", *[sets(f"n={n}", "/a") for n in range(50)])
    with pytest.raises(FetchError) as looped:
        fetcher.get(url)
    assert (looped.value.code, len(server.asked())) == ("too-many-redirects", 21)


def test_another_host_is_told_nothing_and_back_home_it_is_remembered(server: Hostile) -> None:
    guard = Guard("127.0.0.1", resolver=lambda _host, _port, _deadline: ["127.0.0.1"])
    with Fetcher(guard, user_agent="HUD/0.1") as fetcher:
        one, two = f"http://one.example:{server.port}", f"http://sub.one.example:{server.port}"
        server.on("/a", sets("sid=1; Path=/; Domain=one.example", f"{two}/b"))
        server.on("/b", redirect(f"{one}/c"))
        server.on("/c", answer(b"home"))
        assert fetcher.get(f"{one}/a").body == b"home"
    assert ["Cookie" in request.headers for request in server.requests] == [False, False, True]
