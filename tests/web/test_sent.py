"""Reading of request headers on the quick way, and the requests it leaves to the long way."""

from __future__ import annotations

import pytest

from app.web.sent import Numbers, read, takes_gzip


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        (b"", False),
        (b"identity", False),
        (b"gzip", True),
        (b"br, gzip;q=0.5, *;q=0", True),
        (b"deflate, gzip ; q=1.0", True),
        (b"gzip;q=0", False),
        (b"br;q=0.1, gzip; q=0.000", False),
        (b"br;q=0,gzip", True),
    ],
)
def test_gzip_is_sent_to_who_takes_it(header: bytes, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_header_that_comes_twice_is_for_the_long_way() -> None:
    host, cookie, other = (b"host", b"a"), (b"cookie", b"x"), (b"x-other", b"1")
    assert read([host, cookie, other, other]) == {b"host": b"a", b"cookie": b"x"}
    assert read([host, cookie, cookie]) is None
    assert read([host, host]) is None


def test_too_many_or_too_long_headers_are_for_the_long_way() -> None:
    assert read([(b"x", b"y")] * 100) == {}
    assert read([(b"x", b"y")] * 101) is None
    assert read([(b"x", b"y" * 32_768)]) is None


def test_numbers_of_requests_are_different_and_sixteen_long() -> None:
    numbers = Numbers()
    made = [numbers() for _ in range(1_000)]
    assert len(set(made)) == len(made)
    assert {len(number) for number in made} == {16}
