"""Manifest of series: what can be drawn over time, whoever keeps it."""

from app.feature import Feature

FEATURE = Feature(
    "series",
    "/api/series",
    always=True,
    routes="app.series.routes:handlers",
    models=("app.series.models",),
    tags=(("series", "Numbers over time: of words, of pages, and of whatever else HUD knows."),),
)
