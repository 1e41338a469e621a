"""TLS: only certificates that hold, no old versions, and never a second try without encryption."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
import trustme

from app.net.fetch import Fetcher, FetchError, Incomplete, Limits
from app.net.guard import Guard

from .hostile import Answer, Hostile, answer, redirect

LONG_AGO = datetime(2020, 1, 1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def fetcher(authority: trustme.CA, tmp_path: Path) -> Iterator[Fetcher]:
    roots = tmp_path / "roots.pem"
    authority.cert_pem.write_to_path(str(roots))
    limits = Limits(connect=2.0, read=2.0, whole=4.0)
    guard = Guard("127.0.0.1", resolver=lambda _host, _port, _deadline: ["127.0.0.1"])
    with Fetcher(guard, user_agent="HUD/0.1", roots=(str(roots), None), limits=limits) as ready:
        yield ready


@pytest.fixture
def serving(authority: trustme.CA) -> Iterator[Callable[..., Hostile]]:
    """Start a server with a certificate of the trusted authority, or with the one given."""
    with ExitStack() as stack:

        def start(certificate: trustme.LeafCert | None = None, **settings: object) -> Hostile:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            (certificate or authority.issue_cert("127.0.0.1", "site.example")).configure_cert(context)
            for name, value in settings.items():
                setattr(context, name, value)
            return stack.enter_context(Hostile(tls=context))

        yield start


def failure(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url)
    return failed.value


def test_a_page_is_read_over_a_kept_encrypted_connection(
    serving: Callable[..., Hostile], fetcher: Fetcher
) -> None:
    server = serving()
    url = server.on("/", answer(b"safe"))
    assert fetcher.get(url).body == b"safe"
    assert fetcher.get(url).body == b"safe"
    assert server.connections == 1


def test_the_name_is_sent_so_that_the_right_certificate_comes(
    serving: Callable[..., Hostile], fetcher: Fetcher
) -> None:
    names: list[str | None] = []
    server = serving(sni_callback=lambda _socket, name, _context: names.append(name))
    server.on("/", answer(b"safe"))
    assert fetcher.get(f"https://site.example:{server.port}/").body == b"safe"
    assert names == ["site.example"]


def test_a_certificate_that_does_not_hold_is_named_so(
    authority: trustme.CA, serving: Callable[..., Hostile], fetcher: Fetcher
) -> None:
    expired = authority.issue_cert("127.0.0.1", not_before=LONG_AGO, not_after=LONG_AGO.replace(day=2))
    for certificate, why in (
        (expired, "expired"),
        (trustme.CA().issue_cert("127.0.0.1"), "certificate"),
        (authority.issue_cert("other.example"), "no alternative certificate subject name"),
    ):
        server = serving(certificate)
        error = failure(fetcher, server.on("/", answer(b"unsafe")))
        assert error.code == "tls"
        assert why in error.detail
        assert server.requests == []


def test_an_old_version_is_refused(serving: Callable[..., Hostile], fetcher: Fetcher) -> None:
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        server = serving(maximum_version=ssl.TLSVersion.TLSv1_1, minimum_version=ssl.TLSVersion.TLSv1)
    assert failure(fetcher, server.on("/", answer(b"old"))).code == "tls"


def test_what_is_not_encrypted_is_not_read_as_if_it_were(fetcher: Fetcher) -> None:
    with Hostile() as plain:
        plain.on("/", answer(b"plain"))
        assert failure(fetcher, f"https://127.0.0.1:{plain.port}/").code in ("tls", "timeout")
        assert plain.requests == []


def test_a_redirect_from_plain_to_encrypted_is_checked_too(
    serving: Callable[..., Hostile], fetcher: Fetcher
) -> None:
    unsafe = serving(trustme.CA().issue_cert("127.0.0.1"))
    with Hostile() as plain:
        url = plain.on("/", redirect(unsafe.on("/", answer(b"unsafe"))))
        assert failure(fetcher, url).code == "tls"


def _abrupt(data: bytes) -> Answer:
    async def handler(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.transport.abort()

    return handler


def test_an_encrypted_connection_that_is_cut_is_not_the_end_of_a_page(
    serving: Callable[..., Hostile], fetcher: Fetcher
) -> None:
    server = serving()
    for data in (b"", b"HTTP/1.1 200 OK\r\n\r\nhalf a pa", answer(b"half", content_length="99")):
        error = failure(fetcher, server.on("/", _abrupt(data)))
        assert error.code == "closed"
        assert isinstance(error, Incomplete) == bool(data)
