"""Size: nothing a server sends makes the crawler keep more than its limits, packed or plain."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from app.net.fetch import Fetcher, FetchError, Incomplete, Limits

from .hostile import Hostile, answer, endless, in_pieces

PLAIN = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PACKED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"


def failure(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url)
    return failed.value.code


def bomb() -> tuple[bytes, bytes]:
    """The head of a gzip stream and a piece of 1 KB that unpacks to 1 MB wherever it stands."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head, piece


def test_a_page_of_exactly_the_limit_is_read_and_one_byte_more_is_not(
    server: Hostile, fetcher: Fetcher
) -> None:
    limit = Limits().max_bytes
    assert len(fetcher.get(server.on("/1", answer(bytes(limit)))).body) == limit
    assert failure(fetcher, server.on("/2", answer(bytes(limit + 1)))) == "too-large"
    packed = answer(gzip.compress(bytes(limit)), Content_Encoding="gzip")
    assert len(fetcher.get(server.on("/3", packed)).body) == limit
    packed = answer(gzip.compress(bytes(limit + 1)), Content_Encoding="gzip")
    assert failure(fetcher, server.on("/4", packed)) == "too-large"


def test_a_body_announced_as_too_large_is_not_read(server: Hostile, fetcher: Fetcher) -> None:
    assert failure(fetcher, server.on("/", answer(content_length=str(10**18)))) == "too-large"


@pytest.mark.parametrize("head", [PLAIN, PACKED], ids=["plain", "packed"])
def test_a_body_without_end_is_cut_off(server: Hostile, fetcher: Fetcher, head: bytes) -> None:
    assert failure(fetcher, server.on("/", endless(head, bytes(65_536)))) == "too-large"


@pytest.mark.parametrize(
    "chunk", [b"10000\r\n" + bytes(65_536) + b"\r\n", b"1;" + b"x" * 4_000 + b"\r\nx\r\n"]
)
def test_chunks_without_end_are_cut_off(server: Hostile, fetcher: Fetcher, chunk: bytes) -> None:
    assert failure(fetcher, server.on("/", endless(CHUNKED, chunk))) in ("too-large", "closed")


def test_headers_without_end_are_cut_off(server: Hostile, fetcher: Fetcher) -> None:
    first = b"HTTP/1.1 200 OK\r\n"
    assert failure(fetcher, server.on("/1", endless(first, b"A: b\r\n" * 1_000))) == "headers-too-large"
    assert failure(fetcher, server.on("/2", endless(first + b"A: ", b"b" * 10_000))) == "headers-too-large"
    assert failure(fetcher, server.on("/3", endless(b"HTTP/1.1 200 ", b"O" * 10_000))) == "headers-too-large"
    hints = b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" * 100
    assert failure(fetcher, server.on("/4", endless(b"", hints))) == "headers-too-large"


def test_a_megabyte_of_location_is_refused(server: Hostile, fetcher: Fetcher) -> None:
    url = server.on("/", answer(status="302 Found", Location="/" + "a" * 1_000_000))
    assert failure(fetcher, url) == "headers-too-large"


def test_a_body_may_be_cut_on_request(server: Hostile, fetcher: Fetcher) -> None:
    small = Limits(max_bytes=1_000)
    body = b"0123456789" * 200
    assert fetcher.get(server.on("/1", answer(body)), limits=small, cut=True).body == body[:1_000]
    packed = answer(gzip.compress(body), Content_Encoding="gzip")
    assert fetcher.get(server.on("/2", packed), limits=small, cut=True).body == body[:1_000]
    unpackable = server.on("/3", endless(PLAIN, b"0123456789" * 1_000))
    assert fetcher.get(unpackable, limits=small, cut=True).body == body[:1_000]


def test_more_codings_inside_each_other_than_anybody_needs_are_refused(
    server: Hostile, fetcher: Fetcher
) -> None:
    page = answer(gzip.compress(b"x"), Content_Encoding=", ".join(["gzip"] * 6))
    assert failure(fetcher, server.on("/", page)) == "bad-encoding"


def test_nested_gzip_is_unpacked_once(server: Hostile, fetcher: Fetcher) -> None:
    inner = gzip.compress(gzip.compress(bytes(10_000)))
    page = answer(gzip.compress(inner), Content_Encoding="gzip")
    assert fetcher.get(server.on("/", page)).body == inner


def test_gzip_that_is_broken_is_refused(server: Hostile, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"words " * 1_000)
    for n, damaged in enumerate((b"\0\1 no gzip at all", packed[:10] + b"\xff" * 20)):
        url = server.on(f"/{n}", answer(damaged, Content_Encoding="gzip"))
        assert failure(fetcher, url) == "bad-encoding"


def test_gzip_that_is_cut_short_is_incomplete(server: Hostile, fetcher: Fetcher) -> None:
    words = b"".join(b"word%d " % number for number in range(1_000))
    packed = gzip.compress(words)
    cut = packed[: len(packed) // 2]
    heads = (b"", b"Content-Length: %d\r\n" % len(cut), b"Content-Length: %d\r\n" % len(packed))
    for head, code in zip(heads, ("incomplete", "incomplete", "closed"), strict=True):
        data = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + head + b"\r\n" + cut
        with pytest.raises(Incomplete) as failed:
            fetcher.get(server.on("/", in_pieces(data, every=0)))
        assert failed.value.code == code
        assert 1_000 < len(failed.value.part.body) < len(words)
        assert words.startswith(failed.value.part.body)
    # The checksum at the end counts as well: without it nobody knows whether that was all.
    for end in (1, 8, 9):
        data = answer(packed[:-end], Content_Encoding="gzip")
        assert failure(fetcher, server.on("/", data)) == "incomplete"


def test_gzip_members_are_joined_and_padding_is_ignored(server: Hostile, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(100)
    assert fetcher.get(server.on("/", answer(packed, Content_Encoding="gzip"))).body == b"one two"
    assert fetcher.get(server.on("/0", answer(b"", Content_Encoding="gzip"))).body == b""


CHILD = """
import resource, sys
from app.net.fetch import FetchError, Fetcher
from app.net.guard import Guard
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Fetcher(Guard("127.0.0.1"), user_agent="HUD/0.1") as fetcher:
    fetcher.get(sys.argv[1])
    before = peak()
    for url in sys.argv[2:]:
        try:
            fetcher.get(url)
            print("read")
        except FetchError as error:
            print(error.code)
    print(peak() - before)
"""


def test_bombs_and_floods_take_less_than_twenty_megabytes(server: Hostile) -> None:
    head, piece = bomb()
    targets = [
        server.on("/", answer(b"small")),
        server.on("/bomb", endless(PACKED + head, piece, most=10_000_000)),
        server.on("/small-bomb", answer(head + piece * 1_500, Content_Encoding="gzip")),
        server.on("/flood", endless(PLAIN, bytes(1_000_000), most=1_000_000_000)),
        server.on("/header", endless(b"HTTP/1.1 200 OK\r\nA: ", b"b" * 100_000)),
    ]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *targets],
        cwd=Path(__file__).resolve().parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    *codes, grown = done.stdout.split()
    assert codes == ["too-large", "too-large", "too-large", "headers-too-large"]
    assert int(grown) < 20_000, f"{grown} KB more than before"
