"""HUD_CRAWL_ALLOW: what the crawler may reach besides public addresses and the usual ports.

Read when HUD starts, so that an entry that means nothing is one line there, and again by whatever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Allowed:
    """The entries by kind: networks and hosts on all usual ports, (host, port) on exactly that port."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    ports: frozenset[tuple[str, int]] = frozenset()


def read(text: str) -> Allowed:
    """The entries of `text`, separated by commas.

    A host (`intranet.example`), an address (`10.0.0.1`, `fd00::1`) or a network (`10.0.0.0/8`); a host or
    address with a port (`intranet.example:8080`, `[fd00::1]:25`). Raises ValueError, naming the first that
    is none of these.
    """
    networks: list[IPv4Network | IPv6Network] = []
    hosts: set[str] = set()
    ports: set[tuple[str, int]] = set()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        if (network := _network(entry)) is not None:
            networks.append(network)
        elif (with_port := _with_port(entry)) is not None:
            ports.add(with_port)
        elif _is_name(entry):
            hosts.add(bare(entry))
        else:
            raise ValueError(
                f"{entry!r} is neither a host, an address nor a network such as 10.0.0.0/8,"
                " nor a host and port such as intranet.example:8080 or [fd00::1]:8080"
            )
    return Allowed(tuple(networks), frozenset(hosts), frozenset(ports))


def bare(host: str) -> str:
    """A host as it is compared: no brackets, no closing dot, small letters."""
    return host.strip("[]").rstrip(".").lower()


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(
            entry[1:-1] if entry.startswith("[") and entry.endswith("]") else entry, strict=False
        )
    except ValueError:
        return None


def _with_port(entry: str) -> tuple[str, int] | None:
    host, colon, port = entry.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or not int(port) < 65_536:
        return None
    if host.startswith("[") and host.endswith("]"):
        try:
            return _spelled(host[1:-1]), int(port)
        except ValueError:
            return None
    return (_spelled(host) if _is_address(host) else bare(host), int(port)) if _is_name(host) else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _spelled(text: str) -> str:
    """The usual spelling of an address, an IPv4 address out of its IPv6 form."""
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _is_name(host: str) -> bool:
    return bool(bare(host)) and host.isascii() and not any(char in host for char in "/:@*?[] ")
