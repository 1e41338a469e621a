"""`/api/series`: any series there is, as JSON, CSV and a picture."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from app.charts.answers import TYPES, answer
from app.charts.files import whole
from app.clock import IsoTime, iso
from app.i18n import gettext
from app.series import service
from app.series.registry import registry
from app.series.request import BadField, SeriesRequest, read
from app.series.service import Told, UnknownSeries
from app.series.source import Asked, Kind, SeriesError
from app.web.described import takes
from app.web.request import HudRequest
from app.web.request.errors import BadRequest, NotFound
from app.web.response.refusal import Refusal

_Value = Annotated[float | None, Meta(description="Null where nothing is known, which is not zero")]
_NOT_FOUND = {404: ResponseSpec(Refusal, generate_examples=False, description="There is no such series")}
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}


class ApiSeries(msgspec.Struct, frozen=True, kw_only=True):
    """A series; each point is the beginning of a step and its value. What has no data has no points."""

    key: str
    label: str
    unit: str
    kind: Kind
    points: list[tuple[IsoTime, _Value]]


@get(
    "/api/series",
    opt=takes(SeriesRequest),
    responses=_NOT_FOUND,
    sync_to_thread=True,
    operation_id="series",
    tags=["series"],
    summary="Show numbers over time",
)
def series_api(request: HudRequest) -> Response[list[ApiSeries]]:
    """The series of the keys in `s`, in their order; days are days in `tz`, UTC by default."""
    told, _ = _told(request)
    return Response([_shaped(one) for one in told], headers=_HEADERS)


@get(
    "/api/series.csv",
    opt=takes(SeriesRequest),
    responses=_NOT_FOUND,
    sync_to_thread=True,
    media_type=TYPES["csv"],
    operation_id="seriesAsCsv",
    tags=["series"],
    summary="Show numbers over time as CSV",
)
def series_csv(request: HudRequest) -> Response[bytes]:
    """The same for spreadsheets: a row for each point, with unit, source and licence."""
    return answer(request, service.chart(*_told(request)), "csv")


@get(
    "/api/series.svg",
    opt=takes(SeriesRequest),
    responses=_NOT_FOUND,
    sync_to_thread=True,
    media_type=TYPES["svg"],
    operation_id="seriesAsSvg",
    tags=["series"],
    summary="Draw numbers over time",
)
def series_svg(request: HudRequest) -> Response[bytes]:
    """The same as a picture."""
    return answer(request, service.chart(*_told(request)), "svg")


def _told(request: HudRequest) -> tuple[list[Told], Asked]:
    hud = request.hud
    try:
        wish = read(request.query_params)
        asked = wish.asked(hud.clock())
        with hud.db.read() as session:
            return service.tell(session, registry(hud), wish.s, asked), asked
    except UnknownSeries as error:
        raise NotFound(_said(error)) from None
    except BadField as error:
        raise BadRequest(_said(error), field=error.field) from None
    except SeriesError as error:
        raise BadRequest(_said(error), field="s") from None


def _said(error: SeriesError) -> str:
    message = gettext(error.message)
    return message % error.values if error.values else message


def _shaped(told: Told) -> ApiSeries:
    what = told.what
    points = [(iso(at), None if value is None else whole(value)) for at, value in told.points]
    return ApiSeries(key=what.key, label=what.label, unit=what.unit, kind=what.kind, points=points)


handlers = [series_api, series_csv, series_svg]
