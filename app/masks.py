"""Keeping passwords out of whatever HUD says: lines, log and messages go through `mask`.

What fails says in its own words what it was given, and that may be an address with a password in it. So the
passwords of this process's settings are known here, and taken out of what is shown wherever it is shown.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from types import TracebackType
from urllib.parse import parse_qsl, quote, unquote, urlsplit

SHOWN = "***"
LEAST = 4
"""Characters; a shorter password would take half the words of a message with it."""

_known: list[str] = []


def learn(secret: str) -> None:
    """From now on `secret` is shown by nobody: of an address its password, of anything else all of it."""
    found = {
        written
        for whole in _passwords(secret)
        for part in (whole, unquote(whole), quote(whole, safe=""))
        for written in (part, json.dumps(part)[1:-1], repr(part)[1:-1])
    }
    new = [part for part in found if len(part) >= LEAST and part not in _known]
    # The longest first, or what is left of one would stand there after a shorter one is taken out of it.
    _known[:] = sorted([*_known, *new], key=len, reverse=True)


def mask(text: str) -> str:
    """`text` without the passwords."""
    for secret in _known:
        if secret in text:
            text = text.replace(secret, SHOWN)
    return text


def guard() -> None:
    """From now on the errors that end this process, or one of its threads, are shown without passwords."""
    sys.excepthook = _show
    threading.excepthook = lambda failed: _show(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _show(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    sys.stderr.write(mask("".join(traceback.format_exception(kind, error, trace))))


def _passwords(secret: str) -> list[str]:
    if "://" not in secret:
        return [secret]
    try:
        parts = urlsplit(secret)
        asked = parse_qsl(parts.query)
    except ValueError:
        # It cannot be taken apart, so nobody knows where the password is.
        return [secret.partition("://")[2]]
    return [
        *([parts.password] if parts.password else []),
        *(value for name, value in asked if "password" in name.lower()),
    ]
