"""Plain fetching: what is sent, what comes back, and which connection it takes."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import threading

import pytest

from app.net.fetch import Fetched, Fetcher, FetchError, Incomplete
from app.net.guard import Guard
from app.net.response import Response

from .hostile import Hostile, answer, hang_up, in_pieces, redirect


def failure(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url)
    return failed.value.code


def test_a_page_comes_back_with_its_headers(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/a?b", answer(b"hello", Content_Type="text/html", ETag='"1"'))
    got = fetcher.get(f"{url}#part")
    assert isinstance(got, Fetched)
    assert (got.url, got.status, got.body, got.redirects, got.permanent) == (url, 200, b"hello", (), False)
    assert got.headers["content-type"] == "text/html"
    assert got.headers["etag"] == '"1"'


def test_the_request_says_who_asks_and_which_codings_it_reads(server: Hostile, fetcher: Fetcher) -> None:
    fetcher.get(server.on("/", answer()))
    sent = server.requests[0].headers
    assert sent["User-Agent"] == "HUD/0.1 (+http://hud.example/bot)"
    assert sent["Accept-Encoding"] == "gzip, br, zstd"
    assert sent["Host"] == f"127.0.0.1:{server.port}"
    assert not {"Cookie", "Authorization", "Referer"} & set(sent)


def test_what_was_known_is_asked_about(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/", answer(status="304 Not Modified", content_length="5", ETag='"1"'))
    got = fetcher.get(url, etag='"1"', last_modified="Mon, 02 Nov 2026 00:00:00 GMT")
    assert (got.status, got.body) == (304, b"")
    assert server.requests[0].headers["If-None-Match"] == '"1"'
    assert server.requests[0].headers["If-Modified-Since"] == "Mon, 02 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"ä"', '"\0"'])
def test_a_stored_value_that_is_no_header_is_not_sent(server: Hostile, fetcher: Fetcher, etag: str) -> None:
    fetcher.get(server.on("/", answer()), etag=etag)
    assert not {"If-None-Match", "X-Evil"} & set(server.requests[0].headers)


def test_repeated_headers_count_once_but_lists_in_full(server: Hostile, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
    head += b"".join(b"Set-Cookie: %d=1\r\n" % n for n in range(100))
    head += b"X-Robots-Tag: noindex\r\nX-Robots-Tag: nofollow\r\n\r\n"
    got = fetcher.get(server.on("/", head))
    assert got.headers["set-cookie"] == "0=1"
    assert got.headers["x-robots-tag"] == "noindex, nofollow"


def test_hints_before_the_answer_are_passed_over(server: Hostile, fetcher: Fetcher) -> None:
    hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n"
    got = fetcher.get(server.on("/", hints + answer(b"real")))
    assert (got.status, got.body) == (200, b"real")
    assert "x-hint" not in got.headers


def test_chunks_are_put_together_and_trailers_are_not_headers(server: Hostile, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    got = fetcher.get(server.on("/", head + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nETag: 1\r\n\r\n"))
    assert got.body == b"abcde"
    assert "etag" not in got.headers


def test_an_answer_in_single_bytes_is_understood(server: Hostile, fetcher: Fetcher) -> None:
    whole = answer(gzip.compress(b"patience"), Content_Encoding="gzip")
    pieces = (whole[n : n + 1] for n in range(len(whole)))
    assert fetcher.get(server.on("/", in_pieces(*pieces, every=0))).body == b"patience"


def test_an_error_page_has_a_status_and_no_body(server: Hostile, fetcher: Fetcher) -> None:
    got = fetcher.get(server.on("/", answer(b"sorry" * 100_000, status="503 No", Retry_After="7")))
    assert (got.status, got.body, got.headers["retry-after"]) == (503, b"", "7")
    broken = answer(b"x", status="410 Gone", content_length="900", Content_Encoding="br")
    assert fetcher.get(server.on("/gone", in_pieces(broken))).status == 410


@pytest.mark.parametrize(
    "nonsense",
    [
        b"<html>no protocol at all</html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nabc",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 042 OK\r\n\r\n",
        b"HTTP/1.1 two OK\r\n\r\n",
        b"\xff\xfe\x00" * 50,
    ],
)
def test_what_is_not_http_is_named_so(server: Hostile, fetcher: Fetcher, nonsense: bytes) -> None:
    assert failure(fetcher, server.on("/", in_pieces(nonsense, every=0))) == "protocol"


def test_a_connection_that_ends_too_early_is_named_so(server: Hostile, fetcher: Fetcher) -> None:
    assert failure(fetcher, server.on("/1", hang_up)) == "closed"
    assert failure(fetcher, server.on("/2", in_pieces(b"HTTP/1.1 200 OK\r\nConte"))) == "closed"
    assert failure(fetcher, server.on("/3", in_pieces(answer(b"abc", content_length="9")))) == "closed"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert failure(fetcher, server.on("/4", in_pieces(head + b"9\r\nabc"))) == "closed"


def test_what_came_before_a_connection_ended_is_given_with_why(server: Hostile, fetcher: Fetcher) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: 1\r\n\r\n9\r\nabc"
    for data in (answer(b"abc", content_length="9", ETag="1"), chunked):
        with pytest.raises(Incomplete) as failed:
            fetcher.get(server.on("/", in_pieces(data)))
        part = failed.value.part
        assert (failed.value.code, part.status, part.body) == ("closed", 200, b"abc")
        assert part.headers["etag"] == "1"
    moved = server.on("/moved", redirect("/"))
    with pytest.raises(Incomplete) as failed:
        fetcher.get(moved)
    assert (failed.value.part.url, failed.value.part.redirects) == (f"{server.base}/", (moved,))


def test_a_connection_that_is_reset_in_the_middle_is_named_so(server: Hostile, fetcher: Fetcher) -> None:
    came = threading.Event()

    async def resets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf a pa")
        await writer.drain()
        await asyncio.to_thread(came.wait, 10)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    url = server.on("/", resets)
    take = Response.on_body

    def tells(response: Response, data: bytes) -> int | None:
        taken = take(response, data)
        came.set()
        return taken

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Response, "on_body", tells)
        with pytest.raises(Incomplete) as failed:
            fetcher.get(url)
    assert (failed.value.code, failed.value.part.body) == ("closed", b"half a pa")


def test_a_body_without_a_length_ends_with_the_connection(server: Hostile, fetcher: Fetcher) -> None:
    assert fetcher.get(server.on("/", in_pieces(b"HTTP/1.0 200 OK\r\n\r\nold ", b"ways"))).body == b"old ways"


def test_nobody_listening_is_named_so(fetcher: Fetcher) -> None:
    with Hostile() as gone:
        url = gone.base
    assert failure(fetcher, url) == "connect"


def test_an_address_that_cannot_be_read_is_named_so(fetcher: Fetcher) -> None:
    assert failure(fetcher, "ftp://example.org/") == "bad-url"


def test_one_connection_serves_many_pages(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/", answer(b"x"))
    for _ in range(5):
        fetcher.get(url)
    assert server.connections == 1
    server.on("/", answer(b"x", Connection="close"))
    fetcher.get(url)
    fetcher.get(url)
    assert server.connections == 2


def test_a_kept_connection_that_was_closed_is_replaced_once(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/", answer(b"first"), hang_up, answer(b"second"))
    assert fetcher.get(url).body == b"first"
    assert fetcher.get(url).body == b"second"
    assert [request.connection for request in server.requests] == [1, 1, 2]


def test_a_new_connection_that_is_closed_is_not_tried_again(server: Hostile, fetcher: Fetcher) -> None:
    assert failure(fetcher, server.on("/", hang_up)) == "closed"
    assert server.connections == 1


def test_an_answer_nobody_asked_for_is_not_taken_for_the_next_one(server: Hostile, fetcher: Fetcher) -> None:
    async def goes_on(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"asked") + answer(b"smuggled"))
        await writer.drain()

    first = server.on("/1", goes_on)
    second = server.on("/2", answer(b"right"))
    assert fetcher.get(first).body == b"asked"
    assert fetcher.get(second).body == b"right"


def test_a_word_spoken_while_nobody_asks_is_not_taken_for_an_answer(
    server: Hostile, fetcher: Fetcher
) -> None:
    spoken = threading.Event()

    async def speaks_later(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"asked"))
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.write(answer(b"", status="408 Request Timeout"))
        await writer.drain()
        spoken.set()

    server.answers["/1"] = speaks_later
    second = server.on("/2", answer(b"right"))
    assert fetcher.get(f"{server.base}/1").body == b"asked"
    assert spoken.wait(10)
    assert fetcher.get(second).body == b"right"


def test_a_user_agent_that_is_no_header_line_is_refused() -> None:
    with pytest.raises(ValueError, match="one line"):
        Fetcher(Guard(), user_agent="HUD\r\nX-Evil: 1")
