"""Refresh: a page that asks the browser to go on to another address after some seconds.

In a header or in a `meta` element, by the same rules: those of the HTML standard, "shared declarative refresh
steps" (https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh), as of 2026.
"""

from __future__ import annotations

import re

LONGEST_S = 10
"""Seconds after which going on is no redirect any more, but a page that wants to be read first."""

_REFRESH = re.compile(
    r"\s*(?:(?P<seconds>\d+)|(?=\.))[\d.]*(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(?P<rest>.*)", re.I | re.S
)


def target(content: str) -> str | None:
    """Where `content` sends the browser within ten seconds, as it is written there; None if nowhere."""
    found = _REFRESH.fullmatch(content)
    if found is None or len(seconds := (found["seconds"] or "0").lstrip("0")) > 2:
        return None
    if int(seconds or "0") > LONGEST_S:
        return None
    rest = found["rest"]
    if rest[:1] in ("'", '"'):
        rest = rest[1:].partition(rest[0])[0]
    return rest.strip() or None
