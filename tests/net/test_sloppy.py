"""Sloppy servers: what a browser shows in spite of a fault in the protocol is read, or said to be a part."""

from __future__ import annotations

import pytest

from app.net.fetch import Fetcher, FetchError, Incomplete
from app.net.lenient import mended

from .hostile import Hostile, answer, in_pieces

PAGE = b"<!doctype html><title>Ferry</title><p>The ferry leaves at nine</p>"
LENGTH = b"Content-Length: %d\r\n" % len(PAGE)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNK = b"%x\r\n%s\r\n" % (len(PAGE), PAGE)
LAST = b"0\r\n\r\n"

HEADS = {
    "blank in a name": OK + b"X Ferry: 1\r\n" + LENGTH,
    "blank before the colon": OK + b"X-Ferry : 1\r\n" + LENGTH,
    "no name": OK + b": 1\r\n" + LENGTH,
    "no colon": OK + b"these words are no header\r\n" + LENGTH,
    "no colon, first and last": OK + b"<!-- a -->\r\n" + LENGTH + b"ferry\r\n",
    "folded": OK + b"X-Ferry: one\r\n\ttwo\r\n three\r\n" + LENGTH,
    "folded first": OK + b"  two\r\n" + LENGTH,
    "control character": OK + b"X-Ferry: a\x01\x0bb\r\n" + LENGTH,
    "NUL": OK + b"X-Ferry: a\0b\r\n" + LENGTH,
    "Latin-1": OK + b"X-F\xe9rry: \xe9\r\n" + LENGTH,
    "bare LF": (OK + b"X-Ferry: 1\r\n" + LENGTH).replace(b"\r", b""),
    "bare CR": OK + b"X-Ferry: 1\rX-Boat: 2\r\n" + LENGTH,
    "one LF among them": OK + b"X-Ferry: 1\n" + LENGTH,
    "HTTP/2": b"HTTP/2 200\r\n" + LENGTH,
    "HTTP/1.2": b"HTTP/1.2 200 OK\r\n" + LENGTH,
    "HTTP/1": b"HTTP/1 200 OK\r\n" + LENGTH,
    "small letters": b"http/1.1 200 ok\r\n" + LENGTH,
    "no reason": b"HTTP/1.1 200\r\n" + LENGTH,
    "two blanks": b"HTTP/1.1  200  OK\r\n" + LENGTH,
    "no version": b"HTTP 200 OK\r\n" + LENGTH,
    "an empty line first": b"\r\n" + OK + LENGTH,
    "after a hint": b"HTTP/1.1 103 Early Hints\r\nno colon\r\n\r\n" + OK + b"none here\r\n" + LENGTH,
    "length twice": OK + LENGTH + LENGTH,
    "length thrice, in a list": OK + LENGTH + b"Content-Length: %d, %d\r\n" % (len(PAGE), len(PAGE)),
    "length that is none": OK + b"Content-Length: unknown\r\n",
    "no length in the header": OK + b"Content-Length:\r\n",
    "length with a unit": OK + b"Content-Length: %d bytes\r\n" % len(PAGE),
    "negative length": OK + b"Content-Length: -1\r\n",
    "identity": OK + b"Transfer-Encoding: identity\r\n" + LENGTH,
    "unknown transfer": OK + b"Transfer-Encoding: none\r\n" + LENGTH,
}


@pytest.mark.parametrize("fault", HEADS)
def test_a_fault_in_the_head_sinks_no_page(server: Hostile, fetcher: Fetcher, fault: str) -> None:
    head = HEADS[fault]
    end = b"\n" if fault == "bare LF" else b"\r\n"
    got = fetcher.get(server.on("/", in_pieces(head + end + PAGE, every=0)))
    assert (got.status, got.body) == (200, PAGE)
    assert got.headers.get("x-ferry", "1")[0] in "1ao\xe9"


