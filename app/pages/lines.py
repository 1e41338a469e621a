"""Rows of the pages' screens as plain values, so that templates can keep what is made of them."""

from __future__ import annotations

import msgspec

from app.jobs import JobState
from app.pages.listing import Row
from app.pages.models import Reading, Version
from app.pages.reasons import reason


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A page in the list; `fault` is what hinders its reading, in English words still to be translated.

    `origin` is who added it, while an editor still has to look at it.
    """

    id: int
    url: str
    title: str
    state: str
    builtin: bool
    fault: str
    last_read: int | None
    versions: int
    job: JobState | None
    origin: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A version: when it stood there, and its title, or why the page was gone."""

    first_read: int
    last_read: int
    title: str
    gone: str
    current: bool


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """A reading: what came when."""

    at: int
    status: int | None
    fault: str
    url: str
    size: int
    elapsed: int


def line(row: Row) -> Line:
    """One row of the list."""
    page = row.page
    return Line(
        id=page.id,
        url=page.url,
        title=page.title,
        state=page.state,
        builtin=page.builtin,
        fault=reason(page.error) if page.error else "",
        last_read=page.last_read,
        versions=page.versions,
        job=row.job,
        origin=page.origin if page.is_waiting else "",
    )


def said(version: Version) -> Said:
    """One version, without its texts."""
    return Said(
        first_read=version.first_read,
        last_read=version.last_read,
        title=version.title,
        gone=reason(version.gone) if version.gone else "",
        current=version.until is None,
    )


def looked(reading: Reading) -> Looked:
    """One reading."""
    return Looked(
        at=reading.at,
        status=reading.status,
        fault=reason(reading.error) if reading.error else "",
        url=reading.url or "",
        size=reading.size or 0,
        elapsed=reading.elapsed or 0,
    )
