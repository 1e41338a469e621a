"""Reads a request into a `RequestInfo`: the only place that looks at raw headers, prefix and time zone.

What is worked out of a Host, a Cookie or an Accept-Language header is the same for most requests, so it is
remembered by the bytes.
"""

from __future__ import annotations

import secrets
from itertools import count
from zoneinfo import ZoneInfo

import msgspec
from litestar.types import HTTPScope

from app.i18n import Reader, choose, split_prefix
from app.settings import Settings
from app.web import hosts
from app.web.request.client import FORWARDING, Client, Unnamed, client_of, is_here
from app.web.request.cookies import (
    LANGUAGE_COOKIE,
    RECENT_WRITE_COOKIE,
    cookie_values,
    session_cookie,
)
from app.web.request.info import Cookies, RequestInfo
from app.web.request.memo import Memo
from app.web.visitor import Visitor

_READ = FORWARDING | {
    b"host",
    b"cookie",
    b"accept",
    b"accept-language",
    b"accept-encoding",
    b"if-none-match",
    b"hx-request-type",
    b"authorization",
    b"origin",
    b"sec-fetch-site",
}
_HEALTH = frozenset({"/healthz", "/readyz", "/metrics"})
_NO_COOKIES = Cookies()


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
        self._clients: Memo[tuple[str, bytes, bytes], Client] = Memo()
        self._roots: Memo[tuple[str, bytes], str] = Memo()
        self._cookies: Memo[tuple[bool, bytes], Cookies] = Memo()
        self._locales: Memo[tuple[str, bytes], str] = Memo()
        self._readers: Memo[tuple[str, str, str], Reader] = Memo()

    def parse(self, scope: HTTPScope) -> RequestInfo:
        """The request of an ASGI scope."""
        headers: dict[bytes, bytes] = {}
        number = size = 0
        for name, value in scope["headers"]:
            number += 1
            size += len(name) + len(value)
            if name in _READ:
                # Several of one name mean the same as one with all their values.
                known = headers.get(name)
                between = b"; " if name == b"cookie" else b", "
                headers[name] = value if known is None else known + between + value
        peer = str((scope.get("client") or ("", 0))[0])
        client = self._client(peer, headers)
        method, path_sent = scope["method"], scope["path"]
        http_version = str(scope.get("http_version", ""))
        root = self._root(client.scheme or scope["scheme"], headers.get(b"host", b""))
        prefix, path = split_prefix(path_sent)
        # Programs here that ask how it is need not know its public name.
        is_known = bool(root) or (path_sent in _HEALTH and is_here(peer, http_version, headers))
        root = root or self._settings.site_url
        cookies = _NO_COOKIES
        if b"cookie" in headers:
            cookies = self._cookies_in(headers[b"cookie"], secure=root.startswith("https://"))
        locale = prefix or self._locale(cookies.language, headers.get(b"accept-language", b""))
        return RequestInfo(
            number=self._numbers(),
            method="GET" if method == "HEAD" else str(method),
            is_head=method == "HEAD",
            client=client,
            headers=headers,
            header_count=number,
            header_bytes=size,
            root=root,
            is_host_known=is_known,
            path_sent=path_sent,
            path=path,
            query=scope["query_string"],
            reader=self._reader(locale, prefix, ""),
            cookies=cookies,
            is_partial=headers.get(b"hx-request-type") == b"partial",
            token=_token(headers[b"authorization"]) if b"authorization" in headers else None,
            peer=peer,
            http_version=http_version,
        )

    def seen_by(self, visitor: Visitor, reader: Reader) -> Reader:
        """The reader with the clocks of a visitor, who may have chosen a time zone."""
        if not visitor.time_zone:
            return reader
        return self._reader(reader.locale, reader.prefix[1:], visitor.time_zone)

    def _client(self, peer: str, headers: dict[bytes, bytes]) -> Client:
        forwarded = headers.get(b"x-forwarded-for", b"")
        scheme = headers.get(b"x-forwarded-proto", b"")
        key = peer, forwarded, scheme
        if FORWARDING.isdisjoint(headers):
            return Client(peer, "", "")
        client = self._clients.get(key)
        if client is None:
            client = client_of(peer, headers, self._settings.trusted_proxies)
            self._clients.put(key, client, len(forwarded) + len(scheme))
        if client.unnamed:
            self._unnamed.seen(client.unnamed)
        return client

    def _root(self, scheme: str, host: bytes) -> str:
        """How links to this site begin; "" for a host that is not answered to."""
        root = self._roots.get((scheme, host))
        if root is None:
            name = host.decode("latin-1")
            if not hosts.is_allowed_host(name, self._settings):
                return ""
            root = self._settings.base_url or f"{scheme}://{name}"
            self._roots.put((scheme, host), root, len(host))
        return root

    def _cookies_in(self, header: bytes, *, secure: bool) -> Cookies:
        found = self._cookies.get((secure, header))
        if found is None:
            text = header.decode("latin-1")
            languages = cookie_values(text, LANGUAGE_COOKIE)
            found = Cookies(
                tuple(cookie_values(text, session_cookie(secure=secure))),
                languages[0] if languages else "",
                tuple(cookie_values(text, RECENT_WRITE_COOKIE)),
            )
            self._cookies.put((secure, header), found, len(header))
        return found

    def _locale(self, chosen: str, accepted: bytes) -> str:
        """The language of a browser that names none in the address."""
        locale = self._locales.get((chosen, accepted))
        if locale is None:
            locale = choose("", chosen, accepted.decode("latin-1"))
            self._locales.put((chosen, accepted), locale, len(chosen) + len(accepted))
        return locale

    def _reader(self, locale: str, prefix: str, zone: str) -> Reader:
        key = locale, prefix, zone
        found = self._readers.get(key)
        if found is None:
            found = Reader(locale, f"/{prefix}" if prefix else "", self._settings.zone)
            found = self._readers.put(key, in_zone(found, zone) if zone else found, len(zone))
        return found


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
