"""`/pages/{id}/why`: why a search does not find one page, on the web and for programs."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from app.clock import IsoTime, iso_or_none
from app.pages import models
from app.search import question, screens, view
from app.search.errors import SearchError
from app.search.request import SearchRequest, read
from app.search.whynot import Asked, Code, WhyNot, why_not
from app.search.whynot_words import found_in_words, told
from app.web.errors import NotFound
from app.web.pipeline.page import INDEX, Json, Page, api, page
from app.web.request import PageRequest

DEPENDS = (models.Page, models.PageTag, models.Version, INDEX)
_Number = Annotated[int, Meta(description="The page's number.")]


class ApiReason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason: a code that stays, the sentence, the part of the query, and a search that finds the page."""

    code: Code
    message: str
    part: str
    words: Annotated[list[str], Meta(description="Other spellings of the word that the page has")]
    first: Annotated[IsoTime, Meta(description="When the version that said it last was first read")] | None
    last: Annotated[IsoTime, Meta(description="When that was last read")] | None
    search: Annotated[str, Meta(description="The parameters of a search that finds the page")] | None


class ApiWhy(msgspec.Struct, frozen=True):
    """Whether the search finds the page; which result it is (of the first thousand), or why it is none."""

    found: bool
    place: int | None
    reasons: list[ApiReason]


@page("/pages/{page_id:int}/why", depends_on=DEPENDS)
def why_page(request: PageRequest, page_id: int) -> Page:
    """The form, and the reasons once something is asked."""
    asked = SearchRequest(q=request.query.get("q", ""))
    why = fault = None
    watched = _watched(request, page_id)
    try:
        asked = read(request.query)
        why = None if asked.is_empty else _why(request, asked, watched, request.zone)
    except SearchError as error:
        fault = view.in_words(error)
    return Page(
        "search/why.html",
        status=400 if fault else 200,
        watched=watched,
        asked=asked,
        why=why,
        fault=fault,
        told=[] if why is None else told(why, request.reader.locale),
        found=found_in_words(why) if why is not None and why.found else "",
        expires_at=None,
    )


@api(
    "/api/pages/{page_id:int}/why",
    depends_on=DEPENDS,
    query=SearchRequest,
    operation_id="whyNotFound",
    tags=["search"],
    summary="Tell why a search does not find a page",
)
def why_api(request: PageRequest, page_id: _Number) -> Json[ApiWhy]:
    """The reasons as data; days are days in `tz`, UTC by default."""
    try:
        why = _why(request, read(request.query), _watched(request, page_id), ZoneInfo("UTC"))
    except SearchError as error:
        raise screens.bad(error) from None
    return Json(shape(why, request.reader.locale))


def shape(why: WhyNot, locale: str) -> ApiWhy:
    """The reasons as programs are told."""
    reasons = [
        ApiReason(
            code=one.code,
            message=words.sentence,
            part=one.part,
            words=list(one.words),
            first=iso_or_none(one.first),
            last=iso_or_none(one.last),
            search=one.request.link().removeprefix("?") if one.request and one.finds else None,
        )
        for one, words in zip(why.reasons, told(why, locale), strict=True)
    ]
    return ApiWhy(why.found, why.place, reasons)


def _watched(request: PageRequest, page_id: int) -> models.Page:
    with request.hud.db.read() as session:
        found = session.get(models.Page, page_id)
    if found is None:
        raise NotFound
    return found


def _why(request: PageRequest, asked: SearchRequest, watched: models.Page, zone: ZoneInfo) -> WhyNot:
    hud = request.hud
    search = Asked.of(
        asked,
        zone=zone,
        engine=hud.settings.search_engine,
        tagged=question.handle(hud).tags.current(hud.db),
        now=question.present(hud),
        root=request.root,
    )
    with hud.db.read() as session:
        return why_not(session, question.index(hud), search, watched)


handlers = [why_page, why_api]
