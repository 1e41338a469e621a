"""One request through libcurl, which speaks HTTP and TLS here and decides nothing else.

Where to connect is said by the guard: its addresses are pinned to the name, and a socket for any other is
refused. Redirects, cookies between requests and content codings are the caller's. libcurl is used because it
has met every sloppy server there is; a handle is kept, since a fresh one costs four times the request.
"""

from __future__ import annotations

import math
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import certifi
import pycurl

from app.net.addresses import parse
from app.net.codings import ASKED_FOR
from app.net.errors import FetchError
from app.net.guard import Endpoint, Guard
from app.net.lenient import Relay
from app.net.response import PAGES, Response
from app.net.urls import Parts

Roots = tuple[str | None, str | None]
"""File and folder of the certificates that are trusted."""

_ACCEPT: Final = "Accept: text/html,application/xhtml+xml,*/*;q=0.5"
_IDLE_S: Final = 15
_HOLDS_S: Final = 1.0
_TLS_ERRORS: Final = frozenset(
    {
        pycurl.E_SSL_CONNECT_ERROR,
        pycurl.E_PEER_FAILED_VERIFICATION,
        pycurl.E_SSL_CERTPROBLEM,
        pycurl.E_SSL_CIPHER,
        pycurl.E_SSL_ISSUER_ERROR,
        pycurl.E_SSL_SHUTDOWN_FAILED,
    }
)
_BROKEN_OFF: Final = frozenset(
    {pycurl.E_PARTIAL_FILE, pycurl.E_GOT_NOTHING, pycurl.E_RECV_ERROR, pycurl.E_SEND_ERROR}
)
_NOT_HTTP: Final = frozenset(
    {pycurl.E_FTP_WEIRD_SERVER_REPLY, pycurl.E_UNSUPPORTED_PROTOCOL, pycurl.E_BAD_CONTENT_ENCODING}
)
_TOO_LARGE: Final = frozenset({pycurl.E_OUT_OF_MEMORY, 100})
"""libcurl's own bounds on a line; 100 is CURLE_TOO_LARGE, for which pycurl has no name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds to connect, of silence (rounded up), in all; bytes, redirects."""

    connect: float = 5.0
    read: float = 10.0
    whole: float = 30.0
    max_bytes: int = 20_000_000
    max_redirects: int = 20
    max_header_bytes: int = 65_536


class Request(NamedTuple):
    """A GET of `url`, which `parts` are those of: further header lines, and cookies as libcurl lists them."""

    url: str
    parts: Parts
    lines: tuple[str, ...]
    cookies: tuple[bytes, ...]


