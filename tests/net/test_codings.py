"""Content codings: whatever a body is packed in or called, what is in it is read, and a damaged one told."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from app.net.decoding import Body, TooMuch
from app.net.fetch import Fetcher, FetchError, Incomplete

from .hostile import Hostile, answer

PAGE = b"<!doctype html><title>Tides</title>" + b"".join(
    b"<p>High water at %d:%02d</p>" % (n % 24, n % 60) for n in range(400)
)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def fast_brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=4))


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": fast_brotli,
    "zstd": zstd,
}
PACKED = {
    "gzip": gzip.compress(PAGE, mtime=0),
    "X-Gzip": gzip.compress(PAGE, mtime=0),
    "deflate": zlib.compress(PAGE),
    " DEFLATE ": bare_deflate(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE, mtime=0)),
    "deflate,gzip": gzip.compress(zlib.compress(PAGE), mtime=0),
    "gzip, gzip": gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0),
    "zstd, identity": zstd(PAGE),
    "utf-8, br": brotli.compress(PAGE),
}


@pytest.mark.parametrize("coding", PACKED)
def test_a_page_is_unpacked_from_whatever_it_is_packed_in(
    server: Hostile, fetcher: Fetcher, coding: str
) -> None:
    url = server.on("/", answer(PACKED[coding], Content_Encoding=coding))
    assert fetcher.get(url).body == PAGE


@pytest.mark.parametrize("coding", PACKED)
def test_where_the_bytes_are_cut_changes_nothing(coding: str) -> None:
    for step in (1, 3, 300):
        body = Body(coding, 1_000_000)
        for at in range(0, len(PACKED[coding]), step):
            body.feed(PACKED[coding][at : at + step])
        assert (body.content(), body.complete) == (PAGE, True)


@pytest.mark.parametrize(
    "name", ["none", "utf-8", "binary", "7bit", "identity", "x", "\xe9", "gzip;q=1", ","]
)
def test_a_name_that_is_no_coding_leaves_the_page_as_it_came(
    server: Hostile, fetcher: Fetcher, name: str
) -> None:
    assert fetcher.get(server.on("/", answer(PAGE, Content_Encoding=name))).body == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_page_that_was_never_packed_is_read_whatever_it_is_called(
    server: Hostile, fetcher: Fetcher, coding: str
) -> None:
    assert fetcher.get(server.on("/", answer(PAGE, Content_Encoding=coding))).body == PAGE
    # Packed once and called packed twice.
    twice = answer(gzip.compress(PAGE, mtime=0), Content_Encoding=f"{coding}, gzip")
    assert fetcher.get(server.on("/twice", twice)).body == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd", "gzip, br"])
def test_a_wrong_checksum_keeps_all_that_came_and_tells(
    server: Hostile, fetcher: Fetcher, coding: str
) -> None:
    outer, at = coding.rpartition(" ")[2], -5 if "gzip" in coding else -1
    packed = bytearray(PACKED["gzip" if "gzip" in coding else coding])
    packed[at] ^= 1
    if outer != coding:
        packed = bytearray(PACK[outer](bytes(packed)))
    with pytest.raises(Incomplete) as broken:
        fetcher.get(server.on("/", answer(bytes(packed), Content_Encoding=coding)))
    assert (broken.value.code, broken.value.part.body) == ("incomplete", PAGE)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_stream_without_its_end_keeps_what_came_and_tells(
    server: Hostile, fetcher: Fetcher, coding: str
) -> None:
    half = PACKED[coding][: len(PACKED[coding]) // 2]
    with pytest.raises(Incomplete) as broken:
        fetcher.get(server.on("/", answer(half, Content_Encoding=coding)))
    assert broken.value.code == "incomplete"
    assert 500 < len(broken.value.part.body) < len(PAGE)
    assert PAGE.startswith(broken.value.part.body)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_damage_far_into_a_large_page_costs_no_more_than_what_follows(coding: str) -> None:
    large = b"".join(zlib.crc32(b"%d" % n).to_bytes(4, "big").hex().encode() + b" " for n in range(100_000))
    packed = bytearray(PACK[coding](large))
    packed[len(packed) * 3 // 4] ^= 255
    body = Body(coding, 10_000_000)
    fed(body, bytes(packed))
    assert large.startswith(body.content()[: len(large) // 2])
    assert body.content() != large


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_bytes_that_are_nothing_are_refused(server: Hostile, fetcher: Fetcher, coding: str) -> None:
    start = {"gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\3", "zstd": b"\x28\xb5\x2f\xfd"}.get(coding, b"")
    nothing = start + b"\xff\xff\xff\xff\0\1\2\3" * 9
    with pytest.raises(FetchError) as refused:
        fetcher.get(server.on("/", answer(nothing, Content_Encoding=coding)))
    assert refused.value.code == "bad-encoding"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_what_comes_after_the_end_is_padding(server: Hostile, fetcher: Fetcher, coding: str) -> None:
    page = answer(PACKED[coding] + b"\0" * 50, Content_Encoding=coding)
    assert fetcher.get(server.on("/", page)).body == PAGE


def fed(body: Body, packed: bytes) -> None:
    for at in range(0, len(packed), 16_384):
        body.feed(packed[at : at + 16_384])


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_cut_off_at_the_limit(coding: str) -> None:
    packed = PACK[coding](bytes(30_000_000))
    for name, bomb in ((coding, packed), (f"{coding}, gzip", gzip.compress(packed))):
        body = Body(name, 1_000_000)
        with pytest.raises(TooMuch):
            fed(body, bomb)
        assert len(body.content()) == 1_000_000
