"""Feeds in a web process: what `/metrics` says of them."""

from __future__ import annotations

from app.feeds import service
from app.feeds.registry import known
from app.web.context import Hud


def start(hud: Hud) -> None:
    """Add the numbers; none where there are no feeds."""
    if not known(hud.settings):
        return
    hud.metrics.register("hud_feeds_failing", "Feeds whose last reading failed", lambda: float(_failing(hud)))
    hud.metrics.register(
        "hud_feeds_old", "Feeds whose data is older than it should be", lambda: float(_old(hud))
    )


def _begun(hud: Hud) -> list[service.State]:
    with hud.db.read() as session:
        return [one for one in service.states(session, hud.settings) if one.is_begun]


def _failing(hud: Hud) -> int:
    return sum(one.failures > 0 for one in _begun(hud))


def _old(hud: Hud) -> int:
    return sum(one.is_old(hud.clock()) for one in _begun(hud))
