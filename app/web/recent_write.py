"""Tells a visitor's browser on which host it has just changed something.

Other hosts hear of a commit within a second. Until then they must not show who made it what they have kept; a
cookie of two seconds says who that is.
"""

from __future__ import annotations

from litestar.types import Message, Send

from app.web.cookies import RECENT_WRITE_COOKIE

SECONDS = 2


def with_host(send: Send, committed: set[str], host: str, *, secure: bool) -> Send:
    """A `send` that names this host in a cookie, if by then anything was committed."""

    async def send_with_host(message: Message) -> None:
        if message["type"] == "http.response.start" and committed:
            cookie = f"{RECENT_WRITE_COOKIE}={host}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax"
            if secure:
                cookie += "; Secure"
            message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie.encode())]}
        await send(message)

    return send_with_host
