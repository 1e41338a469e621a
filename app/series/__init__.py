"""Manifest of series: what can be drawn over time, whoever keeps it."""

from app.feature import Feature, Sample

FEATURE = Feature(
    "series",
    "/api/series",
    always=True,
    routes="app.series.routes:handlers",
    models=("app.series.models",),
    on_web_start="app.series.web:join",
    load_samples=(Sample("series", "/api/series", (("s", "pages:"), ("step", "month"))),),
    tags=(("series", "Numbers over time: of words, of pages, and of whatever else HUD knows."),),
)
