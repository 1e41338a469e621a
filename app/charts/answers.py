"""Answers of a chart's address: the picture, all numbers, and the numbers to look closer at, declared once.

A page at `/tax/` gets `/tax.svg`, `/tax.csv` and `/tax.json` by `files("/tax", describe, depends_on=…)`, kept
as the page is. Where the last part of an address is a word of the reader's, as in `/words/flood`, the page's
own function asks `other_form` first and answers `?as=csv`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from litestar.handlers import HTTPRouteHandler
from litestar.types import Guard

from app.charts.chart import Chart, ChartError
from app.charts.figure import FORMS, Figure, figure
from app.charts.files import as_csv, as_json, read_between
from app.charts.plot import prepare
from app.charts.svg import alone
from app.charts.words import Voice
from app.freshness.dependencies import Dependency
from app.mark import N_
from app.web.errors import BadRequest
from app.web.pipeline.page import Text, page
from app.web.request import HudRequest, PageRequest

TYPES = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_UNKNOWN_FORM = N_("Choose “svg”, “csv” or “json”.")
_BAD_ZOOM = N_("Give the two ends of the part to look at as numbers, with a comma between them.")

Describe = Callable[[PageRequest], Chart]


def files(
    path: str,
    describe: Describe,
    *,
    depends_on: Sequence[Dependency],
    ttl: float | None = None,
    guards: Sequence[Guard] = (),
    dear: bool = False,
) -> list[HTTPRouteHandler]:
    """Routes that answer a page's chart in its other forms; all but `describe` is as the page declares it."""

    def declared(form: str) -> HTTPRouteHandler:
        @page(f"{path}.{form}", depends_on=depends_on, ttl=ttl, guards=guards, dear=dear)
        def answer_form(request: PageRequest) -> Text:
            return answer(request, describe(request), form)

        return answer_form

    return [declared(form) for form in FORMS]


def other_form(request: PageRequest) -> str:
    """The form that `?as=` asks for, "" for the page itself. Raises `BadRequest` for one there is not."""
    form = request.query.get("as", "")
    if form and form not in FORMS:
        raise BadRequest(_UNKNOWN_FORM, field="as")
    return form


def answer(request: PageRequest, chart: Chart, form: str, *, expires_at: int | None = None) -> Text:
    """The chart as "svg", "csv" or "json", for this reader; `expires_at` is as that of `Page`."""
    if form == "csv":
        body = as_csv(chart)
    elif form == "json":
        body = as_json(chart, _zoom(request))
    else:
        voice = Voice(chart, request.reader.zone, request.reader.locale)
        body = alone(prepare(chart, voice), voice).encode()
    kind = "attachment" if form == "csv" else "inline"
    named = {"Content-Disposition": f'{kind}; filename="{chart.id}.{form}"'}
    return Text(body, media_type=TYPES[form], headers=named, expires_at=expires_at)


def shown(request: PageRequest | HudRequest, chart: Chart, *, address: str | None = None) -> Figure:
    """The chart for a page; `shared/_chart.html` shows it.

    Its other forms are those of this page's address, or of another `address` with its query; "" where it has
    none: of several charts on a page only one is its own.
    """
    reader = request.reader
    here = request.here if address is None else address
    return figure(chart, zone=reader.zone, locale=reader.locale, address=here and reader.prefix + here)


def _zoom(request: PageRequest) -> tuple[float, float] | None:
    text = request.query.get("zoom", "")
    try:
        return read_between(text) if text else None
    except ChartError:
        raise BadRequest(_BAD_ZOOM, field="zoom") from None
