"""`/api/pages` for programs: the list for everybody, and with an editor's token add, change and delete."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Controller, Response, delete, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta
from sqlalchemy.orm import Session

from app.clock import IsoTime
from app.i18n import gettext
from app.jobs.models import Job
from app.net.urls import BadURL
from app.pages import edits, listing, screens, service, tags
from app.pages.choice import NEWEST, Sort, State
from app.pages.edits import Wish
from app.pages.forms import interval
from app.pages.models import Page, PageTag, Reading
from app.pages.reasons import typing_reason
from app.web.errors import Forbidden, NotFound, Unprocessable
from app.web.pipeline.access import ONLY_ADMINS, is_admin, require_editor
from app.web.pipeline.page import Json, api
from app.web.request import HudRequest, PageRequest

PER_SCREEN = 100
LAST_SCREEN = 10_000

_State = Annotated[
    State,
    Meta(
        description="Only pages in this state; `failing` are those with an error, `scripts` those of them"
        " that scripts draw in the browser, behind a check of it or not; `flapping` those of which"
        " passages vary again and again; `builtin` are guide and sample,"
        " which stand in no other state."
    ),
]
_Site = Annotated[str, Meta(description="Only pages of this host, or of those below it.", max_length=500)]
_Tag = Annotated[str, Meta(description="Only pages with this tag.", max_length=500)]
_Sort = Annotated[
    Sort,
    Meta(description="What they are sorted by; with a minus the newest, or last of the alphabet, first."),
]
_Part = Annotated[str, Meta(description="A part of the address or the title.", max_length=500)]
_Screen = Annotated[int, Meta(description="Which hundred of them.", ge=1, le=LAST_SCREEN)]
_Id = Annotated[int, PathParameter(description="The page's number.")]
_Number = Annotated[int, Meta(description="The page's number.")]
_Found = Annotated[bool, QueryParameter(description="Whether the pages found from this one are meant too.")]
_Tags = Annotated[
    list[str],
    Meta(description="What the page is filed under, at most 20 of 60 characters; they replace the others"),
]
_Every = Annotated[str, Meta(description="The time between readings, such as 30m, 24h or 7d")]


class NewPage(msgspec.Struct):
    """A page to watch; `every` is a length of time such as 30m, 24h or 7d."""

    url: str
    every: _Every = "24h"
    depth: int = 0
    within: str = ""
    limit: int = 500
    tags: _Tags = []


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be changed of a page; the rest stays as it is. An empty `within` is the whole site."""

    every: str | None = None
    depth: int | None = None
    within: str | None = None
    limit: int | None = None
    state: Literal["active", "paused", "stopped"] | None = None
    parts: Annotated[str, Meta(description="CSS selectors of the parts that are read; empty: all")] | None = (
        None
    )
    without: Annotated[str, Meta(description="CSS selectors of what is left out")] | None = None
    quiet: Annotated[bool, Meta(description="Leave what flaps out of what is shown of it")] | None = None
    tags: _Tags | None = None
    anyway: (
        Annotated[
            bool,
            Meta(description="Read it against its robots.txt and noindex; only administrators may change it"),
        ]
        | None
    ) = None


class ApiPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page that HUD watches."""

    id: int
    url: str
    site: str
    title: str
    state: Literal["active", "paused", "stopped"]
    every: _Every
    every_s: Annotated[int, Meta(description="The same in seconds")]
    depth: Annotated[int, Meta(ge=0, description="How many levels of links are followed")]
    within: Annotated[str, Meta(description="The prefix links are followed in; empty: the whole site")]
    limit: Annotated[int, Meta(ge=0, description="How many pages are followed at most")]
    tags: Annotated[list[str], Meta(description="What it is filed under, by the alphabet")]
    found_from: Annotated[int, Meta(description="The page it was found from")] | None
    origin: Annotated[str, Meta(description="Who added it")]
    waiting: Annotated[bool, Meta(description="Whether it waits for an editor's look")]
    added_at: IsoTime
    last_checked: Annotated[IsoTime, Meta(description="When it was read last, whatever came of it")] | None
    last_read: Annotated[IsoTime, Meta(description="When it was last read successfully")] | None
    last_changed: Annotated[IsoTime, Meta(description="When its newest change began")] | None
    next: IsoTime | None
    versions: Annotated[
        int, Meta(ge=0, description="How many versions of it are kept, minor ones not among them")
    ]
    error: Annotated[str, Meta(description="What its last reading failed with")] | None
    failures: Annotated[int, Meta(ge=0, description="How many readings in a row failed")]
    whole_text: Annotated[int, Meta(description="Bytes of its text, where only the beginning is kept")] | None
    doubt: (
        Annotated[str, Meta(description="What its last reading showed, until a second one confirms it")]
        | None
    )
    anyway: Annotated[bool, Meta(description="Whether it is read against its site's wish")]
    against: Annotated[str, Meta(description="Which wish its last reading went against")] | None
    flapping: Annotated[
        bool, Meta(description="Whether passages of it vary again and again, as counters and dates do")
    ]
    quiet: (
        Annotated[
            bool, Meta(description="Whether these are left out of what is shown; null: as for its whole site")
        ]
        | None
    )
    parts: Annotated[str, Meta(description="CSS selectors of the parts that are read; empty: all of it")]
    without: Annotated[str, Meta(description="CSS selectors of what is left out of these")]
    set_aside: Annotated[str, Meta(description="Why it is not tried any more")] | None


class ApiPages(msgspec.Struct, frozen=True):
    """A hundred of the pages, and how many there are in all."""

    total: Annotated[int, Meta(ge=0)]
    pages: list[ApiPage]


class ApiAdded(ApiPage, frozen=True, kw_only=True):
    """The page as it is watched; `new` when it was not watched before."""

    new: bool


@api(
    "/api/pages",
    depends_on=[Page, PageTag, Reading, Job],
    operation_id="listPages",
    tags=["pages"],
    summary="List the pages",
)
def api_pages(
    request: PageRequest,
    state: _State = "",
    q: _Part = "",
    site: _Site = "",
    tag: _Tag = "",
    sort: _Sort = NEWEST,
    page: _Screen = 1,
) -> Json[ApiPages]:
    """The pages HUD watches, a hundred at a time, the newest reading first where nothing else is asked."""
    asked = {"state": state, "q": q, "site": site, "tag": tag, "sort": sort}
    choice = screens.where_of(asked).choice
    with request.hud.db.read() as session:
        found = listing.listing(session, choice, offset=(page - 1) * PER_SCREEN, limit=PER_SCREEN)
    shown = msgspec.convert([row.as_dict() for row in found.rows], list[ApiPage])
    ends = screens.until_read(request, (row.job for row in found.rows))
    return Json(ApiPages(found.total, shown), expires_at=ends)


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
def api_add_page(request: HudRequest, data: JSONBody[NewPage]) -> Response[ApiAdded]:
    """Watch one more page: 201 and the page. One that is watched already: 200, and it is not changed."""
    try:
        every = interval(data.every)
        with request.hud.db.write() as session:
            added = service.add(
                session,
                data.url,
                every=every,
                depth=data.depth,
                within_prefix=data.within,
                limit=data.limit,
                tags=tags.read(data.tags),
            )
            told = _told(session, added.page.id) | {"new": added.new}
    except BadURL as error:
        raise Unprocessable(_in_words(error), field="url") from None
    except service.PageError as error:
        raise Unprocessable(gettext(str(error)), field=error.field) from None
    return Response(msgspec.convert(told, ApiAdded), status_code=201 if added.new else 200)


def _in_words(error: BadURL) -> str:
    told = gettext(typing_reason(error))
    if not error.instead:
        return told
    meant = gettext("Did you mean %(url)s?") % {"url": error.instead[0]}
    return f"{told} {meant}"


class OnePage(Controller):
    """One page; a class, because Litestar wraps the first of several functions at one path too often."""

    path = "/api/pages/{page_id:int}"

    @api(
        "/",
        depends_on=[Page, PageTag, Reading, Job],
        operation_id="showPage",
        tags=["pages"],
        summary="Show one page",
    )
    def show(self, request: PageRequest, page_id: _Number) -> Json[ApiPage]:
        """One page: how it is read, how it stands."""
        with request.hud.db.read() as session:
            found = listing.row(session, page_id)
        if found is None:
            raise NotFound
        ends = screens.until_read(request, [found.job])
        return Json(msgspec.convert(found.as_dict(), ApiPage), expires_at=ends)

    @patch(
        "/",
        guards=[require_editor],
        sync_to_thread=True,
        operation_id="editPage",
        tags=["pages"],
        summary="Change how a page is read",
    )
    def edit(
        self, request: HudRequest, page_id: _Id, data: JSONBody[Change], found: _Found = False
    ) -> ApiPage:
        """Change how a page is read; with `found` the pages found from it take its interval and state too."""
        if data.anyway is not None and not is_admin(request.role):
            raise Forbidden(ONLY_ADMINS)
        try:
            every = None if data.every is None else interval(data.every)
            wish = Wish(
                every=every,
                depth=data.depth,
                within=data.within,
                limit=data.limit,
                state=data.state,
                parts=data.parts,
                without=data.without,
                quiet=data.quiet,
                anyway=data.anyway,
                tags=None if data.tags is None else tags.Change(tags.read(data.tags)),
            )
            with request.hud.db.write() as session:
                if not edits.edit(session, page_id, wish, found=found):
                    raise NotFound
                session.flush()
                return msgspec.convert(_told(session, page_id), ApiPage)
        except service.PageError as error:
            raise Unprocessable(gettext(str(error)), field=error.field) from None

    @delete(
        "/",
        guards=[require_editor],
        sync_to_thread=True,
        operation_id="deletePage",
        tags=["pages"],
        summary="Delete a page with its history",
        response_description="It is gone",
    )
    def delete(self, request: HudRequest, page_id: _Id, found: _Found = False) -> None:
        """Delete a page with its history; with `found` also the pages that were found from it."""
        with request.hud.db.write() as session:
            if not service.remove(session, page_id, found=found):
                raise NotFound


def _told(session: Session, page_id: int) -> dict[str, object]:
    row = listing.row(session, page_id)
    assert row is not None
    return row.as_dict()
