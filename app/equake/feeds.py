"""Feeds of earthquakes: all events of the past hour, day, week and month, as the USGS publishes them.

The short ones are read often, so that what is new is there soon; the long ones tell what was revised.
"""

from __future__ import annotations

from app.clock import DAY, HOUR, MINUTE
from app.feeds.feed import Feed
from app.mark import N_

PUBLISHER = "USGS"
_FRESH = {"hour": 5 * MINUTE, "day": 30 * MINUTE, "week": 6 * HOUR, "month": DAY}
_LABELS = {
    "hour": N_("Earthquakes of the past hour"),
    "day": N_("Earthquakes of the past day"),
    "week": N_("Earthquakes of the past week"),
    "month": N_("Earthquakes of the past month"),
}

FEEDS = tuple(
    Feed(
        name=f"usgs-{window}",
        label=_LABELS[window],
        base="HUD_FEED_USGS",
        path=f"/earthquakes/feed/v1.0/summary/all_{window}.geojson",
        fresh=fresh,
        parse="app.equake.payload:events",
        store="app.equake.store:store",
        whom=PUBLISHER,
        keep_count=300 if window == "hour" else 50,
    )
    for window, fresh in _FRESH.items()
)
NAMES = tuple(feed.name for feed in FEEDS)
