"""Fetching one page: connection, redirects, bounds; a plain answer or a named reason why not.

Written on sockets and llhttp rather than on an HTTP library, because none gives at once a connection to
exactly the address that was checked, one deadline over everything, and a bound on headers and on unpacked
bytes, at a tenth of a millisecond a page.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

import certifi

from app.net.connection import Pool, Stale, connect
from app.net.errors import FetchError
from app.net.guard import Guard
from app.net.response import Response
from app.net.urls import BadURL, Parts, join, normalise, split

__all__ = ["FetchError", "Fetched", "Fetcher", "Incomplete", "Limits"]

_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_SUCCESS = range(200, 300)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds to connect, between two bytes and in all; bytes and redirects."""

    connect: float = 5.0
    read: float = 10.0
    whole: float = 30.0
    max_bytes: int = 20_000_000
    max_redirects: int = 10
    max_header_bytes: int = 65_536


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from after `redirects` (the addresses left behind, in order).

    `permanent`: there were redirects and all of them are for good. `headers` have lower-case names and the
    first value, list headers all of them. `body` is unpacked; it is empty unless the status is 2xx, since
    an error page is nobody's evidence. `elapsed_us` leaves out the time spent in `allowed`.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...]
    permanent: bool
    elapsed_us: int


class Incomplete(FetchError):
    """An answer of which only the beginning came: `part` is that, `code` is "closed" or "incomplete".

    Who can do nothing with a part treats it as any other failed fetch.
    """

    def __init__(self, why: FetchError, part: Fetched) -> None:
        super().__init__(why.code, why.detail)
        self.part = part


def trusted_roots() -> ssl.SSLContext:
    """TLS as the system trusts it, or as certifi does where the system has no certificates; 1.2 and up."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and not (paths.capath and any(Path(paths.capath).iterdir())):
        context.load_verify_locations(certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    return context


class Fetcher:
    """Fetches pages one at a time per thread, keeping connections open between them. Thread-safe."""

    def __init__(
        self,
        guard: Guard,
        *,
        user_agent: str,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if not user_agent.isprintable() or not user_agent.isascii():
            raise ValueError(f"a user agent is one line of ASCII, not {user_agent!r}")
        self._guard = guard
        self._limits = limits or Limits()
        self._tls = tls or trusted_roots()
        self._pool = Pool()
        self._head = (
            f"User-Agent: {user_agent}\r\n"
            "Accept: text/html,application/xhtml+xml,*/*;q=0.5\r\n"
            "Accept-Encoding: gzip\r\n"
        )

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allowed: Callable[[str], None] | None = None,
        limits: Limits | None = None,
        cut: bool = False,
    ) -> Fetched:
        """Fetch `url`, following redirects; raises FetchError, as `Incomplete` if the body broke off.

        `etag` and `last_modified` must have come from this very address: they are sent to it alone and
        never to where it redirects. `allowed` is called with each address before it is requested and may
        raise. With `cut` a body that is too large is cut off instead of refused.
        """
        bounds = limits or self._limits
        started = time.monotonic()
        here = _checked(normalise, url)
        extra = _conditions(etag, last_modified)
        passed: list[str] = []
        permanent = True
        while True:
            if allowed is not None:
                asked = time.monotonic()
                allowed(here)
                started += time.monotonic() - asked
            response = self._request(here, extra, bounds, started + bounds.whole, cut)
            location = response.headers.get("location")
            if response.status not in _MOVED or location is None:
                break
            passed.append(here)
            permanent = permanent and response.status in _FOR_GOOD
            here = _checked(partial(join, here), _as_text(location))
            if here in passed:
                raise FetchError("redirect-loop", f"redirected back to {here}")
            if len(passed) > bounds.max_redirects:
                raise FetchError(
                    "too-many-redirects", f"more than {bounds.max_redirects}, the last to {here}"
                )
            extra = ""
        fetched = Fetched(
            url=here,
            status=response.status,
            headers=response.headers,
            body=response.body() if response.status in _SUCCESS else b"",
            redirects=tuple(passed),
            permanent=bool(passed) and permanent,
            elapsed_us=int((time.monotonic() - started) * 1_000_000),
        )
        if response.broke_off is not None and response.status in _SUCCESS:
            raise Incomplete(response.broke_off, fetched)
        return fetched

    def _request(self, url: str, extra: str, bounds: Limits, deadline: float, cut: bool) -> Response:
        """One request and its answer, on a kept connection if there is one that still works."""
        parts = split(url)
        key = f"{parts.scheme}://{parts.host}:{parts.port}"
        request = self._written(parts, extra)
        while True:
            connection = self._pool.take(key)
            if connection is None:
                connection = connect(self._guard, parts, self._tls, bounds.connect, deadline)
            response = Response(bounds.max_header_bytes, bounds.max_bytes, cut)
            try:
                connection.exchange(request, response, bounds.read, deadline)
            except Stale:
                connection.close()
                continue
            except FetchError as error:
                connection.close()
                if not response.head_done:
                    raise
                if error.code == "closed":
                    response.broke_off = error
                elif response.status in _SUCCESS:
                    raise
                # The body of an error page is not kept, so what was wrong with it does not matter.
                return response
            except BaseException:
                connection.close()
                raise
            if response.keep_alive and response.complete:
                self._pool.give(key, connection)
            else:
                connection.close()
            return response

    def _written(self, parts: Parts, extra: str) -> bytes:
        host = parts.host if parts.port == _PORTS[parts.scheme] else f"{parts.host}:{parts.port}"
        return f"GET {parts.target} HTTP/1.1\r\nHost: {host}\r\n{self._head}{extra}\r\n".encode("ascii")

    def close(self) -> None:
        """Close the idle connections."""
        self._pool.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _checked(parse: Callable[[str], str], url: str) -> str:
    try:
        return parse(url)
    except BadURL as error:
        raise FetchError("bad-url", str(error)) from None


def _as_text(location: str) -> str:
    """Headers are read as Latin-1, but a Location with other letters in it is UTF-8 nearly always."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location


def _conditions(etag: str | None, last_modified: str | None) -> str:
    """Headers that ask for the page only if it changed; a stored value that is no header is left out."""
    lines = ""
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
        if value and value.isascii() and value.isprintable():
            lines += f"{name}: {value}\r\n"
    return lines
