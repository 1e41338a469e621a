"""Who asks: found from the session's cookie or a program's token, before anything else is decided."""

from __future__ import annotations

from anyio.to_thread import run_sync

from app.web.context import Hud
from app.web.methods import SAFE
from app.web.request.info import RequestInfo
from app.web.visitor import Visitor


async def identify(hud: Hud, info: RequestInfo) -> Visitor | None:
    """The visitor, if anybody is signed in. Raises for a token that is none."""
    if info.bearer is not None:
        # Beside a token no cookie counts, so that a wrong token is noticed.
        return await run_sync(hud.identify_token, info.bearer, info.method not in SAFE)
    sessions = info.cookies.sessions
    # Two cookies of one name: somebody has planted one, and we can't know which.
    if len(sessions) != 1:
        return None
    # What this host remembers may be older than what they have just changed on another.
    known = None if wrote_on_another_host(hud, info) else hud.known(sessions[0])
    return known or await run_sync(hud.identify, sessions[0])


def wrote_on_another_host(hud: Hud, info: RequestInfo) -> bool:
    """Whether the visitor has just changed something on another host, of which this one may not know."""
    writes = info.cookies.recent_writes
    return bool(writes) and any(host != hud.counters.host for host in writes)
