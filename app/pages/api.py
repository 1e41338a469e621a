"""What programs do at /api/pages: look through the list, and with an editor's token add to it and delete."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta

from app.crawl.urls import BadURL
from app.i18n import gettext
from app.i18n.mark import N_
from app.pages import screens, service
from app.pages.forms import LENGTHS, Add
from app.web.access import require_editor
from app.web.errors import NotFound, Unprocessable
from app.web.request import HudRequest
from app.web.shared import shared

PER_SCREEN = 100
LAST_SCREEN = 10_000

_State = Annotated[
    Literal["", "active", "paused", "stopped", "failing"],
    QueryParameter(name="state", description="Only pages in this state; `failing` are those with an error."),
]
_Part = Annotated[str, QueryParameter(description="A part of the address or the title.", max_length=500)]
_Screen = Annotated[int, QueryParameter(description="Which hundred of them.", ge=1, le=LAST_SCREEN)]
_Id = Annotated[int, PathParameter(description="The page's number.")]
_Found = Annotated[bool, QueryParameter(description="Whether the pages found from this one go too.")]
_Moment = Annotated[int, Meta(description="µs since 1970, UTC")]


class ApiPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that HUD watches."""

    id: int
    url: str
    site: str
    title: str
    state: Literal["active", "paused", "stopped"]
    every_s: Annotated[int, Meta(description="Seconds from one reading to the next")]
    added_at: _Moment
    last_read: _Moment | None
    next: _Moment | None
    versions: Annotated[int, Meta(ge=0, description="How many versions of it are kept")]
    error: Annotated[str, Meta(description="What its last reading failed with")] | None
    set_aside: Annotated[str, Meta(description="Why it is not tried any more")] | None


class ApiPages(msgspec.Struct, frozen=True):
    """A hundred of the pages, and how many there are in all."""

    total: Annotated[int, Meta(ge=0)]
    pages: list[ApiPage]


class ApiAdded(msgspec.Struct, frozen=True):
    """The page under its address in normal form; `new` when it was not watched before."""

    id: int
    url: str
    new: bool


@get(
    "/api/pages",
    opt=shared("page", "job"),
    sync_to_thread=True,
    operation_id="listPages",
    tags=["pages"],
    summary="List the pages",
)
def api_pages(request: HudRequest, state_: _State = "", q: _Part = "", page: _Screen = 1) -> ApiPages:
    """The pages HUD watches, a hundred at a time, the newest reading first."""
    with request.hud.db.read() as session:
        found = service.listing(
            session, state=state_, q=q.strip(), offset=(page - 1) * PER_SCREEN, limit=PER_SCREEN
        )
    screens.until_read(request, (row.job for row in found.rows))
    return ApiPages(found.total, msgspec.convert([row.as_dict() for row in found.rows], list[ApiPage]))


@post(
    "/api/pages",
    guards=[require_editor],
    sync_to_thread=True,
    operation_id="addPage",
    tags=["pages"],
    summary="Watch one more page",
    responses={200: ResponseSpec(ApiAdded, generate_examples=False, description="It is watched already")},
    response_description="It is watched from now on",
)
def api_add_page(request: HudRequest, data: JSONBody[Add]) -> Response[ApiAdded]:
    """Watch one more page; `new` tells whether it was not watched before."""
    try:
        with request.hud.db.write() as session:
            added = service.add(
                session,
                data.url,
                every=LENGTHS[data.every],
                depth=data.depth,
                within_prefix=data.within,
                limit=data.limit,
            )
            answer = ApiAdded(added.page.id, added.page.url, added.new)
    except BadURL:
        problem = N_("The address cannot be read. Check how it is written.")
        raise Unprocessable(problem, field="url") from None
    except service.PageError as error:
        raise Unprocessable(gettext(str(error)), field=error.field) from None
    return Response(answer, status_code=201 if answer.new else 200)


@delete(
    "/api/pages/{page_id:int}",
    guards=[require_editor],
    sync_to_thread=True,
    operation_id="deletePage",
    tags=["pages"],
    summary="Delete a page with its history",
    response_description="It is gone",
)
def api_delete_page(request: HudRequest, page_id: _Id, found: _Found = False) -> None:
    """Delete a page with its history; with `found` also the pages that were found from it."""
    with request.hud.db.write() as session:
        if not service.remove(session, page_id, found=found):
            raise NotFound
