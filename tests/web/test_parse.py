"""Requests as they are read once: headers that come twice, limits, numbers, and who takes gzip."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from litestar.types import HTTPScope

from app.process_metrics import ProcessMetrics
from app.settings import Settings
from app.web.errors import Forbidden, HeadersTooLarge
from app.web.methods import KNOWN, SAFE
from app.web.metrics import Metrics
from app.web.pipeline.checks import check_origin, check_size
from app.web.request.client import Unnamed
from app.web.request.info import RequestInfo
from app.web.request.memo import LONGEST, Memo
from app.web.request.parse import RequestNumbers, RequestParser
from app.web.response.answer import takes_gzip
from app.web.visitor import Visitor

MOST = 1_000


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


def test_numbers_of_requests_are_different_and_sixteen_long() -> None:
    numbers = RequestNumbers()
    made = [numbers() for _ in range(1_000)]
    assert len(set(made)) == len(made)
    assert {len(number) for number in made} == {16}


Sent = list[tuple[bytes, bytes]]
HOST = (b"host", b"127.0.0.1:8000")


@pytest.fixture
def parser(tmp_path: Path) -> RequestParser:
    """Reads requests to an installation on this machine."""
    metrics = Metrics(tmp_path, ProcessMetrics())
    return RequestParser(Settings(data_dir=tmp_path), Unnamed(metrics))


def parsed(parser: RequestParser, headers: Sent, path: str = "/", method: str = "GET") -> RequestInfo:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
    }
    return parser.parse(cast("HTTPScope", scope))


def test_header_that_comes_twice_means_the_same_as_one_with_both_values(parser: RequestParser) -> None:
    info = parsed(parser, [HOST, (b"cookie", b"hud=x"), (b"cookie", b"hud=y; hud_lang=nl")])
    assert info.sender.cookies.sessions == ("x", "y")
    assert info.reader.locale == "nl"
    assert not parsed(parser, [HOST, HOST]).sender.is_host_known


@pytest.mark.parametrize(
    ("headers", "fits"),
    [([(b"x", b"y")] * 99, True), ([(b"x", b"y")] * 100, False), ([(b"x", b"y" * 32_768)], False)],
)
def test_too_many_or_too_long_headers_are_refused(parser: RequestParser, headers: Sent, fits: bool) -> None:
    info = parsed(parser, [HOST, *headers])
    if fits:
        check_size(info)
    else:
        with pytest.raises(HeadersTooLarge):
            check_size(info)


@pytest.mark.parametrize(
    ("path", "token"), [("/api/pages", "secret"), ("/pages/", None), ("/nl/api/pages", "secret")]
)
def test_token_counts_under_api_alone(parser: RequestParser, path: str, token: str | None) -> None:
    assert parsed(parser, [HOST, (b"authorization", b"BEARER  secret ")], path).bearer == token
    assert parsed(parser, [HOST, (b"authorization", b"Basic secret")], path).bearer is None


def test_reading_may_come_from_anywhere_and_changing_may_not(parser: RequestParser) -> None:
    foreign = [
        HOST,
        (b"sec-fetch-site", b"cross-site"),
        (b"origin", b"https://evil.example"),
        (b"cookie", b"a=b"),
    ]
    settings = Settings()
    for method in SAFE:
        check_origin(parsed(parser, foreign, method=method), settings)
    for method in KNOWN - SAFE:
        with pytest.raises(Forbidden):
            check_origin(parsed(parser, foreign, method=method), settings)


def test_language_is_taken_off_the_address_and_zone_off_the_visitor(parser: RequestParser) -> None:
    info = parsed(parser, [HOST, (b"cookie", b"hud_lang=sv")], "/nl/pages/")
    assert (info.path, info.path_sent, info.reader.locale, info.reader.prefix) == (
        "/pages/",
        "/nl/pages/",
        "nl",
        "/nl",
    )
    assert parser.seen_by(Visitor(1, "A", "reader", "Asia/Tokyo"), info.reader).zone.key == "Asia/Tokyo"
    assert parser.seen_by(Visitor(1, "A", "reader", "Nowhere/Else"), info.reader).zone.key == "UTC"


def test_what_is_remembered_of_headers_has_an_end(parser: RequestParser) -> None:
    for number in range(3 * MOST):
        parsed(parser, [HOST, (b"cookie", b"hud=%d" % number)])
    memo: Memo[int, int] = Memo("test", MOST)
    for number in range(3 * MOST):
        memo.put(number, number, 1)
    assert sum(memo.get(number) is not None for number in range(3 * MOST)) <= MOST
    assert memo.put(1, 2, LONGEST + 1) == 2
    assert memo.get(1) is None
