"""The guard: which addresses the crawler may connect to.

A crawler fetches what strangers name, from inside the network it stands in. So it reaches public addresses
only, on ports of web servers, and neither the machine it runs on nor HUD itself, unless the installation
allows it. The check is on the addresses that are then connected to, not on the name, because a name can
answer differently a second later; what is plain from the address alone is also told before it is kept.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.allowed import bare, read
from app.db import Database
from app.net.addresses import Address, is_local, is_public, parse
from app.net.errors import FetchError
from app.net.machine import Named, is_of_an_interface
from app.net.ports import BAD_PORTS
from app.net.resolve import Resolver, system_resolver
from app.net.urls import split
from app.settings import Settings

MAX_ANSWERS = 4
"""Addresses of one host that are tried, of however many it has."""

_HERE = {"localhost": ["localhost", "127.0.0.1", "::1"]}
"""Names of which the addresses are known without asking; a server started under one has all of them."""
_WEB_PORTS = (80, 443)
_NOWHERE = frozenset(("invalid", "onion", "alt"))
"""Last parts of names that lead to no address anywhere (RFC 6761, 7686, 9476)."""
_INSIDE = (".local", ".test", ".internal", ".home.arpa")
"""Ends of names that only a network of one's own gives addresses (RFC 6761, 6762, 8375; ICANN for .internal).

`.example` is reserved too, but there is no harm in it: no network resolves it, and the reading says so.
"""
_GUARD = "hud_guard"


class Endpoint(NamedTuple):
    """An address that passed the guard, as `socket.socket` and `connect` take it."""

    family: socket.AddressFamily
    sockaddr: tuple[str, int]


class Guard:
    """Public addresses that are not this machine's, and what `allow` (HUD_CRAWL_ALLOW) names.

    An address or network may be reached under any name. A host name may lead to private and loopback
    addresses, but not to link-local ones (where clouds keep their secrets) or such as no server can have.
    With a port exactly that port may be reached, also one of `BAD_PORTS`, which nothing else permits.
    `own` holds (host, port) of this installation; 0.0.0.0 and :: stand for every address of this machine.
    `names` are the machine's: they and what they lead to are its own. `machine` says of an address whether
    it is of one of its interfaces. Raises ValueError when `allow` cannot be understood.
    """

    def __init__(
        self,
        allow: str = "",
        own: Sequence[tuple[str, int]] = (),
        *,
        names: Sequence[str] = (),
        resolver: Resolver = system_resolver,
        machine: Callable[[Address], bool] = is_of_an_interface,
    ) -> None:
        self._allowed = read(allow)
        self._own = [(literal, port) for host, port in own for literal in _HERE.get(bare(host), [bare(host)])]
        self._names = frozenset(filter(None, map(bare, names)))
        self._named = Named(sorted(self._names), resolver)
        self._resolver = resolver
        self._machine = machine

    def check(self, url: str) -> None:
        """Refuse a canonical address that plainly may not be read, without asking DNS for its host.

        Raises FetchError "guard", "own" or "port".
        """
        _, host, port, _ = split(url)
        name = bare(host)
        literal = parse(name)
        if literal is not None:
            self._check_address(name, literal, port, host)
            return
        self._check_name(name, port, host)
        if (name == "localhost" or name.endswith(".localhost")) and not (
            self._is_exact(name, port) or name in self._allowed.hosts or any(map(self._is_listed, _LOOPBACK))
        ):
            raise FetchError("guard", _refusal(host, name))

    def check_added(self, url: str) -> None:
        """Refuse what `check` refuses, and names that no public site can have, before they are kept.

        Those of private networks pass where an entry names them, or a network their address may lie in.
        Raises FetchError "guard", "own", "port" or "reserved".
        """
        self.check(url)
        _, host, port, _ = split(url)
        name = bare(host)
        if parse(name) is not None or self._is_exact(name, port) or name in self._allowed.hosts:
            return
        last = name.rpartition(".")[2]
        if last == "localhost":
            return  # `check` has looked at it
        if last in _NOWHERE or ((last == name or name.endswith(_INSIDE)) and not self._reaches_inside):
            raise FetchError("reserved", f"{host} is no name of a public site; HUD_CRAWL_ALLOW can name it")

    @property
    def _reaches_inside(self) -> bool:
        """Whether an entry names a private network, or an address in one, but this machine's own."""
        return any(
            is_local(one.network_address) and not one.network_address.is_loopback
            for one in self._allowed.networks
        )

    def resolve(self, host: str, port: int, deadline: float) -> list[Endpoint]:
        """The addresses to connect to, each one checked; `deadline` is on the monotonic clock.

        One forbidden answer refuses them all: a host that mixes public and private addresses is either
        misconfigured or trying. Raises FetchError "guard", "own", "port" or "dns".
        """
        name = bare(host)
        self._check_name(name, port, host)
        answers = [name] if parse(name) is not None else self._resolver(name, port, deadline)
        endpoints: list[Endpoint] = []
        for answer in dict.fromkeys(answers):
            address = parse(answer)
            if address is None:
                raise FetchError("guard", _refusal(host, answer))
            self._check_address(name, address, port, host)
            if self._is_led_to_by_name(name, address, port, deadline):
                raise _of_this_machine(host, answer)
            family = socket.AF_INET if address.version == 4 else socket.AF_INET6
            endpoints.append(Endpoint(family, (str(address), port)))
        if not endpoints:
            raise FetchError("dns", f"the name {host} has no address")
        return endpoints[:MAX_ANSWERS]

    def _check_name(self, name: str, port: int, host: str) -> None:
        """Refuse a name that no address of it could make good."""
        if self._is_exact(name, port) or parse(name) is not None:
            return
        # An entry for an address and this port may permit it, once the address is known.
        if port in BAD_PORTS and all(port != one for _, one in self._allowed.ports):
            raise _bad_port(host, port)
        if (name, port) in self._own:
            raise FetchError("guard", f"{host} is HUD itself")
        if name in self._names and name not in self._allowed.hosts:
            raise _of_this_machine(host, name)

    def _check_address(self, name: str, address: Address, port: int, host: str) -> None:
        """Refuse one address of a host, unless it may be connected to at this port."""
        if self._is_exact(str(address), port):
            return
        exact = self._is_exact(name, port)
        named = exact or name in self._allowed.hosts
        allowed = self._is_listed(address) or (named and (is_public(address) or is_local(address)))
        if not allowed and not is_public(address):
            raise FetchError("guard", _refusal(host, str(address)))
        if not exact and port in BAD_PORTS:
            raise _bad_port(host, port)
        if not exact and self._is_hud(address, port):
            raise FetchError("guard", f"{host} is HUD itself ({address})")
        if not allowed and self._machine(address):
            raise _of_this_machine(host, str(address))

    def _is_exact(self, name: str, port: int) -> bool:
        """Whether an entry names this port of this host or address."""
        return (name, port) in self._allowed.ports

    def _is_listed(self, address: Address) -> bool:
        """Whether an entry names the address, or a network it lies in."""
        return any(address in one for one in self._allowed.networks if one.version == address.version)

    def _is_hud(self, address: Address, port: int) -> bool:
        for host, own_port in self._own:
            own = parse(host)
            if own is None or own_port != port:
                continue
            if own == address or (own.is_unspecified and self._machine(address)):
                return True
        return False

    def _is_led_to_by_name(self, name: str, address: Address, port: int, deadline: float) -> bool:
        """Whether this machine's names lead to the address, which need not be one of its interfaces.

        Behind a proxy it is the proxy's, and other sites have the same: under names of their own they are
        read, on the web's own ports.
        """
        exact = self._is_exact(name, port) or self._is_exact(str(address), port)
        if not self._names or exact or name in self._allowed.hosts or self._is_listed(address):
            return False
        if parse(name) is None and port in _WEB_PORTS:
            return False
        return address in self._named.addresses(deadline)


