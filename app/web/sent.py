"""Request headers as numbers and flags, read in one go for requests that are answered from memory."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import count

from app.web.headers import MOST_HEADER_BYTES, MOST_HEADERS

_WANTED = frozenset(
    {
        b"host",
        b"cookie",
        b"accept-language",
        b"accept-encoding",
        b"if-none-match",
        b"hx-request-type",
        b"authorization",
        b"x-forwarded-proto",
    }
)


class Numbers:
    """Numbers of requests: no two alike in a process, and hardly ever in two."""

    def __init__(self) -> None:
        self._next = count(secrets.randbits(63)).__next__

    def __call__(self) -> str:
        """The next one."""
        return f"{self._next():016x}"


def takes_gzip(header: bytes) -> bool:
    """Whether Accept-Encoding names gzip, and not to refuse it."""
    for part in header.split(b",") if b"gzip" in header else ():
        name, _, weight = part.replace(b" ", b"").partition(b";q=")
        if name == b"gzip":
            return not weight or bool(weight.strip(b"0."))
    return False


def read(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes] | None:
    """The headers that matter, by name; None when one comes twice, or when there are too many."""
    found: dict[bytes, bytes] = {}
    number = size = 0
    for name, value in headers:
        number += 1
        size += len(name) + len(value)
        if name in _WANTED:
            if name in found:
                return None
            found[name] = value
    return None if number > MOST_HEADERS or size > MOST_HEADER_BYTES else found
