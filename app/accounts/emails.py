"""E-mail addresses in one form, so that one mailbox is one account's only.

The domain goes to its ASCII form in lower case (as browsers do it); the part before the @ is kept as
typed for letters, and compared in lower case: servers that tell A from a are rarer than typing errors.
"""

from __future__ import annotations

import re

import ada_url

MOST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_TYPED = re.compile(r"[\w.。．｡-]{1,253}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


class BadEmail(ValueError):
    """Not an address that a letter can be sent to."""


def normalise(typed: str) -> str:
    """The address as letters are sent to it. Raises `BadEmail`."""
    local, at, domain = typed.strip().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local) or not _TYPED.fullmatch(domain):
        raise BadEmail(typed[:80])
    try:
        host = ada_url.URL(f"http://{domain}/").hostname
    except ValueError:
        raise BadEmail(typed[:80]) from None
    if not _DOMAIN.fullmatch(host) or len(local) + 1 + len(host) > MOST:
        raise BadEmail(typed[:80])
    return f"{local}@{host}"


def email_key(address: str) -> str:
    """What makes two normalised addresses the same."""
    return address.lower()
