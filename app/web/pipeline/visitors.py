"""Visitors: found from the session's cookie or a program's token, before anything else is decided."""

from __future__ import annotations

from anyio.to_thread import run_sync

from app.web.context import Hud
from app.web.methods import SAFE
from app.web.request.info import RequestInfo
from app.web.request.parse import RequestParser
from app.web.visitor import Visitor


def is_anybody(info: RequestInfo) -> bool:
    """Whether the request says that it comes from somebody in particular."""
    return bool(info.sender.cookies.sessions) or info.bearer is not None


async def identify(hud: Hud, info: RequestInfo, parser: RequestParser) -> None:
    """Fill in the visitor, if anybody is signed in. Raises for a token that is none."""
    token = info.bearer
    # Beside a token no cookie counts, so that a wrong token is noticed.
    visitor = await (_by_session(hud, info) if token is None else _by_token(hud, token, info.method))
    if visitor is not None:
        info.visitor = visitor
        info.reader = parser.seen_by(visitor, info.reader)


async def _by_token(hud: Hud, token: str, method: str) -> Visitor | None:
    return await run_sync(hud.identify_token, token, method not in SAFE)


async def _by_session(hud: Hud, info: RequestInfo) -> Visitor | None:
    sessions = info.sender.cookies.sessions
    # Two cookies of one name: somebody has planted one, and we can't know which.
    if len(sessions) != 1:
        return None
    # What this host remembers may be older than what they have just changed on another.
    known = None if wrote_on_another_host(hud, info) else hud.known(sessions[0])
    return known or await run_sync(hud.identify, sessions[0])


def wrote_on_another_host(hud: Hud, info: RequestInfo) -> bool:
    """Whether the visitor has just changed something on another host, of which this one may not know."""
    writes = info.sender.cookies.recent_writes
    return bool(writes) and any(host != hud.counters.host for host in writes)
