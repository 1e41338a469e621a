"""Manifest of search: questions through time, answered from the index on this host."""

from app.feature import MAIN, Card, Command, Feature, Sample
from app.mark import N_

FEATURE = Feature(
    "search",
    "/search",
    N_("Search"),
    menu=MAIN,
    needs=("pages", "series"),
    routes="app.search.routes:handlers",
    models=("app.search.models",),
    commands=(
        Command("search", "app.search.cli:search", "Find the pages that say QUERY."),
        Command(
            "words",
            "app.search.cli:words",
            "Show when each WORD was first and last seen, and how often over time.",
        ),
        Command("index", "app.search.cli:index", "Build, inspect and check the word index."),
    ),
    follower="app.search.follow:follower",
    on_web_start="app.search.web:join",
    checks="app.search.doctor:findings",
    cards=(Card("search/_opening.html", place="top"),),
    series="app.search.series:sources",
    closed_to_robots=("/search",),
    load_samples=(
        Sample("results", "/search", (("q", "${query}"),)),
        Sample(
            "while typing",
            "/search",
            (("q", "${typed}"), ("typing", "1")),
            (("HX-Request", "true"), ("HX-Request-Type", "partial")),
        ),
        Sample("API", "/api/search", (("q", "${query}"),)),
        Sample("suggestions", "/api/suggest", (("q", "${typed}"),)),
    ),
    addresses=(
        "/search",
        "/search?q=flood",
        "/search?q=flood&from=any&order=newest",
        "/api/search?q=flood",
        "/api/suggest?q=flo",
        "/pages/1/why?q=flood",
        "/api/pages/1/why?q=flood",
    ),
    style="search.css",
    privacy="search/_privacy.html",
    lost="search/_lost.html",
    tags=(("search", "The words of all pages."),),
)
