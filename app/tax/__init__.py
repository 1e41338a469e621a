"""Manifest of taxes: what countries take in, by the World Bank and by lists that admins import."""

from app.feature import Feature, Sample
from app.mark import N_

FEATURE = Feature(
    "tax",
    "/tax/",
    N_("Taxes"),
    menu=N_("World"),
    needs=("series", "feeds"),
    routes="app.tax.routes:handlers",
    models=("app.tax.models",),
    series="app.tax.series:sources",
    feeds="app.tax.feeds:FEEDS",
    load_samples=(Sample("taxes", "/tax/"), Sample("taxes on income", "/tax/?show=income")),
    addresses=(
        "/tax/",
        "/tax/?show=income&year=2019&c=NLD&c=SWE&sort=change",
        "/tax.csv",
        "/tax.svg",
        "/tax.json",
        *(f"/tax/{chart}.{form}?c=1" for chart in ("spread", "compared") for form in ("svg", "csv", "json")),
        "/tax/1/shares?as=csv",
        "/tax/1",
        "/tax/1?show=goods&as_of=2026-03-01",
    ),
    closed_to_robots=("/tax/?", "/tax/import"),
    style="tax.css",
)
