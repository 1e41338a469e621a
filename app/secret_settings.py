"""Reading the settings that hold a secret: from the environment, or from a file that HUD_…_FILE names.

Files are how systemd, Docker and Kubernetes hand secrets over: the environment of a process is shown by more
tools than one would think. What is wrong with a secret is said without it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

SECRETS = frozenset({"database_url", "broker_url", "smtp_url", "secret_key", "backup_passphrase"})
"""The settings whose values nothing shows."""
MOST_BYTES = 64 << 10
_ESCAPES = "in a user name or password write %40 for @, %2F for /, %3A for :, %23 for # and %3F for ?"


class SettingsError(ValueError):
    """A setting that cannot be used; the text names it, what it was and what it takes."""


def value_of(env: Mapping[str, str], name: str) -> str:
    """What the environment says of a setting, or the file named there; "" for nothing.

    Raises `SettingsError`.
    """
    variable = f"HUD_{name.upper()}"
    value = env.get(variable, "").strip()
    file = env.get(f"{variable}_FILE", "").strip() if name in SECRETS else ""
    if not file:
        return value
    if value:
        raise SettingsError(f"{variable} and {variable}_FILE are both set: set only one of them")
    return _read(f"{variable}_FILE", file)


def shown(value: str) -> str:
    """All that may be seen of a secret: which kind of address it is."""
    found = re.match(r"[a-z][a-z0-9+.-]{1,30}://", value)
    return f"{found[0]}…" if found else "(not shown)" if value else "''"


def check_address(value: str, schemes: tuple[str, ...], expected: str, *, most_at: int = 9) -> str:
    """An address that may hold a password, checked to mean to everybody what it means here.

    Where a password holds one of the signs that an address is divided by, each library takes another part of
    it for the host, and would name that in its errors. `most_at` is how many @ may stand before the path: not
    all take the last one for the end of the password. Raises `ValueError`, whose text holds nothing of it.
    """
    parts = _split(value)
    if parts is None or parts.scheme not in schemes or "://" not in value:
        raise ValueError(expected)
    try:
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        is_port = False
    behind = parts.path + parts.query + parts.fragment
    if not is_port or "@" in behind or parts.netloc.count("@") > most_at or not value.isprintable():
        raise ValueError(f"{expected}; {_ESCAPES}")
    return value


def _split(value: str) -> SplitResult | None:
    try:
        return urlsplit(value)
    except ValueError:
        # Its text quotes the address.
        return None


def _read(variable: str, path: str) -> str:
    """The text of a file without the end of its line; its path may be the secret itself, and is not shown."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                # Each process reads it, and a pipe gives its text only once.
                raise SettingsError(f"{variable} names something that is not a file")
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, SettingsError):
            raise
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise SettingsError(f"The file that {variable} names cannot be read: {reason}") from None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(data) > MOST_BYTES or not text.isprintable():
        raise SettingsError(f"The file that {variable} names must hold one line of text: the value alone")
    return text
