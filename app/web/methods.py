"""Methods of requests: those there are, and a set of them as the Allow header has it."""

from __future__ import annotations

from collections.abc import Iterable

READING = frozenset({"GET", "HEAD"})
SAFE = READING | {"OPTIONS"}
"""Those that change nothing."""
KNOWN = SAFE | {"POST", "PUT", "PATCH", "DELETE"}


def listed(methods: Iterable[str]) -> str:
    """Methods as the header has them; HEAD is answered wherever GET is."""
    known = set(methods)
    return ", ".join(sorted(known | {"HEAD"} if "GET" in known else known))
