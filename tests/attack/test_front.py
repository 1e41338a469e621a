"""Requests that the nginx of `deploy/nginx.conf` refuses before HUD hears of them."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.attack.front import NAME, Front, front
from tests.services import free_port


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx with nobody behind it."""
    with front(tmp_path_factory.mktemp("front") / "nginx", free_port()) as running:
        yield running


def _said(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as asked:
        asked.sendall(request)
        try:
            return asked.recv(4_096)
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize(
    "request_line",
    [b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"GET /\r\n", b"GET / HTTP/1.0\r\n\r\n"],
    ids=["another name", "HTTP/0.9", "no name"],
)
def test_whoever_asks_for_another_site_gets_no_answer(nginx: Front, request_line: bytes) -> None:
    assert _said(nginx.http, request_line) == b""


def test_http_leads_to_https(nginx: Front) -> None:
    said = _said(nginx.http, f"GET /pages/?q=a HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 301")
    assert f"Location: https://{NAME}/pages/?q=a\r\n".encode() in said


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_methods_that_nobody_needs_are_refused(nginx: Front, method: str) -> None:
    said = _said(nginx.plain, f"{method} / HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
    assert said.split(b" ")[1] in (b"400", b"405")


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/account/sign-in", 2 << 20, b"413"),
        ("/nl/account/avatar", 8 << 20, b"100"),
        ("/account/avatar", 10 << 20, b"413"),
        ("/pages/import/", 20 << 20, b"100"),
    ],
)
def test_a_body_may_be_as_large_as_its_form_takes(nginx: Front, path: str, size: int, status: bytes) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {size}\r\nExpect: 100-continue\r\n\r\n"
    assert _said(nginx.plain, head.encode()).split(b" ")[1] == status
