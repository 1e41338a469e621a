"""Manifest of home: the first page, and the page that says who our crawler is."""

from app.feature import Feature, Sample

FEATURE = Feature(
    "home",
    "/",
    always=True,
    routes="app.home.routes:handlers",
    open_paths=("/bot", "/robots.txt", "/.well-known/security.txt"),
    load_samples=(Sample("first page", "/"),),
    addresses=("/", "/bot", "/robots.txt"),
)
