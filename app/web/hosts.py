"""Host names that a request may use, and the network address it comes from.

A foreign page can make a browser ask us under its own name once its DNS points here; refusing
unknown names closes that. With HUD_BASE_URL its host is the only name. Without it an address written
as digits passes too, since nobody can point one elsewhere.
"""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from app.memory import tables
from app.settings import Settings

Address = IPv4Address | IPv6Address
_MOST_HOPS = 50


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
    if settings.base_url:
        return name == urlsplit(settings.base_url).hostname
    return _is_number(name) or name in {"localhost", settings.host.lower(), _own_name()}


def is_local_host(host: str) -> bool:
    """Whether `host` names this machine as only programs on it would."""
    name = host_name(host)
    return name == "localhost" or is_loopback(name)


def is_loopback(address: str) -> bool:
    """Whether a client's address is this machine."""
    found = _parsed(address)
    return found is not None and _plain(found).is_loopback


def client_address(peer: str, forwarded: str, proxies: tuple[str, ...]) -> str:
    """The client's address: the peer's, or behind trusted proxies the last one they did not add.

    `forwarded` is X-Forwarded-For; a hop may carry a port, and brackets around a long address.
    """
    if not is_trusted(peer, proxies):
        return peer
    for hop in reversed([part.strip() for part in forwarded.split(",")[-_MOST_HOPS:] if part.strip()]):
        address = read_address(hop)
        if address is None:
            return peer
        if not is_trusted(str(address), proxies):
            return str(address)
    return peer


def read_address(hop: str) -> Address | None:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`."""
    hop = hop.strip('"')
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    return _parsed(hop)


@tables.counted()
@lru_cache(maxsize=1_024)
def is_trusted(address: str, proxies: tuple[str, ...]) -> bool:
    """Whether `address` is one of the proxies, which are addresses and networks."""
    found = _parsed(address) if proxies else None
    if found is None:
        return False
    return any(found in network or _plain(found) in network for network in _networks(proxies))


def is_exempt(address: str, proxies: tuple[str, ...]) -> bool:
    """Whether limits by address leave `address` out, because many people may stand behind it."""
    return is_loopback(address) or is_trusted(address, proxies)


def network(address: str) -> str:
    """Whom an address belongs to, for counting: one household owns a whole /64 of the long ones."""
    found = _parsed(address)
    if found is None:
        return address[:64]
    plain = _plain(found)
    return str(ip_network(f"{plain}/64", strict=False)) if isinstance(plain, IPv6Address) else str(plain)


def _parsed(address: str) -> Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)


def _is_number(name: str) -> bool:
    return _parsed(name.partition("%")[0]) is not None


@lru_cache(maxsize=1)
def _own_name() -> str:
    return socket.gethostname().lower()