def trusted_roots() -> Roots:
    """What the system trusts, or certifi's where the system has no certificates."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and not (paths.capath and any(Path(paths.capath).iterdir())):
        return certifi.where(), None
    return paths.cafile, paths.capath


class NotHTTP(Exception):
    """libcurl would not read the head of the answer; `get_leniently` may be able to."""


class Handle:
    """A libcurl handle and the connection it keeps open; for one thread at a time."""

    def __init__(self, guard: Guard, user_agent: str, roots: Roots) -> None:
        self._guard = guard
        self._permitted: frozenset[tuple[str, int]] = frozenset()
        self._refused: str | None = None
        self._head: list[bytes] = []
        self._response = self._none = Response(self._head, 0, 0, False)
        self._literal: tuple[str, int] | None = None
        self._literal_until = 0.0
        self._pinned: str | None = None
        self._lines: tuple[str, ...] | None = None
        self._said: dict[int, int] = {}
        self.curl = pycurl.Curl()
        file, folder = roots
        for option, value in (
            # Without this libcurl reads file: and gopher: as well.
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.PROXY, ""),  # and not that of the environment
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.NETRC, pycurl.NETRC_IGNORED),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.HTTP09_ALLOWED, 0),
            (pycurl.PATH_AS_IS, 1),
            (pycurl.NOSIGNAL, 1),
            (pycurl.BUFFERSIZE, 65_536),
            (pycurl.COOKIEFILE, ""),  # cookies are kept, in memory
            (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
            (pycurl.CAINFO, file),
            (pycurl.CAPATH, folder),
            (pycurl.MAXCONNECTS, 1),  # more would save little: no host is asked twice in a row
            (pycurl.MAXAGE_CONN, _IDLE_S),
            (pycurl.LOW_SPEED_LIMIT, 1),
            (pycurl.USERAGENT, user_agent),
            (pycurl.OPENSOCKETFUNCTION, self._open_socket),
            (pycurl.HEADERFUNCTION, self._head.append),
            (pycurl.WRITEFUNCTION, self._on_body),
        ):
            if value is not None:
                self.curl.setopt(option, value)

    def close(self) -> None:
        """Close its connection."""
        self.curl.close()

    def get(self, request: Request, bounds: Limits, deadline: float, cut: bool) -> Response:
        """One request and what came of it, with `broke_off` set if that is not all.

        Raises FetchError, and `NotHTTP`.
        """
        self._permit(request.parts, bounds, deadline)
        self.curl.setopt(pycurl.URL, request.url)
        # libcurl would take what the server said meanwhile, unasked, for the answer.
        self._set(pycurl.FRESH_CONNECT, 0 if self._is_quiet() else 1)
        return self._exchange(request, bounds, deadline, cut)

    def connect(self, request: Request, bounds: Limits, deadline: float) -> None:
        """Connect to the server of a request without sending anything; raises FetchError."""
        self._permit(request.parts, bounds, deadline)
        self.curl.setopt(pycurl.CONNECT_ONLY, 1)
        self.curl.setopt(pycurl.URL, request.url)
        self._perform(bounds, deadline)

    def get_through(
        self, near: socket.socket, request: Request, bounds: Limits, deadline: float, cut: bool
    ) -> Response:
        """As `get`, on a socket that is connected already and carries no encryption of its own."""
        name, host = request.parts.host, urlsplit(request.url).netloc
        self.curl.setopt(pycurl.OPENSOCKETFUNCTION, lambda _purpose, _address: near)
        self.curl.setopt(pycurl.SOCKOPTFUNCTION, lambda _socket, _purpose: pycurl.SOCKOPT_ALREADY_CONNECTED)
        self.curl.setopt(pycurl.URL, f"http://{host}{request.parts.target}")
        if parse(name.strip("[]")) is None:
            port = host.rpartition(":")[2] if ":" in host else "80"
            self.curl.setopt(pycurl.RESOLVE, [f"{name}:{port}:127.0.0.1"])
        return self._exchange(request, bounds, deadline, cut)

    def _permit(self, parts: Parts, bounds: Limits, deadline: float) -> None:
        """Let libcurl connect to the addresses that the guard permits for this host, and to no others."""
        if time.monotonic() >= deadline:
            raise _out_of_time()
        place = parts.host, parts.port
        if place == self._literal and time.monotonic() < self._literal_until:
            return
        until = min(deadline, time.monotonic() + bounds.connect)
        endpoints = self._guard.resolve(*place, until)
        self._literal = None
        self._permitted = frozenset(endpoint.sockaddr for endpoint in endpoints)
        self._refused = None
        if parse(parts.host.strip("[]")) is not None:
            # An address leads nowhere else, and the guard's answer holds for the next page of it too.
            self._literal, self._literal_until = place, time.monotonic() + _HOLDS_S
        else:
            name = f"{parts.host}:{parts.port}"
            pins = [f"{name}:{','.join(map(_literal, endpoints))}"]
            if self._pinned not in (None, name):
                pins.insert(0, f"-{self._pinned}")  # or they would add up
            self.curl.setopt(pycurl.RESOLVE, pins)
            self._pinned = name

    def _is_quiet(self) -> bool:
        """Whether nothing came on the kept connection since the last answer, its end neither."""
        kept = self.curl.getinfo(pycurl.ACTIVESOCKET)
        if kept < 0:
            return True
        poll = select.poll()
        poll.register(kept, select.POLLIN)
        return not poll.poll(0)

    def _open_socket(self, _purpose: int, address: pycurl.CurlSockAddr) -> socket.socket | int:
        """A socket for the address libcurl is about to connect to, if that is one of those permitted."""
        host, port = address.addr[0], address.addr[1]
        known = parse(host)
        if known is None or (str(known), port) not in self._permitted:
            self._refused = f"{host}:{port}"
            return int(pycurl.SOCKET_BAD)
        return socket.socket(address.family, address.socktype, address.protocol)

    def _on_body(self, data: bytes) -> int | None:
        return self._response.on_body(data)

    def _exchange(self, request: Request, bounds: Limits, deadline: float, cut: bool) -> Response:
        curl = self.curl
        self._head.clear()
        response = self._response = Response(self._head, bounds.max_header_bytes, bounds.max_bytes, cut)
        self._set(pycurl.MAXFILESIZE_LARGE, 0 if cut else bounds.max_bytes)
        if self._lines != request.lines:
            curl.setopt(pycurl.HTTPHEADER, [_ACCEPT, f"Accept-Encoding: {ASKED_FOR}", *request.lines])
            self._lines = request.lines
        for cookie in request.cookies:
            curl.setopt(pycurl.COOKIELIST, cookie)
        try:
            self._perform(bounds, deadline)
        finally:
            self._response = self._none  # a handle at rest holds no page
            if cookies := curl.getinfo_raw(pycurl.INFO_COOKIELIST):
                response.cookies = tuple(cookies)
                curl.setopt(pycurl.COOKIELIST, "ALL")  # forgets them
        done = response.head_done
        if response.refusal is not None:
            raise response.refusal
        if not done:
            raise FetchError("closed", "the connection was closed before the answer was complete")
        return response

    def _set(self, option: int, value: int) -> None:
        """Set an option, unless it is set so already: nearly all are the same for page after page."""
        if self._said.get(option) != value:
            self.curl.setopt(option, value)
            self._said[option] = value

    def _perform(self, bounds: Limits, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _out_of_time()
        self.curl.setopt(pycurl.TIMEOUT_MS, math.ceil(left * 1_000))
        self._set(pycurl.CONNECTTIMEOUT_MS, math.ceil(min(left, bounds.connect) * 1_000))
        self._set(pycurl.LOW_SPEED_TIME, math.ceil(bounds.read))
        try:
            self.curl.perform()
        except pycurl.error as error:
            code, text = error.args
            self._judge(code, text, bounds, deadline)

    def _judge(self, code: int, text: str, bounds: Limits, deadline: float) -> None:
        """Raise what a transfer that failed comes to, unless what arrived of its page is to be kept."""
        response = self._response
        head_done = response.head_done
        if response.refusal is not None:
            raise response.refusal
        if response.ended_early:
            return
        if not head_done and code in _NOT_HTTP:
            raise NotHTTP(text)
        error = self._named(code, text, bounds, deadline)
        if not head_done:
            raise error
        if response.status not in PAGES:
            return  # The body of an error page is not kept, so what was wrong with it does not matter.
        if error.code != "closed" and not (error.code == "protocol" and response.has_body):
            raise error
        response.broke_off = error if error.code == "closed" else FetchError("incomplete", text)

    def _named(self, code: int, text: str, bounds: Limits, deadline: float) -> FetchError:
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return self._too_slow(bounds, deadline)
        if code == pycurl.E_COULDNT_CONNECT and self._refused is not None:
            return FetchError("guard", f"{self._refused} is none of the addresses that were checked")
        if code == pycurl.E_FILESIZE_EXCEEDED:
            return FetchError("too-large", f"more than {bounds.max_bytes} bytes")
        if code in _TOO_LARGE or text.startswith("Too large response headers"):
            return FetchError("headers-too-large", f"more than {bounds.max_header_bytes} bytes of headers")
        if code == pycurl.E_URL_MALFORMAT:
            return FetchError("bad-url", text)
        if code == pycurl.E_COULDNT_RESOLVE_HOST:
            return FetchError("dns", text)
        if code == pycurl.E_COULDNT_CONNECT:
            return FetchError("connect", text)
        if code in _TLS_ERRORS:
            return FetchError("tls", text)
        if code in _BROKEN_OFF and "hex" not in text:
            return FetchError("closed", f"the connection broke off: {text}")
        return FetchError("protocol", f"not a valid HTTP/1.1 answer: {text}")

    def _too_slow(self, bounds: Limits, deadline: float) -> FetchError:
        if time.monotonic() >= deadline:
            return _out_of_time()
        if not self.curl.getinfo(pycurl.PRETRANSFER_TIME):
            return FetchError("timeout", f"no connection was made within {bounds.connect:g} seconds")
        return FetchError("timeout", f"the server was silent for {bounds.read:g} seconds")


def get_leniently(
    make: Callable[[], Handle], request: Request, bounds: Limits, deadline: float, cut: bool
) -> Response:
    """One request on a connection of its own, with the head of the answer mended before libcurl reads it.

    Cookies that are for encrypted connections only are not kept then: for libcurl this one is none.
    """
    with closing(make()) as far, closing(make()) as near:
        far.connect(request, bounds, deadline)
        with closing(Relay(far.curl)) as relay:
            return near.get_through(relay.near, request, bounds, deadline, cut)


def _literal(endpoint: Endpoint) -> str:
    address = endpoint.sockaddr[0]
    return f"[{address}]" if ":" in address else address


def _out_of_time() -> FetchError:
    return FetchError("timeout", "the page was not read within the time a page may take")
