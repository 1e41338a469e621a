"""Test for this machine's own addresses, public ones too.

What listens there may be meant for this machine alone, kept from everybody else by a firewall that the
machine itself stands behind.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from ipaddress import ip_address

from app.net.addresses import Address, parse
from app.net.errors import FetchError
from app.net.resolve import Resolver

FRESH_S = 300.0
ASK_S = 2.0
_ANY_PORT = 9


def is_of_an_interface(address: Address) -> bool:
    """Whether the address is one of this machine's interfaces, as they are now.

    The kernel is asked which address it would send from: to itself it sends from the very address, and to
    nowhere else. Nothing is sent, and unlike a list of interfaces the answer cannot be out of date; binding
    to the address would be allowed for any where `ip_nonlocal_bind` is set.
    """
    if address.is_loopback or address.is_unspecified:
        return True
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), _ANY_PORT))
            return ip_address(str(probe.getsockname()[0]).partition("%")[0]) == address
    except OSError:
        return False


class Named:
    """The addresses that this machine's names lead to, asked for again every few minutes. Thread-safe.

    Behind a router or a proxy the address that people use for HUD is of no interface here.
    """

    def __init__(self, names: Sequence[str], resolver: Resolver) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._resolver = resolver
        self._lock = threading.Lock()
        self._found: dict[str, frozenset[Address]] = {}
        self._until = 0.0

    def addresses(self, deadline: float) -> frozenset[Address]:
        """What they lead to; what cannot be asked in time counts as it did before."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._until = time.monotonic() + FRESH_S
                until = min(deadline, time.monotonic() + ASK_S)
                for name in self._names:
                    self._ask(name, until)
            return frozenset[Address]().union(*self._found.values())

    def _ask(self, name: str, deadline: float) -> None:
        literal = parse(name)
        try:
            answers = [name] if literal is not None else self._resolver(name, 0, deadline)
        except FetchError:
            return
        self._found[name] = frozenset(found for answer in answers if (found := parse(answer)) is not None)
