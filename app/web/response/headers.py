"""The last headers of every answer: its number, its length, and what https and changes ask for."""

from __future__ import annotations

from app.web.request.cookies import RECENT_WRITE_COOKIE
from app.web.request.info import RequestInfo
from app.web.response.security import Headers

HSTS = (b"strict-transport-security", b"max-age=63072000")
"""Two years of https alone, for whoever came by https; what is below our name is not ours to decide."""
RECENT_WRITE_S = 2
"""So long other hosts may not have heard of a commit, and show who made it nothing they have kept."""


def complete(headers: Headers, info: RequestInfo, host: str, length: int | None) -> None:
    """Add what is this answer's alone; `host` is this host's name, `length` the body's, None without one."""
    headers.append((b"x-request-id", info.number.encode()))
    if length is not None:
        headers.append((b"content-length", b"%d" % length))
    if info.sender.is_secure:
        headers.append(HSTS)
    if info.body is not None and info.body.is_cut:
        headers.append((b"connection", b"close"))
    if info.committed:
        headers.append((b"set-cookie", _wrote(host, secure=info.sender.is_secure)))


def _wrote(host: str, *, secure: bool) -> bytes:
    """The cookie that tells other hosts through which one its visitor has just changed something."""
    cookie = f"{RECENT_WRITE_COOKIE}={host}; Path=/; Max-Age={RECENT_WRITE_S}; HttpOnly; SameSite=Lax"
    return f"{cookie}; Secure".encode() if secure else cookie.encode()
