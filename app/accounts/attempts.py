"""Slows down guessing: counts failed sign-ins by account and by network address.

The counts live in this process and are bounded; each web process has its own, so with N processes
a guesser gets at most N times as many tries. An address from which somebody has signed in before
is not held back by what others try on the same account.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network

from app.web.errors import TooMany

WINDOW = 15 * 60 * 1_000_000
TRIES = 10
TRIES_BY_ADDRESS = 30
_MOST = 20_000


class Attempts:
    """Failures within the window, for a bounded number of accounts and addresses."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], list[int]] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def check(self, account: str, address: str, now: int) -> None:
        """Raises `TooMany`, with the seconds to wait, when this has failed too often."""
        network = _network(address)
        with self._lock:
            limits = [(("address", network), TRIES_BY_ADDRESS)]
            if (account, network) in self._known:
                limits.append((("pair", f"{account} {network}"), TRIES))
            else:
                limits.append((("account", account), TRIES))
            for key, limit in limits:
                recent = self._recent(key, now)
                if len(recent) >= limit:
                    raise TooMany(retry_after=max(1, (recent[0] + WINDOW - now) // 1_000_000))

    def failed(self, account: str, address: str, now: int) -> None:
        """A sign-in did not succeed."""
        network = _network(address)
        with self._lock:
            for key in (("account", account), ("address", network), ("pair", f"{account} {network}")):
                self._failures[key] = [*self._recent(key, now), now][-TRIES_BY_ADDRESS:]
                self._failures.move_to_end(key)
            while len(self._failures) > _MOST:
                self._failures.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """Somebody signed in: this address is known for the account."""
        network = _network(address)
        with self._lock:
            self._failures.pop(("pair", f"{account} {network}"), None)
            self._known[account, network] = None
            self._known.move_to_end((account, network))
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    def _recent(self, key: tuple[str, str], now: int) -> list[int]:
        return [at for at in self._failures.get(key, []) if now - at < WINDOW]


def _network(address: str) -> str:
    # One household owns a whole /64: its addresses are one guesser.
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network(f"{found}/64", strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
