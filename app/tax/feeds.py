"""Feeds of taxes: one for each indicator of the World Bank, and its list of countries."""

from __future__ import annotations

from app.clock import DAY
from app.feeds.feed import Feed
from app.mark import N_
from app.tax.indicators import FEED, IDS, WORLD_BANK

COUNTRIES = f"{FEED}-countries"
_BASE = "HUD_FEED_WORLDBANK"
_LABELS = {
    "total": N_("Tax revenue"),
    "income": N_("Taxes on income and profits"),
    "goods": N_("Taxes on goods and services"),
    "trade": N_("Taxes on trade"),
    "rate": N_("Total tax rate of companies"),
}

FEEDS = (
    Feed(
        name=COUNTRIES,
        label=N_("Countries and groups of countries"),
        base=_BASE,
        path="/v2/country?format=json&per_page=1000",
        fresh=7 * DAY,
        parse="app.tax.payload:countries",
        store="app.tax.store:countries",
        whom=WORLD_BANK,
        pages=True,
    ),
    *(
        Feed(
            name=f"{FEED}-{name}",
            label=_LABELS[name],
            base=_BASE,
            path=f"/v2/country/all/indicator/{number}?format=json&per_page=20000",
            fresh=DAY,
            parse="app.tax.payload:figures",
            store="app.tax.store:figures",
            whom=WORLD_BANK,
            pages=True,
            seconds=20.0,
        )
        for number, name in IDS.items()
    ),
)
"""The service takes ten seconds and more for an answer of all countries."""
NAMES = tuple(feed.name for feed in FEEDS)
