"""Where a sign-in comes from, as far as it is kept: the browser's name, and the address shortened.

Enough for a person to know their own sessions again, too little to follow anybody.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

# The first that is found names it: most browsers also claim to be several others.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class Place(NamedTuple):
    """What a session remembers of where it began."""

    browser: str = ""
    address: str = ""


NOWHERE = Place()


def place_of(user_agent: str, address: str) -> Place:
    """The place of a request."""
    names = [_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS)]
    return Place(", ".join(name for name in names if name), shortened(address))


def shortened(address: str) -> str:
    """The address without what tells neighbours apart; "" when it is none."""
    found = _read(address)
    if isinstance(found, IPv4Address):
        return ".".join(str(found).split(".")[:3]) + ".*"
    return str(ip_network(f"{found}/48", strict=False).network_address) + "*" if found else ""


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in text), "")
