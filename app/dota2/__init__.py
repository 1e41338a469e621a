"""Manifest of Dota 2: heroes, matches and teams as OpenDota counts them."""

from app.feature import Feature, Sample
from app.mark import N_

FEATURE = Feature(
    "dota2",
    "/dota2/",
    N_("Dota 2"),
    menu=N_("World"),
    needs=("series", "feeds"),
    routes="app.dota2.routes:handlers",
    models=("app.dota2.models",),
    series="app.dota2.series:sources",
    feeds="app.dota2.feeds:FEEDS",
    load_samples=(Sample("heroes", "/dota2/"), Sample("matches", "/dota2/matches")),
    addresses=(
        "/dota2/",
        "/dota2/?in=pro&sort=pick&least=10",
        "/dota2.csv",
        "/dota2.svg",
        "/dota2.json",
        "/dota2/heroes/1/ranks?as=json",
        "/dota2/heroes/1",
        "/dota2/matches",
        "/dota2/teams",
    ),
    closed_to_robots=("/dota2/?",),
    style="dota2.css",
)
