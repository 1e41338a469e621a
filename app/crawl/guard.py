"""The guard: which addresses the crawler may connect to.

A crawler fetches what strangers name, from inside the network it stands in. So it reaches public addresses
only, unless the installation allows others, and never HUD itself. The check is on the addresses that are then
connected to, not on the name, because a name can answer differently a second later.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_network
from typing import NamedTuple

from app.crawl.addresses import Address, Network, is_local, is_public, parse
from app.crawl.errors import FetchError
from app.crawl.resolve import Resolver, system_resolver

MAX_ANSWERS = 4
"""Addresses of one host that are tried, of however many it has."""

_HERE = {"localhost": ["localhost", "127.0.0.1", "::1"]}
"""Names of which the addresses are known without asking; a server started under one has all of them."""


class Endpoint(NamedTuple):
    """An address that passed the guard, as `socket.socket` and `connect` take it."""

    family: socket.AddressFamily
    sockaddr: tuple[str, int]


class Guard:
    """Public addresses, and what `allow` names: hosts, addresses and networks, separated by commas.

    An address or network may be reached under any name. A host name may lead to private and loopback
    addresses, but not to link-local ones (where clouds keep their secrets) or such as no server can have.
    `own` holds (host, port) of this installation; 0.0.0.0 and :: stand for every address of this machine.
    Raises ValueError when `allow` cannot be understood.
    """

    def __init__(
        self, allow: str = "", own: Sequence[tuple[str, int]] = (), *, resolver: Resolver = system_resolver
    ) -> None:
        self._networks: list[Network] = []
        self._hosts: set[str] = set()
        for entry in filter(None, (part.strip() for part in allow.split(","))):
            self._allow(entry)
        self._own = [
            (literal, port) for host, port in own for literal in _HERE.get(_bare(host), [_bare(host)])
        ]
        self._resolver = resolver

    def _allow(self, entry: str) -> None:
        try:
            self._networks.append(ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            if not entry.isascii() or any(c in entry for c in "/:@*? "):
                raise ValueError(
                    f"{entry!r} is neither a host, an address nor a network such as 10.0.0.0/8"
                ) from None
            self._hosts.add(_bare(entry))

    def resolve(self, host: str, port: int, deadline: float) -> list[Endpoint]:
        """The addresses to connect to, each one checked; `deadline` is on the monotonic clock.

        One forbidden answer refuses them all: a host that mixes public and private addresses is either
        misconfigured or trying. Raises FetchError "guard" or "dns".
        """
        name = _bare(host)
        if (name, port) in self._own:
            raise FetchError("guard", f"{host} is HUD itself")
        literal = parse(name)
        answers = [name] if literal is not None else self._resolver(name, port, deadline)
        endpoints: list[Endpoint] = []
        for answer in dict.fromkeys(answers):
            address = parse(answer)
            if address is None or not self._may_reach(name, address):
                raise FetchError("guard", _refusal(host, answer))
            if self._is_own(address, port):
                raise FetchError("guard", f"{host} is HUD itself ({answer})")
            family = socket.AF_INET if address.version == 4 else socket.AF_INET6
            endpoints.append(Endpoint(family, (str(address), port)))
        if not endpoints:
            raise FetchError("dns", f"the name {host} has no address")
        return endpoints[:MAX_ANSWERS]

    def _may_reach(self, name: str, address: Address) -> bool:
        if is_public(address):
            return True
        if any(address in network for network in self._networks if network.version == address.version):
            return True
        return name in self._hosts and is_local(address)

    def _is_own(self, address: Address, port: int) -> bool:
        for host, own_port in self._own:
            own = parse(host)
            if own is None or own_port != port:
                continue
            if own == address or (own.is_unspecified and _of_this_machine(address)):
                return True
        return False


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _of_this_machine(address: Address) -> bool:
    """Whether a socket here could have this address: only one of the machine's own can be bound to."""
    if address.is_loopback:
        return True
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True


def _refusal(host: str, answer: str) -> str:
    told = "" if host.strip("[]") == answer else f" is {answer}, which"
    return f"{host}{told} is not a public address; HUD_CRAWL_ALLOW can name what may be reached besides"
