"""Redirects: followed so far, never to where the guard forbids, asked about at each step."""

from __future__ import annotations

import pytest

from app.net.fetch import Fetcher, FetchError

from .hostile import Hostile, answer, redirect


def failure(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url)
    return failed.value


def test_the_way_is_told_and_whether_it_is_for_good(server: Hostile, fetcher: Fetcher) -> None:
    end = server.on("/end", answer(b"here"))
    second = server.on("/2", redirect("end", "308 Permanent Redirect"))
    first = server.on("/1", redirect("/2", "301 Moved Permanently"))
    got = fetcher.get(first)
    assert (got.url, got.body, got.redirects, got.permanent) == (end, b"here", (first, second), True)
    server.on("/2", redirect("/end", "302 Found"))
    assert not fetcher.get(first).permanent


def test_a_redirect_without_a_target_is_an_answer(server: Hostile, fetcher: Fetcher) -> None:
    assert fetcher.get(server.on("/", answer(status="302 Found"))).status == 302


def test_twenty_hops_are_followed_and_no_more(server: Hostile, fetcher: Fetcher) -> None:
    for n in range(31):
        server.on(f"/{n}", redirect(f"/{n + 1}"))
    server.on("/31", answer(b"end"))
    assert fetcher.get(f"{server.base}/11").body == b"end"
    assert failure(fetcher, f"{server.base}/10").code == "too-many-redirects"
    assert failure(fetcher, f"{server.base}/0").code == "too-many-redirects"


def test_a_loop_is_named_so(server: Hostile, fetcher: Fetcher) -> None:
    assert failure(fetcher, server.on("/self", redirect("/self"))).code == "redirect-loop"
    there = server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a#part"))
    assert failure(fetcher, there).code == "redirect-loop"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:1/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://167772161/",
        "http://0xa.1/",
        "http://012.0.0.1/",
        "http://100.64.0.1/",
        "//192.168.0.1/",
        "\\\\192.168.0.1\\",
        "/\\192.168.0.1/",
        "http://192。168。0。1/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(server: Hostile, fetcher: Fetcher, target: str) -> None:
    location = target.encode().decode("latin-1")
    assert failure(fetcher, server.on("/", redirect(location))).code == "guard"


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "data:text/html,x",
        "javascript:alert(1)",
        "http://a:b@127.0.0.1/",
        "http://",
        "http://exa mple/",
        "/" + "a" * 20_000,
    ],
)
def test_a_redirect_to_what_cannot_be_read_is_refused(server: Hostile, fetcher: Fetcher, target: str) -> None:
    assert failure(fetcher, server.on("/", redirect(target))).code == "bad-url"


def test_letters_in_a_location_are_read_as_utf8_or_else_latin1(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/%C3%A9", answer(b"accent"))
    assert fetcher.get(server.on("/1", redirect("/é".encode().decode("latin-1")))).body == b"accent"
    assert fetcher.get(server.on("/2", redirect("/\xe9"))).body == b"accent"


def test_permission_is_asked_for_every_step_and_can_stop_it(server: Hostile, fetcher: Fetcher) -> None:
    class No(Exception):
        pass

    asked: list[str] = []

    def allowed(url: str) -> None:
        asked.append(url)
        if url.endswith("/private"):
            raise No

    private = server.on("/private", answer(b"secret"))
    first = server.on("/", redirect("/private"))
    with pytest.raises(No):
        fetcher.get(first, allowed=allowed)
    assert asked == [first, private]
    assert server.asked() == ["/"]


def test_what_was_known_of_one_address_is_not_asked_of_another(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/end", answer(b"here"))
    fetcher.get(server.on("/", redirect("/end")), etag='"1"', last_modified="Mon, 02 Nov 2026 00:00:00 GMT")
    assert "If-None-Match" in server.requests[0].headers
    assert not {"If-None-Match", "If-Modified-Since"} & set(server.requests[1].headers)
