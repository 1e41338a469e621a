"""Origin of a sign-in, as far as it is kept: the browser's name and a shortened address.

Enough for a person to know their own sessions again, too little to follow anybody.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import NamedTuple

from app.web.shorten import address_of, shorten

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
    network = shorten(address)
    if isinstance(address_of(network), IPv4Address):
        return network.removesuffix("0") + "*"
    return network + "*" if network else ""


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in text), "")
