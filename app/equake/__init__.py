"""Manifest of earthquakes: what the USGS publishes, on a map, in a list and over time, with its revisions."""

from app.feature import Feature, Sample
from app.mark import N_

_FORMS = ("svg", "csv", "json")
FEATURE = Feature(
    "equake",
    "/equake/",
    N_("Earthquakes"),
    menu=N_("World"),
    needs=("series", "feeds"),
    routes="app.equake.routes:handlers",
    models=("app.equake.models",),
    series="app.equake.series:sources",
    feeds="app.equake.feeds:FEEDS",
    policy="app.equake.tiles:policy",
    load_samples=(Sample("past week", "/equake/"), Sample("past day", "/equake/day")),
    addresses=(
        "/equake/",
        "/equake/day",
        "/equake/month?mag=4.5&depth=shallow&place=pacific&sort=mag&page=2",
        "/equake/map.json?window=month",
        *(f"/equake.{form}?window=month" for form in _FORMS),
        *(f"/equake/{chart}.{form}" for chart in ("per-day", "magnitudes", "depths") for form in _FORMS),
    ),
    style="equake.css",
    privacy="equake/_privacy.html",
)
