"""Reads a request into a `RequestInfo`: the only place that looks at raw headers, prefix and time zone.

What follows from host, cookies, languages and the client is the same for many requests, so it is remembered
by the bytes it is worked out of.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import count
from zoneinfo import ZoneInfo

import msgspec
from litestar.types import HTTPScope

from app.i18n import Reader, choose, split_prefix
from app.settings import Settings
from app.web import hosts
from app.web.request.client import FORWARDING, Unnamed, client_of, is_here, peer_of
from app.web.request.cookies import (
    LANGUAGE_COOKIE,
    RECENT_WRITE_COOKIE,
    cookie_values,
    session_cookie,
)
from app.web.request.info import Cookies, RequestInfo, Sender
from app.web.request.memo import Memo
from app.web.visitor import Visitor

_HEALTH = frozenset({"/healthz", "/readyz", "/metrics"})
Key = tuple[str | bytes | None, ...]
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_768


class RequestNumbers:
    """Numbers of requests: no two alike in a process, and hardly ever in two."""

    def __init__(self) -> None:
        self._next = count(secrets.randbits(63)).__next__

    def __call__(self) -> str:
        """The next one."""
        return f"{self._next():016x}"


class RequestParser:
    """Reads requests to one installation; `unnamed` is told of proxies that the settings do not name."""

    def __init__(self, settings: Settings, unnamed: Unnamed) -> None:
        self._settings = settings
        self._unnamed = unnamed
        self._numbers = RequestNumbers()
        self._senders: Memo[Key, Sender] = Memo("senders", 1_000)
        self._zoned: Memo[tuple[Reader, str], Reader] = Memo("zones", 200)

    def parse(self, scope: HTTPScope) -> RequestInfo:
        """The request of an ASGI scope."""
        sent = list(scope["headers"])
        headers = dict(sent)
        if len(headers) < len(sent):
            headers = _joined(sent)
        size = sum(map(len, headers)) + sum(map(len, headers.values()))
        method, path_sent = scope["method"], scope["path"]
        prefix, path = split_prefix(path_sent)
        sender = self._sender(scope, headers, prefix)
        if sender.client.unnamed:
            self._unnamed.seen(sender.client.unnamed)
        is_head = method == "HEAD"
        # By their places, in the order of the class: names take longer to match.
        return RequestInfo(
            self._numbers(),
            "GET" if is_head else method,
            is_head,
            sender,
            headers,
            len(sent) > MOST_HEADERS or size > MOST_HEADER_BYTES,
            path_sent,
            path,
            scope["query_string"],
            sender.reader,
            _token(headers[b"authorization"]) if b"authorization" in headers else None,
        )

    def seen_by(self, visitor: Visitor, reader: Reader) -> Reader:
        """The reader with the clocks of a visitor, who may have chosen a time zone."""
        if not visitor.time_zone:
            return reader
        key = reader, visitor.time_zone
        found = self._zoned.get(key)
        return self._zoned.put(key, in_zone(*key), len(visitor.time_zone)) if found is None else found

    def _sender(self, scope: HTTPScope, headers: dict[bytes, bytes], prefix: str) -> Sender:
        get = headers.get
        client = scope.get("client")
        host, cookie, accepted = get(b"host"), get(b"cookie"), get(b"accept-language")
        key: Key = client and client[0], scope["scheme"], prefix, host, cookie, accepted
        if not FORWARDING.isdisjoint(headers):
            key = (*key, b"forwarded", get(b"x-forwarded-for"), get(b"x-forwarded-proto"))
        found = self._senders.get(key)
        if found is None:
            found = self._found(scope, headers, prefix)
            if found.is_host_known:
                self._senders.put(key, found, sum(map(len, filter(None, key[3:]))))
            elif scope["path"] in _HEALTH and is_here(scope, headers):
                # Programs here that ask how it is need not know its public name.
                return msgspec.structs.replace(found, is_host_known=True)
        return found

    def _found(self, scope: HTTPScope, headers: dict[bytes, bytes], prefix: str) -> Sender:
        settings, host = self._settings, headers.get(b"host", b"").decode("latin-1")
        client = client_of(peer_of(scope), headers, settings.trusted_proxies)
        is_known = hosts.is_allowed_host(host, settings)
        root = settings.site_url
        if is_known and not settings.base_url:
            root = f"{client.scheme or scope['scheme']}://{host}"
        is_secure = root.startswith("https://")
        cookies = _cookies(headers.get(b"cookie", b"").decode("latin-1"), secure=is_secure)
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        locale = choose(prefix, cookies.language, accepted)
        reader = Reader(locale, f"/{prefix}" if prefix else "", settings.zone)
        return Sender(client, root, is_secure, is_known, cookies, reader)


def in_zone(reader: Reader, name: str) -> Reader:
    """The reader in a time zone that they chose."""
    try:
        return msgspec.structs.replace(reader, zone=ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        # One that was chosen once may be gone from a later tzdata; the installation's is not.
        return reader


def _token(authorization: bytes) -> str | None:
    """The token of an Authorization header that carries one."""
    scheme, _, secret = authorization.decode("latin-1").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def _cookies(header: str, *, secure: bool) -> Cookies:
    languages = cookie_values(header, LANGUAGE_COOKIE)
    return Cookies(
        tuple(cookie_values(header, session_cookie(secure=secure))),
        languages[0] if languages else "",
        tuple(cookie_values(header, RECENT_WRITE_COOKIE)),
    )


def _joined(sent: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers of which some come twice: that means the same as one with both values."""
    found: dict[bytes, bytes] = {}
    for name, value in sent:
        between = b"; " if name == b"cookie" else b", "
        found[name] = found[name] + between + value if name in found else value
    return found
