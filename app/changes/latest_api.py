"""`/api/changes` for programs: what changed lately over all pages."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.changes.begins import begin_of
from app.changes.latest import Change, choice_of, latest
from app.clock import IsoTime, iso, iso_or_none
from app.pages.models import Page, PageTag, Version
from app.web.pipeline.page import Json, api
from app.web.request import PageRequest

_Since = Annotated[str, Meta(description="Only changes from this day or time on", max_length=40)]
_Before = Annotated[
    int, Meta(description="Only changes before this moment, `next` of the answer before", ge=0)
]
_Site = Annotated[str, Meta(description="Only changes of this site", max_length=500)]
_Tag = Annotated[str, Meta(description="Only changes of pages with this tag", max_length=500)]
_Large = Annotated[bool, Meta(description="Only changes of a tenth of the text or more")]
_Words = Annotated[str, Meta(description="Only changes that add all these words", max_length=500)]


class ApiLatestChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change, and on how many pages of its site the same sentences changed."""

    page: int
    url: str
    title: str
    version: Annotated[int, Meta(description="The number of the version that it began")]
    before: Annotated[int, Meta(description="The number of the version that it changed")] | None
    at: IsoTime
    gone: Annotated[str, Meta(description="Why the page was gone; empty if it was there")]
    added: int
    removed: int
    changed: int
    moved: int
    title_changed: bool
    first_added: list[str]
    first_removed: list[str]
    first_changed: list[str]
    pages: Annotated[int, Meta(ge=1)]


class ApiLatest(msgspec.Struct, frozen=True):
    """A part of the list, newest first."""

    changes: list[ApiLatestChange]
    next: Annotated[int, Meta(description="What to send as `before` for the next part")] | None
    looked_to: Annotated[IsoTime, Meta(description="Back to when all changes were looked through")] | None


@api(
    "/api/changes",
    depends_on=[Page, PageTag, Version],
    operation_id="listChanges",
    tags=["changes"],
    summary="List what changed lately",
)
def latest_api(
    request: PageRequest,
    since: _Since = "",
    before: _Before = 0,
    site: _Site = "",
    tag: _Tag = "",
    large: _Large = False,
    q: _Words = "",
) -> Json[ApiLatest]:
    """The newest changes of all pages; a page's first version is none."""
    begin = begin_of(since, request.hud.clock())
    choice = choice_of(site, tag, "large" if large else "", q)
    with request.hud.db.read() as session:
        found = latest(session, choice, until=before or None, since=begin)
    return Json(
        ApiLatest([told(change) for change in found.changes], found.looked_to, iso_or_none(found.looked_to))
    )


def told(change: Change) -> ApiLatestChange:
    """A change as programs are told."""
    summary = change.summary
    return ApiLatestChange(
        page=change.page,
        url=change.url,
        title=change.title,
        version=change.ordinal,
        before=change.before,
        at=iso(change.at),
        gone=change.gone,
        added=summary.added if summary else 0,
        removed=summary.removed if summary else 0,
        changed=summary.changed if summary else 0,
        moved=summary.moved if summary else 0,
        title_changed=summary.title if summary else False,
        first_added=list(summary.first_added) if summary else [],
        first_removed=list(summary.first_removed) if summary else [],
        first_changed=list(summary.first_changed) if summary else [],
        pages=change.count,
    )
