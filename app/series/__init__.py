"""Manifest of series: what can be drawn over time, whoever keeps it."""

from app.feature import Feature

FEATURE = Feature(
    "series",
    "/api/series",
    always=True,
    routes="app.series.routes:handlers",
    models=("app.series.models",),
    addresses=(
        "/api/series?s=pages:&s=word:flood",
        "/api/series.csv?s=pages:&step=month",
        "/api/series.svg?s=word:flood",
    ),
    tags=(("series", "Numbers over time: of words, of pages, and of whatever else HUD knows."),),
)
