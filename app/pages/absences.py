"""Absences: readings in a row that found a page gone or without its words.

Those that a second reading did not confirm, or after which the page was soon back with the same text, began
no version. That they were there is told by the page's readings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.pages.confirmation import EMPTY, GONE
from app.pages.models import Reading, Version

MOST = 100
"""So many readings of a page are looked through, the newest ones."""


class Absence(msgspec.Struct, frozen=True):
    """From the first to the last reading (µs) that missed the page; `error` is what the last one found."""

    first: int
    last: int
    error: str


def absences(session: Session, page_id: int, since: int) -> list[Absence]:
    """Those of a page from `since` (µs) on, oldest first, that began no version or came before it began."""
    other = aliased(Reading)
    before = (
        select(func.max(other.at))
        .where(other.page_id == page_id, other.at < Reading.at)
        .where(or_(other.version_id.is_not(None), other.error.is_(None)))
    )
    missed = (
        select(Reading.at, Reading.error, before.scalar_subquery())
        .where(Reading.page_id == page_id, Reading.at >= since)
        .where(Reading.version_id.is_(None), Reading.error.in_((*sorted(GONE), EMPTY)))
    )
    rows = session.execute(missed.order_by(Reading.at.desc()).limit(MOST)).all()
    groups = [list(group) for _, group in groupby(reversed(rows), key=lambda row: row[2])]
    if len(rows) == MOST:
        del groups[0]  # nobody knows when it began
    return [Absence(group[0][0], group[-1][0], group[-1][1]) for group in groups]


def within(version: Version, some: Sequence[Absence]) -> list[Absence]:
    """Those after which the version was read again."""
    if version.gone is not None:
        return []
    return [one for one in some if version.first_read < one.first < version.last_read]


def doubted(gone: Version, before: Version, some: Sequence[Absence]) -> int:
    """When the page was missed first, of those readings in a row of which one began its version `gone`."""
    return next(
        (one.first for one in some if before.last_read < one.first < gone.first_read), gone.first_read
    )
