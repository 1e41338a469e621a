"""Stored copies: which version of a page is meant, and what of it can be shown."""

from __future__ import annotations

from datetime import UTC, tzinfo

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import sandbox
from app.mark import N_
from app.pages import bodies
from app.pages.bodies import StoredBody
from app.pages.chain import DamagedChain
from app.pages.models import Page, Version
from app.pages.ordinals import BadName, named_version
from app.sandbox import Sandbox
from app.web.errors import BadRequest, Busy, NotFound

_SANDBOX = Sandbox("app.copies.child")


class NoCopy(Exception):
    """There is nothing to show; the text says why, in English still to be translated."""


class Copy(msgspec.Struct, frozen=True):
    """A page and one of its versions; `earlier` and `later` are the ordinals of the ones beside it."""

    page: Page
    version: Version
    earlier: int | None
    later: int | None


def find(session: Session, page_id: int, name: str, zone: tzinfo = UTC) -> Copy:
    """The version that `name` means: its number, or a day or time it stood at.

    Raises `NotFound`, and `BadRequest` for what names no version.
    """
    page = session.get(Page, page_id)
    if page is None:
        raise NotFound
    version = _named(session, page_id, name, zone)
    if version is None:
        raise NotFound
    here = select(Version.ordinal).where(Version.page_id == page_id, ~Version.minor)
    earlier = here.where(Version.first_read < version.first_read).order_by(Version.first_read.desc())
    later = here.where(Version.first_read > version.first_read).order_by(Version.first_read)
    return Copy(page, version, session.scalar(earlier.limit(1)), session.scalar(later.limit(1)))


def page_of(session: Session, url: str) -> int:
    """The number of the watched page with this address, as it is kept. Raises `NotFound`."""
    found = session.scalar(select(Page.id).where(Page.url == url))
    if found is None:
        raise NotFound
    return found


def ordinal_at(session: Session, page_id: int, day: str, zone: tzinfo = UTC) -> int:
    """The ordinal of the version that stood at a day or time; of the first one, if that was before it.

    Raises `NotFound`, and `BadRequest` for what is neither a day nor a time.
    """
    if "-" not in day:
        raise BadRequest(N_("Write the day as 2026-03-01 or the time as 2026-03-01T12:30."))
    version = _named(session, page_id, day, zone)
    if version is not None:
        return version.ordinal
    first = select(Version.ordinal).where(Version.page_id == page_id).order_by(Version.first_read).limit(1)
    ordinal = session.scalar(first)
    if ordinal is None:
        raise NotFound
    return ordinal


def _named(session: Session, page_id: int, name: str, zone: tzinfo) -> Version | None:
    try:
        return named_version(session, page_id, name, zone)
    except BadName:
        raise BadRequest(
            N_("A version is named by its number, a day or a time, such as 3 or 2026-03-01.")
        ) from None


def body_of(session: Session, version: Version) -> StoredBody:
    """The bytes that showed a version. Raises `NoCopy` when there are none."""
    if version.gone is not None:
        raise NoCopy(N_("The page was gone then, so there is no copy of it."))
    try:
        found = bodies.read(session, version)
    except DamagedChain:
        raise NoCopy(N_("The stored copy of this version is damaged.")) from None
    if found is None:
        raise NoCopy(N_("The bytes of this version are no longer kept; its text is."))
    return found


def clean(body: StoredBody) -> str:
    """What of a copy may be shown, as HTML. Raises `NoCopy`, and `Busy` while others are being made."""
    try:
        made = _SANDBOX.run(body.data, body.content_type)
    except sandbox.Busy as busy:
        raise Busy from busy
    except sandbox.Failed:
        raise NoCopy(N_("This copy cannot be shown. Read its text, or download the bytes.")) from None
    return made.decode("utf-8", "replace")
