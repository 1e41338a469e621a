"""Manifest of pages: what is watched, how it was read, and what it said from one change to the next."""

from app.feature import MAIN, Card, Command, Feature, Job, Sample
from app.mark import N_

_PAGE, _VERSION = "app.pages.models:Page", "app.pages.models:Version"
FEATURE = Feature(
    "pages",
    "/pages/",
    N_("Pages"),
    menu=MAIN,
    needs=("accounts", "series"),
    routes="app.pages.routes:handlers",
    models=(
        "app.pages.models",
        "app.pages.legacy_tables",
        "app.pages.reread_models",
        "app.pages.imports.models",
    ),
    jobs=(
        Job("crawl", "app.pages.actors:crawl"),
        Job("import", "app.pages.actors:imports"),
        Job("forget-import", "app.pages.actors:forgetting"),
        Job("move-texts", "app.pages.actors:moving"),
        Job("reread", "app.pages.actors:rereading"),
        Job("prune", "app.pages.pruning:pruning"),
    ),
    commands=(
        Command(
            "crawl",
            "app.pages.crawl_cli:crawl",
            "Read pages now: the given ones, all, or those that are due, and then those they link to.",
        ),
        Command(
            "reread",
            "app.pages.reread_cli:command",
            "Read stored copies again with the newest extractor, so that the past is as exact as today.",
        ),
        Command(
            "prune",
            "app.pages.prune_cli:command",
            "Remove old readings that changed nothing, unused bytes, and changes that are indexed.",
        ),
        Command("pages", "app.pages.cli:pages", "Manage watched pages."),
    ),
    on_upgrade="app.pages.upkeep:ask",
    tidy="app.pages.pruning:ask",
    checks="app.pages.doctor:findings",
    cards=(
        Card("pages/_waiting.html", "app.pages.cards:waiting_pages", (_PAGE,), place="top"),
        Card("pages/_newest.html", "app.pages.cards:newest", (_PAGE,)),
        Card("pages/_figures.html", "app.pages.cards:figures", (_PAGE, _VERSION)),
    ),
    series="app.pages.series:sources",
    load_samples=(Sample("list", "/pages/"), Sample("one page", "/pages/${page}")),
    addresses=(
        "/pages/",
        "/pages/?state=active&q=flood",
        "/pages/?tag=news&sort=title",
        "/pages/tags/",
        "/pages/1",
        "/pages/1?page=2",
        "/api/pages",
        "/api/pages/1",
    ),
    style="pages.css",
    privacy="pages/_privacy.html",
    tags=(("pages", "The pages that HUD watches. To change them takes an editor's token that may write."),),
)
