"""Finds the client of a request: its address, its scheme, and whether it is a program on this machine.

What proxies say of a client is believed of those named in HUD_TRUSTED_PROXIES alone; from anybody else it is
a sign that the client is elsewhere, and nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import NamedTuple

from litestar.types import HTTPScope

from app.web.hosts import client_address, is_local_host, is_loopback, is_trusted
from app.web.metrics import UNNAMED, Metrics

FORWARDING = frozenset(
    {
        b"forwarded",
        b"via",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-proto",
        b"x-forwarded-server",
        b"x-real-ip",
        b"x-client-ip",
        b"true-client-ip",
        b"cf-connecting-ip",
    }
)
"""Headers that proxies add and programs on the same machine do not."""
_SPOKEN = frozenset({"1.1", "2", "3"})
"""By programs. What is said for HTTP/1.0 differs between servers: "1.0", or "1"."""
_SCHEMES = frozenset({"http", "https"})
_MOST_NAMED = 8  # proxies; from then on somebody is making them up
_HELP = "Requests forwarded by a peer that HUD_TRUSTED_PROXIES does not name"

_log = logging.getLogger("hud.web")


class Client(NamedTuple):
    """Who asks.

    `scheme` is "" where only that of the connection is known, whose TLS may end at somebody else's. `unnamed`
    is the peer when it forwards without being trusted, else "".
    """

    address: str
    scheme: str
    unnamed: str


def client_of(peer: str, headers: Mapping[bytes, bytes], proxies: tuple[str, ...]) -> Client:
    """The client of a request that came from `peer`; `headers` hold what proxies say of it."""
    if FORWARDING.isdisjoint(headers):
        return Client(peer, "", "")
    if not is_trusted(peer, proxies):
        return Client(peer, "", peer)
    address = client_address(peer, headers.get(b"x-forwarded-for", b"").decode("latin-1"), proxies)
    return Client(address, forwarded_scheme(headers.get(b"x-forwarded-proto", b"").decode("latin-1")), "")


def peer_of(scope: HTTPScope) -> str:
    """The address that the connection comes from."""
    return str((scope.get("client") or ("", 0))[0])


def is_here(scope: HTTPScope, headers: Mapping[bytes, bytes]) -> bool:
    """Whether a program on this machine asks, with nothing between it and us.

    A proxy that sends no forwarding header is known by the public name as its Host, or by HTTP/1.0: nginx
    speaks that unless told otherwise, and programs hardly do any more.
    """
    return (
        is_loopback(peer_of(scope))
        and scope["http_version"] in _SPOKEN
        and FORWARDING.isdisjoint(headers)
        and is_local_host(headers.get(b"host", b"").decode("latin-1"))
    )


def forwarded_scheme(value: str) -> str:
    """The scheme in X-Forwarded-Proto as the nearest proxy wrote it; "" when it is none."""
    last = value.rpartition(",")[2].strip().lower()
    return last if last in _SCHEMES else ""


class Unnamed:
    """Tells of proxies that HUD_TRUSTED_PROXIES does not name: a line for each, and how much it forwards."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._known: dict[str, int] = {}

    def seen(self, peer: str) -> None:
        """A request was forwarded by `peer`, or by a stranger there who pretends so."""
        if peer in self._known:
            self._known[peer] += 1
        elif len(self._known) < _MOST_NAMED:
            self._known[peer] = 1
            self._metrics.gauge(UNNAMED, _HELP, lambda: self._known[peer], peer=peer)
            _log.warning(
                "HUD_TRUSTED_PROXIES does not name a proxy: all its visitors count as one",
                extra={"fields": {"peer": peer}},
            )