BODIES = {
    "length beside chunks": LENGTH + CHUNKED + b"\r\n" + CHUNK + LAST,
    "another length beside chunks": b"Content-Length: 3\r\n" + CHUNKED + b"\r\n" + CHUNK + LAST,
    "blanks behind a size": CHUNKED + b"\r\n%x  \r\n%s\r\n" % (len(PAGE), PAGE) + LAST,
    "capitals": b"TRANSFER-ENCODING: CHUNKED\r\n\r\n%X\r\n%s\r\n" % (len(PAGE), PAGE) + LAST,
    "chunks twice": CHUNKED + CHUNKED + b"\r\n" + CHUNK + LAST,
    "LF alone": CHUNKED + b"\r\n%x\n%s\n0\n\n" % (len(PAGE), PAGE),
    "a note": CHUNKED + b"\r\n%x;name=value\r\n%s\r\n" % (len(PAGE), PAGE) + LAST,
}


@pytest.mark.parametrize("sort", BODIES)
def test_odd_framing_is_understood(server: Hostile, fetcher: Fetcher, sort: str) -> None:
    assert fetcher.get(server.on("/", in_pieces(OK + BODIES[sort], every=0))).body == PAGE


PARTS = {
    "short": (b"Content-Length: 4000\r\n\r\n" + PAGE, PAGE),
    "no last chunk": (CHUNKED + b"\r\n" + CHUNK, PAGE),
    "cut in a chunk": (CHUNKED + b"\r\n" + CHUNK[:40], CHUNK[4:40]),
    "a size that is none": (CHUNKED + b"\r\n" + CHUNK + b"zz\r\nmore\r\n", PAGE),
    "short, with a line without colon": (b"no colon\r\nContent-Length: 4000\r\n\r\n" + PAGE, PAGE),
}


@pytest.mark.parametrize("sort", PARTS)
def test_a_part_is_kept_and_told(server: Hostile, fetcher: Fetcher, sort: str) -> None:
    sent, kept = PARTS[sort]
    with pytest.raises(Incomplete) as broken:
        fetcher.get(server.on("/", in_pieces(OK + sent, every=0)))
    assert broken.value.part.body == kept
    assert broken.value.code in ("closed", "incomplete")


def test_a_host_is_asked_once_more_and_then_known(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/", in_pieces(HEADS["no colon"] + b"\r\n" + PAGE, every=0))
    for asked in (2, 3, 4):
        assert fetcher.get(url).body == PAGE
        assert len(server.asked()) == asked


def test_what_is_no_http_is_asked_for_once_more_and_refused(server: Hostile, fetcher: Fetcher) -> None:
    for nonsense in (b"220 mail.example ESMTP\r\n", b"SSH-2.0-x\r\n", b"<p>no head</p>\r\n\r\n"):
        with pytest.raises(FetchError) as refused:
            fetcher.get(server.on("/", in_pieces(nonsense, every=0)))
        assert refused.value.code == "protocol"


def test_the_limits_hold_for_a_mended_answer_too(server: Hostile, hasty: Fetcher) -> None:
    head = OK + b"no colon\r\n\r\n"
    with pytest.raises(FetchError) as slow:
        hasty.get(server.on("/", in_pieces(head, *[b"x"] * 100, every=0.05)))
    assert slow.value.code == "timeout"
    with pytest.raises(FetchError) as large:
        hasty.get(server.on("/large", in_pieces(head + b"x" * 21_000_000, every=0)))
    assert large.value.code in ("too-large", "timeout")


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 x", "203 x", "206 x", "300 Choices"])
def test_what_a_browser_shows_is_a_page(server: Hostile, fetcher: Fetcher, status: str) -> None:
    got = fetcher.get(server.on("/", answer(PAGE, status=status)))
    assert (got.status, got.body) == (int(status[:3]), PAGE)


def test_what_is_mended_has_one_meaning() -> None:
    assert mended(b"\xef\xbb\xbfhttp/1 200\nA:b\r\nC") == b"HTTP/1.1 200 -\r\nA:b"
    assert mended(b"HTTP/2 301\r\nLocation: /a\r\nLocation: /b") == b"HTTP/1.1 301 -\r\nLocation: /a"
    two = mended(b"HTTP/1.1 200\r\nContent-Length: 3, 4")
    assert two.endswith(b"Content-Length: 3, 4")  # nobody knows which, so it stays refused
