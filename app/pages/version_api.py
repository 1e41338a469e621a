"""`/api/pages/{id}/versions` for programs: a page's versions, and one of them by number, day or time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, structs
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import IsoTime, iso, iso_or_none
from app.pages import bodies, texts
from app.pages.api import LAST_SCREEN, PER_SCREEN
from app.pages.chain import DamagedChain
from app.pages.models import Page, Version
from app.pages.ordinals import BadName, named_version
from app.pages.rights import asks_for_no_copies, may_read_copies
from app.pages.texts import Text
from app.web.errors import BadRequest, NotFound
from app.web.request import HudRequest

_Id = Annotated[int, PathParameter(description="The page's number.")]
_Screen = Annotated[int, QueryParameter(description="Which hundred of them.", ge=1, le=LAST_SCREEN)]
_Minor = Annotated[bool, QueryParameter(description="Whether minor versions are listed too.")]
_Name = Annotated[
    str,
    PathParameter(
        description="The version's number, or a day or time (UTC) it stood at; a day means its end."
    ),
]


class ApiVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What a page said from one change to the next."""

    ordinal: Annotated[int, Meta(ge=1, description="Its number, which never means another version")]
    minor: Annotated[bool, Meta(description="Whether only what surrounds the main text changed")]
    first_read: IsoTime
    last_read: IsoTime
    until: Annotated[IsoTime, Meta(description="When the next version was first read")] | None
    gone: Annotated[str, Meta(description="Why there was no page")] | None
    incomplete: Annotated[bool, Meta(description="Whether only a part of the page arrived")]
    back_to: Annotated[int, Meta(description="The number of an earlier version that said the same")] | None
    title: str
    language: str
    sha256: Annotated[str, Meta(description="The digest of the bytes that showed it first")] | None


class ApiVersionText(ApiVersion, frozen=True, kw_only=True):
    """A version with what it says; null for who may not read copies, and where what is stored is damaged."""

    main: str | None
    rest: Annotated[str, Meta(description="Menus, footers and asides")] | None


@get(
    "/api/pages/{page_id:int}/versions",
    sync_to_thread=True,
    operation_id="listVersions",
    tags=["pages"],
    summary="List the versions of a page",
)
def api_versions(
    request: HudRequest, page_id: _Id, page: _Screen = 1, minor: _Minor = True
) -> list[ApiVersion]:
    """The versions of a page, newest first, a hundred at a time; a minor one lies inside another's life."""
    with request.hud.db.read() as session:
        if session.get(Page, page_id) is None:
            raise NotFound
        query = select(Version).where(Version.page_id == page_id).order_by(Version.first_read.desc())
        query = query if minor else query.where(~Version.minor)
        rows = session.scalars(query.offset((page - 1) * PER_SCREEN).limit(PER_SCREEN)).all()
        return _told(session, rows)


@get(
    "/api/pages/{page_id:int}/versions/{name:str}",
    sync_to_thread=True,
    operation_id="showVersion",
    tags=["pages"],
    summary="Show one version of a page",
)
def api_version(request: HudRequest, page_id: _Id, name: _Name) -> ApiVersionText:
    """One version, by its number or a moment it stood at; a joined version's number shows what holds it."""
    with request.hud.db.read() as session:
        try:
            found = named_version(session, page_id, name)
        except BadName as error:
            raise BadRequest(str(error)) from None
        if found is None:
            raise NotFound
        (told,) = _told(session, [found])
        text = _text(session, request, found)
        return ApiVersionText(
            **structs.asdict(told), main=text.main if text else None, rest=text.rest if text else None
        )


def _text(session: Session, request: HudRequest, version: Version) -> Text | None:
    noarchive = asks_for_no_copies(session, version)
    if not may_read_copies(request.hud.settings, request.role, noarchive=noarchive):
        return None
    try:
        return texts.read(session, version)
    except DamagedChain:
        return None


def _told(session: Session, versions: Sequence[Version]) -> list[ApiVersion]:
    digests = bodies.digests(session, [version.id for version in versions])
    return [
        ApiVersion(
            ordinal=version.ordinal,
            minor=version.minor,
            first_read=iso(version.first_read),
            last_read=iso(version.last_read),
            until=iso_or_none(version.until),
            gone=version.gone,
            incomplete=version.incomplete,
            back_to=version.back_to,
            title=version.title,
            language=version.language,
            sha256=digests[version.id].hex() if version.id in digests else None,
        )
        for version in versions
    ]