def attach(db: Database, guard: Guard) -> None:
    """Have `check_plain` ask `guard` in every session of `db`: no way of adding pages can forget it."""
    db.info[_GUARD] = guard


def check_plain(session: Session, url: str) -> None:
    """Refuse a canonical address that plainly may not be read by this installation; raises FetchError.

    Asks no DNS. A database opened without a guard refuses nothing; reading has a guard always.
    """
    guard = session.info.get(_GUARD)
    if isinstance(guard, Guard):
        guard.check_added(url)


@lru_cache(maxsize=8)
def guard_of(settings: Settings) -> Guard:
    """The guard of this installation, which never reads its own machine's addresses."""
    return guard_for(settings, settings.crawl_allow)


def guard_for(settings: Settings, allow: str) -> Guard:
    """The same with other exceptions than HUD_CRAWL_ALLOW, written as there."""
    own, names = [(settings.host, settings.port)], [socket.gethostname()]
    if settings.base_url:
        base = urlsplit(settings.base_url)
        own.append((base.hostname or "", base.port or (443 if base.scheme == "https" else 80)))
        names.append(base.hostname or "")
    return Guard(allow, own, names=names)


_LOOPBACK = tuple(found for text in ("127.0.0.1", "::1") if (found := parse(text)) is not None)


def _refusal(host: str, answer: str) -> str:
    told = "" if host.strip("[]") == answer else f" is {answer}, which"
    return f"{host}{told} is not a public address; HUD_CRAWL_ALLOW can name what may be reached besides"


def _of_this_machine(host: str, answer: str) -> FetchError:
    told = "" if host.strip("[]") == answer else f" ({answer})"
    return FetchError("own", f"{host}{told} is the machine HUD runs on; HUD_CRAWL_ALLOW can name it")


def _bad_port(host: str, port: int) -> FetchError:
    return FetchError(
        "port", f"port {port} is not for web servers; HUD_CRAWL_ALLOW can name {host}:{port} to read it"
    )
