"""Time: whatever a server withholds, the fetch ends by its limits and the thread is free."""

from __future__ import annotations

import socket

import pytest

from app.net.fetch import Fetcher, FetchError, Limits

from .hostile import Handler, Hostile, answer, in_pieces, redirect, silent

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
# Each of these would end well if nobody stopped it: a limit that fails to hold fails the test.
DRIPS = {
    "header bytes": in_pieces(*[bytes([b]) for b in answer(b"late", X="x" * 60)], every=0.05),
    "body bytes": in_pieces(answer(b"x" * 60)[:-60], *[b"x"] * 60, every=0.05),
    "chunks": in_pieces(CHUNKED, *[b"1\r\nx\r\n"] * 60, b"0\r\n\r\n", every=0.05),
    "hints": in_pieces(*[b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 60, answer(b"late"), every=0.05),
}


def failure(fetcher: Fetcher, url: str, limits: Limits | None = None) -> FetchError:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url, limits=limits)
    return failed.value


def test_silence_ends_the_fetch(server: Hostile, hasty: Fetcher) -> None:
    error = failure(hasty, server.on("/", silent), Limits(read=1.0, whole=10.0))
    assert (error.code, "silent" in error.detail) == ("timeout", True)


@pytest.mark.parametrize("handler", DRIPS.values(), ids=DRIPS.keys())
def test_a_drip_does_not_outlast_the_whole(server: Hostile, hasty: Fetcher, handler: Handler) -> None:
    error = failure(hasty, server.on("/", handler))
    assert (error.code, "time a page may take" in error.detail) == ("timeout", True)


def test_one_long_silence_does_not_outlast_the_whole_either(server: Hostile, fetcher: Fetcher) -> None:
    late = server.on("/", in_pieces(b"", answer(b"late"), every=1.5))
    assert failure(fetcher, late, Limits(read=10.0, whole=0.3)).code == "timeout"


def test_redirects_share_one_deadline(server: Hostile, hasty: Fetcher) -> None:
    for n in range(9):
        server.on(f"/{n}", in_pieces(b"", b"", b"", redirect(f"/{n + 1}"), every=0.06))
    server.on("/9", answer(b"late"))
    assert failure(hasty, f"{server.base}/0").code == "timeout"


def test_time_spent_asking_for_permission_is_not_the_pages(server: Hostile, hasty: Fetcher) -> None:
    slow = server.on("/slow", in_pieces(*[b""] * 5, answer(b"asked"), every=0.1))
    patient = Limits(read=5.0, whole=5.0)
    url = server.on("/", in_pieces(*[b""] * 6, answer(b"page"), every=0.1))
    got = hasty.get(url, limits=Limits(read=1.0, whole=1.0), allowed=lambda _: _ignore(hasty, slow, patient))
    assert got.body == b"page"


def _ignore(fetcher: Fetcher, url: str, limits: Limits) -> None:
    fetcher.get(url, limits=limits)


def test_after_a_timeout_the_next_page_is_read(server: Hostile, hasty: Fetcher) -> None:
    failure(hasty, server.on("/slow", silent))
    assert hasty.get(server.on("/", answer(b"fine"))).body == b"fine"


def test_a_server_that_takes_no_connection_ends_the_fetch(hasty: Fetcher) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(4):  # Fill the queue of connections that nobody accepts.
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(full.getsockname())
            waiting.append(client)
        error = failure(hasty, f"http://127.0.0.1:{full.getsockname()[1]}/", Limits(connect=0.3, whole=0.5))
        for client in waiting:
            client.close()
    assert error.code == "timeout"
