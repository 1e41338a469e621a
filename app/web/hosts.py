"""Which Host a request may name, and which address it comes from.

A foreign page can make a browser ask us under its own name once its DNS points here; refusing
unknown names closes that. An address written as digits cannot be pointed anywhere, so those pass.
"""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from app.settings import Settings


def host_name(host: str) -> str:
    """The name in a Host header, lower case, without port and brackets; "" if it is none."""
    if not host or any(char in host for char in "/@\\?# ,\t"):
        return ""
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").rstrip(".") if parts.port != 0 else ""
    except ValueError:
        return ""


def is_allowed_host(host: str, settings: Settings) -> bool:
    """Whether this installation answers to `host`."""
    name = host_name(host)
    if not name:
        return False
    if _is_number(name) or name == "localhost":
        return True
    if settings.base_url:
        return name == urlsplit(settings.base_url).hostname
    return name in {settings.host.lower(), _own_name()}


def is_loopback(address: str) -> bool:
    """Whether a client's address is this machine."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def client_address(peer: str, forwarded: str, proxies: tuple[str, ...]) -> str:
    """The client's address: the peer's, or behind trusted proxies the last one they did not add."""
    if not proxies or not _is_trusted(peer, proxies):
        return peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_number(hop):
            return peer
        if not _is_trusted(hop, proxies):
            return hop
    return peer


def network(address: str) -> str:
    """Whom an address belongs to, for counting: one household owns a whole /64 of the long ones."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network(f"{found}/64", strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _is_trusted(address: str, proxies: tuple[str, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _networks(proxies))


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    networks = []
    for proxy in proxies:
        try:
            networks.append(ip_network(proxy, strict=False))
        except ValueError:
            continue
    return tuple(networks)


def _is_number(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def _own_name() -> str:
    return socket.gethostname().lower()
