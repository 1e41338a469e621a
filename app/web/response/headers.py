"""The headers every response carries: no inline code, no framing, no guessing of types.

The policy has no nonces, because a page with a nonce can never be kept in a cache. A feature that needs more
than our own addresses (the pictures of a map, stored copies in a frame) names it, and an installation
without that feature, or without the setting behind it, does not allow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.web.request.cookies import RECENT_WRITE_COOKIE
from app.web.request.info import RequestInfo
from app.web.response.answer import Headers

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
HSTS = (b"strict-transport-security", b"max-age=63072000")
"""Two years of https alone, for whoever came by https; what is below our name is not ours to decide."""
RECENT_WRITE_S = 2
"""So long other hosts may not have heard of a commit, and show who made it nothing they have kept."""


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


class OutgoingHeaders:
    """Puts what every answer carries beside its own headers; `host` is the name of this host."""

    def __init__(self, needed: Iterable[Sources], host: str) -> None:
        headers = {"Content-Security-Policy": policy(needed), **_SECURITY}
        self._security = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._host = host

    def complete(self, headers: Headers, info: RequestInfo) -> Headers:
        """The headers as they go out; what an answer says itself stays as it says it."""
        own = {name for name, _ in headers}
        found = [*headers, *(header for header in self._security if header[0] not in own)]
        found.append((b"x-request-id", info.number.encode()))
        if info.is_secure:
            found.append(HSTS)
        if info.body is not None and info.body.is_cut:
            found.append((b"connection", b"close"))
        if info.committed:
            found.append((b"set-cookie", _wrote(self._host, secure=info.is_secure)))
        return found


def _wrote(host: str, *, secure: bool) -> bytes:
    """The cookie that tells other hosts through which one its visitor has just changed something."""
    cookie = f"{RECENT_WRITE_COOKIE}={host}; Path=/; Max-Age={RECENT_WRITE_S}; HttpOnly; SameSite=Lax"
    return f"{cookie}; Secure".encode() if secure else cookie.encode()
