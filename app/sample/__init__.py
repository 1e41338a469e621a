"""Manifest of the sample: a small town's website over forty weeks, to try HUD on at once."""

from app.feature import Card, Command, Feature
from app.mark import N_

FEATURE = Feature(
    "sample",
    "/sample/",
    N_("Sample"),
    needs=("pages",),
    routes="app.sample.routes:handlers",
    commands=(Command("sample", "app.sample.cli:sample", "Add or remove a sample website to try HUD on."),),
    addresses=("/sample/",),
    cards=(Card("sample/_card.html", "app.sample.cards:offer", ("app.pages.models:Page",), place="top"),),
)
