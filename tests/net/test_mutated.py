"""Answers with random damage: each ends in a page, a part of one or a named error, and nothing grows."""

from __future__ import annotations

import gzip
import random
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli
import pytest
import zstandard

from app.net.fetch import Fetcher, FetchError, Limits
from app.net.guard import Guard
from tests.soak import times

WORDS = b"<p>High water at nine, and again in the evening</p>" * 40
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def packed(coding: str, body: bytes) -> bytes:
    return OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding.encode(), len(body)) + body


SOUND = [
    OK + b"Content-Length: %d\r\n\r\n" % len(WORDS) + WORDS,
    OK
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"%x;a=b\r\n%s\r\n" % (len(WORDS), WORDS)
    + b"0\r\nX: y\r\n\r\n",
    OK + b"\r\n" + WORDS,
    packed("gzip", gzip.compress(WORDS, mtime=0)),
    packed("deflate", zlib.compress(WORDS)),
    packed("br", brotli.compress(WORDS)),
    packed("zstd", zstandard.ZstdCompressor(write_checksum=True).compress(WORDS)),
    packed("gzip, br", brotli.compress(gzip.compress(WORDS, mtime=0))),
    b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\nhello",
    b"HTTP/1.1 302 Found\r\nSet-Cookie: a=b; Path=/\r\nLocation: /0\r\nContent-Length: 0\r\n\r\n",
    OK + b"Refresh: 0;url=/0\r\n\r\n" + WORDS,
    OK + b"no colon\r\nX-Odd : 1\r\n folded\r\n\r\n" + WORDS,
    b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
]
PIECES = [b"\r\n", b"\n", b"\0", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Length: ", b"chunked", b"-1"]
PIECES += [b"\xff", b": ", b"Content-Encoding: gzip\r\n", b"Location: /1\r\n", b"99999999999", b"\x1f\x8b"]


def mutated(seed: int) -> bytes:
    """An answer with up to five faults in it, nearly always one in its head; the same for the same seed."""
    dice = random.Random(seed)
    data = dice.choice(SOUND)
    for _ in range(dice.randrange(6)):
        at = dice.randrange(dice.choice((120, len(data))) + 1)
        data = (
            data[:at]
            + dice.choice((b"", dice.choice(PIECES), dice.randbytes(3)))
            + data[at + dice.randrange(4) :]
        )
    return data[: dice.randrange(len(data) + 1)] if dice.random() < 0.2 else data


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers /SEED with what `mutated` makes of it, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                request = client.recv(65_536)
                path = request.split(b" ")[1:2]
                number = path[0][1:] if path else b""
                client.sendall(mutated(int(number) if number.isdigit() else 0))
                client.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


@pytest.mark.soak
def test_damaged_answers_end_in_a_page_or_a_named_error(port: int) -> None:
    limits = Limits(connect=5, read=5, whole=10, max_bytes=100_000)
    outcomes: dict[str, int] = {}
    with Fetcher(Guard("127.0.0.1"), user_agent="HUD/0.1", limits=limits) as fetcher:
        for seed in range(times("answers damaged", 400, 100_000)):
            try:
                got = fetcher.get(f"http://127.0.0.1:{port}/{seed}", onward=lambda _: None)
                outcome = str(got.status)
                assert 200 <= got.status <= 999
                assert len(got.body) <= 100_000
            except FetchError as error:
                outcome = error.code
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert outcomes["200"] > outcomes.get("protocol", 0)
    assert "timeout" not in outcomes


def resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096


@pytest.mark.soak
def test_a_worker_that_reads_page_after_page_of_many_hosts_does_not_grow(port: int) -> None:
    guard = Guard("127.0.0.1", resolver=lambda _host, _port, _deadline: ["127.0.0.1"])
    with Fetcher(guard, user_agent="HUD/0.1") as fetcher:

        def read(number: int) -> None:
            with suppress(FetchError):
                fetcher.get(f"http://host{number}.example:{port}/{number % 500}", onward=lambda _: None)

        for number in range(200):
            read(number)
        before = resident()
        for number in range(times("pages read by one worker", 300, 30_000)):
            read(number)
        assert resident() - before < 15_000_000
