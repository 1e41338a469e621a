"""Answers of a chart's address: the picture, all numbers, and the numbers to look closer at, declared once.

A page at `/tax/` gets `/tax.svg`, `/tax.csv` and `/tax.json` by `files("/tax", describe)`. Where the last
part of an address is a word of the reader's, as in `/words/flood`, the page's own handler asks `other_form`
first and answers `?as=csv`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.types import Guard

from app.charts.chart import Chart, ChartError
from app.charts.figure import FORMS, Figure, figure
from app.charts.files import as_csv, as_json, read_between
from app.charts.plot import prepare
from app.charts.svg import alone
from app.charts.words import Voice
from app.mark import N_
from app.web.request import HudRequest
from app.web.request.errors import BadRequest

TYPES = {
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "json": "application/json",
}
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}
_UNKNOWN_FORM = N_("Choose “svg”, “csv” or “json”.")
_BAD_ZOOM = N_("Give the two ends of the part to look at as numbers, with a comma between them.")

Describe = Callable[[HudRequest], Chart]


def files(
    path: str, describe: Describe, opt: Mapping[str, object] | None = None, guards: Sequence[Guard] = ()
) -> list[HTTPRouteHandler]:
    """Routes that answer a page's chart in its other forms; `opt` and `guards` are the page's own."""
    return [_file(path, form, describe, opt, guards) for form in FORMS]


def _file(
    path: str, form: str, describe: Describe, opt: Mapping[str, object] | None, guards: Sequence[Guard]
) -> HTTPRouteHandler:
    def answer_form(request: HudRequest) -> Response[bytes]:
        return answer(request, describe(request), form)

    name = path.strip("/").rpartition("/")[2] or "chart"
    answer_form.__name__ = f"{name.replace('.', '_')}_{form}"
    answer_form.__doc__ = f"The chart of {path}/ as {form.upper()}."
    handler: HTTPRouteHandler = get(
        f"{path}.{form}",
        opt=dict(opt or {}),
        guards=list(guards),
        include_in_schema=False,
        sync_to_thread=True,
    )(answer_form)
    return handler


def other_form(request: HudRequest) -> str:
    """The form that `?as=` asks for, "" for the page itself. Raises `BadRequest` for one there is not."""
    form: str = request.query_params.get("as", "")
    if form and form not in FORMS:
        raise BadRequest(_UNKNOWN_FORM, field="as")
    return form


def answer(request: HudRequest, chart: Chart, form: str) -> Response[bytes]:
    """The chart as "svg", "csv" or "json", for this reader."""
    if form == "csv":
        body = as_csv(chart)
    elif form == "json":
        body = as_json(chart, _zoom(request))
    else:
        voice = Voice(chart, request.reader.zone, request.reader.locale)
        body = alone(prepare(chart, voice), voice).encode()
    kind = "attachment" if form == "csv" else "inline"
    headers = {**_HEADERS, "Content-Disposition": f'{kind}; filename="{chart.id}.{form}"'}
    return Response(body, media_type=TYPES[form], headers=headers)


def shown(request: HudRequest, chart: Chart, *, address: str | None = None) -> Figure:
    """The chart for a page; `shared/_chart.html` shows it.

    Its other forms are those of this page's address, or of another `address` with its query; "" where it has
    none: of several charts on a page only one is its own.
    """
    reader = request.reader
    here = request.here if address is None else address
    return figure(chart, zone=reader.zone, locale=reader.locale, address=here and reader.prefix + here)


def _zoom(request: HudRequest) -> tuple[float, float] | None:
    text = request.query_params.get("zoom", "")
    try:
        return read_between(text) if text else None
    except ChartError:
        raise BadRequest(_BAD_ZOOM, field="zoom") from None
