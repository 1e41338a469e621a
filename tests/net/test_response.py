"""Responses: whatever bytes come in whatever pieces, the answer is a response or a named error."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from app.net.errors import FetchError
from app.net.response import Response

WELL_FORMED = [
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"hello"),
    b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\nhello",
    b"HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 301 Moved\r\nLocation: /\xff\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
]
PIECES = [
    b"\r\n",
    b"\n",
    b"\0",
    b"HTTP/1.1 200 OK\r\n",
    b"Content-Length: ",
    b"chunked",
    b"-1",
    b"\xff",
    b": ",
]
SPOILS = st.tuples(
    st.integers(0, 200), st.integers(0, 8), st.one_of(st.sampled_from(PIECES), st.binary(max_size=4))
)


def outcome(data: bytes, cuts: list[int]) -> tuple[int, bytes] | str:
    """Feed the data in pieces and then the end; status and body, or the code of the error."""
    response = Response(max_header_bytes=1_000, max_bytes=1_000, cut=False)
    try:
        for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
            if data[start:end] and not response.complete:
                response.feed(data[start:end])
        response.end()
        return response.status, response.body()
    except FetchError as error:
        return error.code


@given(st.sampled_from(WELL_FORMED), st.lists(SPOILS, max_size=4), st.lists(st.integers(0, 250), max_size=6))
def test_spoiled_bytes_end_in_a_response_or_a_named_error(
    data: bytes, spoils: list[tuple[int, int, bytes]], cuts: list[int]
) -> None:
    for at, gone, put in spoils:
        data = data[:at] + put + data[at + gone :]
    got = outcome(data, sorted(min(cut, len(data)) for cut in cuts))
    if isinstance(got, tuple):
        assert 200 <= got[0] <= 999
        assert len(got[1]) <= 1_000


@given(st.sampled_from(WELL_FORMED), st.lists(st.integers(0, 250), max_size=9))
def test_where_the_bytes_are_cut_changes_nothing(data: bytes, cuts: list[int]) -> None:
    assert outcome(data, sorted(min(cut, len(data)) for cut in cuts)) == outcome(data, [])
