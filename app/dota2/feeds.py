"""Feeds of Dota 2: what OpenDota publishes of heroes, versions, professional matches and teams."""

from __future__ import annotations

from app.clock import DAY, HOUR
from app.feeds.feed import Feed
from app.mark import N_

OPENDOTA = "OpenDota"
HEROES, PATCHES, MATCHES, TEAMS = "opendota-heroes", "opendota-patches", "opendota-matches", "opendota-teams"


def _feed(name: str, label: str, path: str, fresh: int, what: str) -> Feed:
    return Feed(
        name=name,
        label=label,
        base="HUD_FEED_OPENDOTA",
        path=f"/api/{path}",
        fresh=fresh,
        parse=f"app.dota2.payload:{what}",
        store=f"app.dota2.store:{what}",
        whom=OPENDOTA,
        seconds=10.0,
    )


FEEDS = (
    _feed(HEROES, N_("Heroes of Dota 2"), "heroStats", DAY, "heroes"),
    _feed(PATCHES, N_("Patches of Dota 2"), "constants/patch", 7 * DAY, "patches"),
    _feed(MATCHES, N_("Professional matches of Dota 2"), "proMatches", HOUR, "matches"),
    _feed(TEAMS, N_("Professional teams of Dota 2"), "teams", DAY, "teams"),
)
NAMES = tuple(feed.name for feed in FEEDS)
