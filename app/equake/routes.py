"""`/equake/`: earthquakes of a period on a map, in a list and as charts; one with its past; files of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.charts.answers import TYPES, answer
from app.equake import files, screens
from app.equake.asked import WINDOWS, Where, Window, read
from app.equake.charts import CHARTS
from app.equake.models import Quake, QuakeRevision
from app.feeds.models import FeedState
from app.web.errors import NotFound
from app.web.pipeline.page import Page, Text, page
from app.web.request import PageRequest

SHOWN = (Quake, QuakeRevision, FeedState)
_TTL = 60
"""A window ends now: after a minute it is another one."""
Answer = Callable[[PageRequest], Page | Text]


def asked(request: PageRequest, window: str = "") -> Where:
    """The filters of a request. Files have their window in `window=`, since they have one address."""
    known = window or request.query.get("window", "week")
    if known not in WINDOWS:
        raise NotFound
    return read(cast(Window, known), request.query, request.hud.clock(), request.zone)


@page("/equake/", depends_on=SHOWN, ttl=_TTL)
def week(request: PageRequest) -> Page:
    """The past seven days, or the days that are asked for."""
    return screens.overview(request, asked(request, "week"))


@page("/equake/{usgs:str}", depends_on=SHOWN, ttl=_TTL)
def one(request: PageRequest, usgs: FromPath[str]) -> Page:
    """Another period, or one event with its past."""
    if usgs in WINDOWS:
        return screens.overview(request, asked(request, usgs))
    return screens.event(request, usgs)


@page("/equake.svg", depends_on=SHOWN, ttl=_TTL)
def as_svg(request: PageRequest) -> Text:
    """The map as a picture."""
    return _file(screens.map_file(request, asked(request)).encode(), "svg", "image/svg+xml")


@page("/equake.csv", depends_on=SHOWN, ttl=_TTL)
def as_csv(request: PageRequest) -> Text:
    """The events for spreadsheets."""
    return _file(files.as_csv(screens.points_of(request, asked(request))), "csv", TYPES["csv"])


@page("/equake.json", depends_on=SHOWN, ttl=_TTL)
def as_json(request: PageRequest) -> Text:
    """The events as GeoJSON."""
    points = screens.points_of(request, asked(request))
    return _file(files.as_geojson(points, request.hud.clock()), "json", "application/geo+json")


@page("/equake/map.json", depends_on=SHOWN, ttl=_TTL)
def for_map(request: PageRequest) -> Text:
    """The events as the map in the browser reads them."""
    return Text(files.for_map(screens.points_of(request, asked(request))), media_type=TYPES["json"])


def _file(body: bytes, form: str, media_type: str) -> Text:
    kind = "attachment" if form == "csv" else "inline"
    named = {"Content-Disposition": f'{kind}; filename="earthquakes.{form}"'}
    return Text(body, media_type=media_type, headers=named)


def _chart(name: str, form: str) -> HTTPRouteHandler:
    @page(f"/equake/{name}.{form}", depends_on=SHOWN, ttl=_TTL)
    def answer_form(request: PageRequest) -> Text:
        where = asked(request)
        return answer(request, CHARTS[name](request, where, screens.points_of(request, where)), form)

    return answer_form


handlers: list[ControllerRouterHandler] = [
    week,
    one,
    as_svg,
    as_csv,
    as_json,
    for_map,
    *(_chart(name, form) for name in CHARTS for form in ("svg", "csv", "json")),
]
