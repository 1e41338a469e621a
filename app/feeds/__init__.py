"""Manifest of feeds: data that others publish, read in the background and kept as evidence."""

from app.feature import ADMIN, Command, Feature, Job
from app.mark import N_

FEATURE = Feature(
    "feeds",
    "/feeds/",
    N_("Feeds"),
    menu=ADMIN,
    routes="app.feeds.routes:handlers",
    models=("app.feeds.models",),
    jobs=(Job("feed", "app.feeds.actors:feed"),),
    commands=(
        Command(
            "feeds", "app.feeds.cli:feeds", "Show and read the data of other publishers, such as the USGS."
        ),
    ),
    tidy="app.feeds.upkeep:sweep",
    on_web_start="app.feeds.web:start",
    checks="app.feeds.doctor:findings",
    closed_to_robots=("/feeds",),
    style="feeds.css",
)
