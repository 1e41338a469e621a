"""The headers every response carries: no inline code, no framing, no guessing of types.

The policy has no nonces, because a page with a nonce can never be kept in a cache. A feature that needs more
than our own addresses (the pictures of a map, stored copies in a frame) names it, and an installation
without that feature, or without the setting behind it, does not allow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Headers = list[tuple[bytes, bytes]]
Sources = Mapping[str, Sequence[str]]
"""What a feature needs of the policy: sources by directive, such as {"frame-src": ["'self'"]}."""

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_FIXED = frozenset({"default-src", "script-src", "base-uri", "frame-ancestors"})
"""What no feature can widen."""
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def policy(needed: Iterable[Sources] = ()) -> str:
    """The Content Security Policy, with what features need beside our own addresses."""
    found = dict(_POLICY)
    for sources in needed:
        for directive, places in sources.items():
            if directive in _FIXED:
                raise ValueError(f"{directive} of the Content Security Policy is the same for all features")
            known = found.get(directive, "").split()
            found[directive] = " ".join([*known, *(place for place in places if place not in known)])
    return "; ".join(f"{directive} {places}" for directive, places in found.items())


class SecurityHeaders:
    """The headers of one installation, made once from what its features need."""

    def __init__(self, needed: Iterable[Sources] = ()) -> None:
        headers = {"Content-Security-Policy": policy(needed), **_SECURITY}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    def added(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """The headers of an answer with these beside them, each unless it has set its own."""
        found = list(headers)
        own = {name for name, _ in found}
        return found + [header for header in self._headers if header[0] not in own]
