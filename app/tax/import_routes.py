"""`/tax/import`: figures of an indicator of one's own, from a table; for admins."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide

from app.charts.calendar import BadTime, span
from app.feeds.feed import Counts
from app.feeds.refused import Refused
from app.i18n import gettext
from app.mark import N_
from app.tax import importing
from app.tax.table import MOST_BYTES, NOTHING, Table, TableError, read
from app.web.errors import BadRequest
from app.web.pipeline.access import require_admin
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.forms import Form, RawForm, decode, empty
from app.web.response.render import respond

MOST_SHOWN = 200
_UTC = ZoneInfo("UTC")
_NO_FILE = N_("Choose a CSV file.")
_NO_DAY = N_("Write the day as 2026-01-31.")
_NO_LINK = N_("Write an address that begins with https:// or http://.")
_NO_FORM = N_("This address only accepts form data.")
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Sent(msgspec.Struct, frozen=True):
    """What came with the form: the file's bytes and the fields beside it."""

    body: bytes
    values: dict[str, str]


SentBody = NamedDependency[Sent]


class Filled(msgspec.Struct, kw_only=True):
    """What an indicator has to say of itself; `column` is that of the values where there are several."""

    label: _Text
    unit: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    source: _Text
    licence: _Text
    published: _Text
    source_link: Annotated[str, msgspec.Meta(max_length=400)] = ""
    column: Annotated[str, msgspec.Meta(max_length=400)] = ""


async def read_sent(request: HudRequest) -> Sent:
    """The form with a file in it; the name and type that a browser gives it mean nothing."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise BadRequest(_NO_FORM)
    form = await request.form()
    file = form.get("file")
    body = await file.read() if isinstance(file, UploadFile) else b""
    return Sent(body, {name: value for name, value in form.items() if isinstance(value, str)})


class Imports(Controller):
    """The form, and what became of a file."""

    path = "/tax/import"
    include_in_schema = False
    guards = [require_admin]  # noqa: RUF012  # Litestar reads it from the class

    @page("/")
    def form(self, _request: HudRequest) -> Page:
        """The empty form."""
        return _screen(empty(Filled))

    @post(
        "/",
        sync_to_thread=True,
        request_max_body_size=MOST_BYTES + 10_000,
        dependencies={"sent": Provide(read_sent)},
    )
    def take(self, request: HudRequest, sent: SentBody) -> Response[bytes] | Response[None]:
        """Take what fits, and tell row by row what does not."""
        filled = decode(Filled, RawForm(sent.values))
        table, counts = _taken(request, filled, sent.body)
        return respond(request, _screen(filled, table, counts, status=200 if counts else 422))


def _taken(request: HudRequest, filled: Form[Filled], body: bytes) -> tuple[Table | None, Counts | None]:
    """The table and what became of it; errors are put beside the fields."""
    data = filled.data
    if not body:
        filled.error("file", gettext(_NO_FILE))
    if data is not None and data.source_link and not data.source_link.startswith(("https://", "http://")):
        filled.error("source_link", gettext(_NO_LINK))
    at = _day(filled)
    if data is None or filled.errors or at is None:
        return None, None
    hud = request.hud
    table: Table | None = None
    try:
        with hud.db.write() as session:
            table = read(body, importing.names(session), data.column)
            if not table.values:
                raise TableError(NOTHING)
            return table, importing.keep(
                session,
                table,
                label=data.label,
                unit=data.unit,
                source=data.source,
                source_link=data.source_link,
                licence=data.licence,
                published_at=at,
                now=hud.clock(),
            )
    except TableError as error:
        said = gettext(error.message)
        is_column = bool(error.values.get("columns"))
        filled.error("column" if is_column else "file", said % error.values if error.values else said)
    except Refused as error:
        filled.error("published", gettext(error.reason))
    return table, None


def _day(filled: Form[Filled]) -> int | None:
    """The beginning of the day of publication in UTC, µs."""
    written = filled.values.get("published", "")
    try:
        return span(written, _UTC)[0] if written else None
    except BadTime:
        filled.error("published", gettext(_NO_DAY))
        return None


def _screen(
    filled: Form[Filled], table: Table | None = None, counts: Counts | None = None, *, status: int = 200
) -> Page:
    return Page(
        "tax/import.html",
        status=status,
        form=filled,
        table=table,
        counts=counts,
        faults=table.faults[:MOST_SHOWN] if table else [],
        shown=importing.name_of(filled.values.get("label", "")),
    )
