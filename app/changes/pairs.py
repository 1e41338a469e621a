"""Pairs of versions: the two that a diff compares, and the changes before and after.

A change is named by the version that it began. Where nothing else is asked for, that is the newest one, and
it is compared with the one before it that said something.
"""

from __future__ import annotations

from datetime import UTC, tzinfo

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.mark import N_
from app.pages.models import Version
from app.pages.ordinals import BadName, named_version
from app.web.errors import BadRequest, NotFound


class Pair(msgspec.Struct, frozen=True):
    """Two versions of a page; `older` is None where the newer one is the page's first.

    `previous` and `next` are the ordinals of the versions that the changes before and after it began.
    """

    older: Version | None
    newer: Version
    previous: int | None
    next: int | None


def choose(
    session: Session, page_id: int, older: str, newer: str, *, minor: bool = False, zone: tzinfo = UTC
) -> Pair:
    """The pair that two names mean, each an ordinal, a day or a time; "" for the usual one.

    With `minor` the changes of what surrounds the main text count as changes too. Raises `BadRequest` for
    what is no name, `NotFound` for a version that is not there.
    """
    to = _named(session, page_id, newer, zone) if newer else _newest(session, page_id, minor=minor)
    if to is None:
        raise NotFound
    minor = minor or to.minor
    here = [Version.page_id == page_id] if minor else [Version.page_id == page_id, ~Version.minor]
    from_: Version | None
    if older:
        from_ = _named(session, page_id, older, zone)
    else:
        said = Version.first_read < to.first_read, Version.gone.is_(None)
        from_ = _nearest(session, *here, *said, backwards=True)
    previous = _nearest(session, *here, Version.first_read < to.first_read, backwards=True)
    following = _nearest(session, *here, Version.first_read > to.first_read, backwards=False)
    is_first = previous is not None and _is_first(session, previous)
    return Pair(
        from_,
        to,
        None if previous is None or is_first else previous.ordinal,
        following.ordinal if following else None,
    )


def _is_first(session: Session, version: Version) -> bool:
    earlier = Version.page_id == version.page_id, Version.first_read < version.first_read
    return session.scalar(select(Version.id).where(*earlier).limit(1)) is None


def _named(session: Session, page_id: int, name: str, zone: tzinfo) -> Version:
    try:
        found = named_version(session, page_id, name, zone)
    except BadName:
        raise BadRequest(
            N_("A version is named by its number, a day or a time, such as 3 or 2026-03-01.")
        ) from None
    if found is None:
        raise NotFound
    return found


def _newest(session: Session, page_id: int, *, minor: bool) -> Version | None:
    here = [Version.page_id == page_id] if minor else [Version.page_id == page_id, ~Version.minor]
    return _nearest(session, *here, backwards=True)


def _nearest(session: Session, *where: ColumnElement[bool], backwards: bool) -> Version | None:
    order = Version.first_read.desc() if backwards else Version.first_read
    return session.scalar(select(Version).where(*where).order_by(order).limit(1))
