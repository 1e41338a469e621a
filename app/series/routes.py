"""`/api/series`: any series there is, as JSON, CSV and a picture; kept until what it is made from changes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from app.charts.answers import TYPES, answer
from app.charts.bins import steps
from app.charts.files import whole
from app.clock import IsoTime, iso
from app.i18n import gettext
from app.series import service
from app.series.registry import registry
from app.series.request import BadField, SeriesRequest, read
from app.series.service import Told, UnknownSeries
from app.series.source import Asked, Kind, SeriesError
from app.web.errors import BadRequest, NotFound
from app.web.pipeline.page import Json, Text, api
from app.web.request import PageRequest
from app.web.response.refusal import Refusal

_Value = Annotated[float | None, Meta(description="Null where nothing is known, which is not zero")]
_NOT_FOUND = {404: ResponseSpec(Refusal, generate_examples=False, description="There is no such series")}
_FILES = {"csv": "Show numbers over time as CSV", "svg": "Draw numbers over time"}


class ApiSeries(msgspec.Struct, frozen=True, kw_only=True):
    """A series; each point is the beginning of a step and its value. What has no data has no points."""

    key: str
    label: str
    unit: str
    kind: Kind
    points: list[tuple[IsoTime, _Value]]


@api(
    "/api/series",
    depends_on=(),
    query=SeriesRequest,
    responses=_NOT_FOUND,
    operation_id="series",
    tags=["series"],
    summary="Show numbers over time",
)
def series_api(request: PageRequest) -> Json[list[ApiSeries]]:
    """The series of the keys in `s`, in their order; days are days in `tz`, UTC by default."""
    told, asked = _told(request)
    return Json([_shaped(one) for one in told], expires_at=_until(asked))


def _file(form: str, summary: str) -> HTTPRouteHandler:
    @api(
        f"/api/series.{form}",
        depends_on=(),
        query=SeriesRequest,
        responses=_NOT_FOUND,
        media_type=TYPES[form],
        operation_id=f"seriesAs{form.capitalize()}",
        tags=["series"],
        summary=summary,
    )
    def series_file(request: PageRequest) -> Text:
        """The same in another form, with unit, source and licence."""
        told, asked = _told(request)
        return answer(request, service.chart(told, asked), form, expires_at=_until(asked))

    return series_file


def _told(request: PageRequest) -> tuple[list[Told], Asked]:
    hud = request.hud
    sources = registry(hud)
    try:
        wish = read(request.query, request.every("s"))
        asked = wish.asked(hud.clock())
        request.depends_on(*sources.depends_on(wish.s))
        with hud.db.read() as session:
            return service.tell(session, sources, wish.s, asked), asked
    except UnknownSeries as error:
        raise NotFound(_said(error)) from None
    except BadField as error:
        raise BadRequest(_said(error), field=error.field) from None
    except SeriesError as error:
        raise BadRequest(_said(error), field="s") from None


def _until(asked: Asked) -> int:
    """When the next step begins, of which there is a point then, whatever changes or not."""
    return steps(asked.now, asked.now, asked.step, asked.zone)[-1]


def _said(error: SeriesError) -> str:
    message = gettext(error.message)
    return message % error.values if error.values else message


def _shaped(told: Told) -> ApiSeries:
    what = told.what
    points = [(iso(at), None if value is None else whole(value)) for at, value in told.points]
    return ApiSeries(key=what.key, label=what.label, unit=what.unit, kind=what.kind, points=points)


handlers = [series_api, *(_file(form, summary) for form, summary in _FILES.items())]
