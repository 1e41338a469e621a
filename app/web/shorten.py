"""Shortens addresses of people to what may be written down.

Enough to tell one fault from another, too little to follow anybody.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_MAILBOX = re.compile(r"[\w.!$%'*+^`{|}~-]+@(?=[\w-]+(?:\.[\w-]+)+)")


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """The network address that `text` is, an IPv4 one also where it comes as an IPv6 one."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def shorten(address: str) -> str:
    """The network an address lies in, `192.0.2.0` or `2001:db8:1::`; "" when it is none."""
    found = address_of(address)
    if found is None:
        return ""
    bits = 24 if isinstance(found, IPv4Address) else 48
    return str(ip_network(f"{str(found).partition('%')[0]}/{bits}", strict=False).network_address)


def mask_mailboxes(text: str) -> str:
    """The text with `***` for who every e-mail address in it belongs to; the servers stay."""
    return _MAILBOX.sub("***@", text) if "@" in text else text
