"""Ordinals, the numbers of a page's versions: how one is given, and which version a number or time names.

A number is given once and never means another version. Where a version was joined with another or replaced by
it, its number leads to the one that holds it now.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, tzinfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.clock import SECOND
from app.pages.models import JoinedVersion, Version

_MOST = 2**31 - 1
"""The greatest number that the databases keep."""


class BadName(ValueError):
    """What should name a version is neither a number nor a day or time."""


def next_ordinal(session: Session, page_id: int) -> int:
    """The number of the version that is written next; those of joined versions are not given again."""
    session.flush()
    given = [
        session.scalar(select(func.max(Version.ordinal)).where(Version.page_id == page_id)),
        session.scalar(select(func.max(JoinedVersion.ordinal)).where(JoinedVersion.page_id == page_id)),
    ]
    return max((number for number in given if number is not None), default=0) + 1


def lead(session: Session, page_id: int, ordinal: int, into: int) -> None:
    """From now on `ordinal`, and all numbers that lead to it, lead to the version numbered `into`."""
    mine = JoinedVersion.page_id == page_id
    led = update(JoinedVersion).where(mine, JoinedVersion.into_ordinal == ordinal)
    session.execute(led.values(into_ordinal=into))
    session.add(JoinedVersion(page_id=page_id, ordinal=ordinal, into_ordinal=into))


def version_by_ordinal(session: Session, page_id: int, ordinal: int) -> Version | None:
    """The version with this number, or the one that holds it now."""
    if not 0 < ordinal <= _MOST:
        return None
    joined = select(JoinedVersion.into_ordinal).where(
        JoinedVersion.page_id == page_id, JoinedVersion.ordinal == ordinal
    )
    number = session.scalar(joined) or ordinal
    return session.scalar(select(Version).where(Version.page_id == page_id, Version.ordinal == number))


def version_at(session: Session, page_id: int, at: int) -> Version | None:
    """The version, minor ones too, that stood at `at` (µs); None before the first."""
    begun = select(Version).where(Version.page_id == page_id, Version.first_read <= at)
    return session.scalar(begun.order_by(Version.first_read.desc()).limit(1))


def named_version(session: Session, page_id: int, name: str, zone: tzinfo = UTC) -> Version | None:
    """The version that `name` names: a number its ordinal, what has a hyphen the day or time it stood at.

    A day means its end, in `zone`, as does a time without an offset of its own. None if there is no such
    version; raises `BadName` when it is none of these.
    """
    name = name.strip()
    if name.isascii() and name.isdecimal():
        return version_by_ordinal(session, page_id, int(name[:20]))
    return version_at(session, page_id, _moment(name, zone))


def _moment(name: str, zone: tzinfo) -> int:
    if "-" not in name or len(name) > 40:
        raise BadName(
            f"a version is named by its number, a day or a time, such as 3 or 2026-03-01, not {name!r}"
        )
    try:
        read = datetime.fromisoformat(name)
    except ValueError:
        raise BadName(
            f"a day is written as 2026-03-01 and a time as 2026-03-01T12:30, not {name!r}"
        ) from None
    if len(name) <= len("2026-03-01"):
        read = datetime.combine(read, time.max)
    if read.tzinfo is None:
        read = read.replace(tzinfo=zone)
    try:
        passed = read - datetime(1970, 1, 1, tzinfo=UTC)
    except OverflowError:
        raise BadName(f"{name!r} lies outside the years 1 to 9999") from None
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds
