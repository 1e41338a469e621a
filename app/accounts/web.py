"""Accounts in a web process: who a cookie or a token stands for."""

from __future__ import annotations

from app.accounts import service
from app.accounts.profile import tokens
from app.accounts.session_cache import SessionCache
from app.rowcache import cache_of
from app.web.context import Hud
from app.web.visitor import Visitor


def join(hud: Hud) -> None:
    """Have the visitors of a web process known."""
    room = cache_of(hud.db).memory.room("sessions")
    sessions = SessionCache(hud.db, hud.counters, room, on=hud.settings.cache == "on")

    def identify_token(secret: str, changes: bool) -> Visitor:
        return tokens.identify(hud.db, secret, hud.clock(), changes=changes)

    def has_admin() -> bool:
        with hud.db.read() as session:
            return service.has_admin(session)

    hud.known = lambda cookie: sessions.find(cookie, hud.clock())
    hud.identify = lambda cookie: sessions.identify(cookie, hud.clock())
    hud.identify_token = identify_token
    hud.has_admin = has_admin
