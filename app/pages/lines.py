"""Rows of the pages' screens as plain values, so that templates can keep what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from app.jobs import JobState
from app.pages.absences import Absence, doubted, within
from app.pages.content import is_blank
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
    last_tried: int | None
    versions: int
    job: JobState | None
    origin: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A version: when it stood there, and its title, or why the page was gone.

    `vanished_after` is when a page that is gone was last seen there, if the version before is known, and
    `vanished_by` when it was missed first. `away` are the times between which it was missed while this
    version stood, with the reason.
    """

    number: int
    first_read: int
    last_read: int
    title: str
    gone: str
    vanished_after: int | None
    vanished_by: int
    away: list[tuple[int, int, str]]
    blank: bool
    incomplete: bool
    back_to: int | None
    current: bool


class Asides(msgspec.Struct, frozen=True, kw_only=True):
    """Minor versions that follow each other, newest first: the number of each and when it was first read."""

    first_read: int
    last_read: int
    changes: list[tuple[int, int]]


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
        title=page.title or page.given_title or "",
        state=page.state,
        builtin=page.builtin,
        fault=reason(page.error) if page.error else "",
        last_read=page.last_read,
        last_tried=row.last_tried,
        versions=page.versions,
        job=row.job,
        origin=page.origin if page.is_waiting else "",
    )


def history(
    versions: Sequence[Version], older: Version | None = None, away: Sequence[Absence] = ()
) -> list[Said | Asides]:
    """Versions, newest first, as a list shows them; `older` is the one before the last of them."""
    lines: list[Said | Asides] = []
    pairs = zip(versions, [*versions[1:], older], strict=True) if versions else ()
    for is_minor, group in groupby(pairs, key=lambda pair: pair[0].minor):
        some = list(group)
        if is_minor:
            lines.append(_asides([version for version, _ in some]))
        else:
            lines += [said(version, before, away) for version, before in some]
    return lines


def _asides(minors: Sequence[Version]) -> Asides:
    changes = [(version.ordinal, version.first_read) for version in minors]
    return Asides(first_read=minors[-1].first_read, last_read=minors[0].last_read, changes=changes)


def said(version: Version, before: Version | None = None, away: Sequence[Absence] = ()) -> Said:
    """One version, without its texts; `before` is the one it followed, `away` when its page was missed."""
    return Said(
        number=version.ordinal,
        first_read=version.first_read,
        last_read=version.last_read,
        title=version.title,
        gone=reason(version.gone) if version.gone else "",
        vanished_after=before.last_read if version.gone and before else None,
        vanished_by=doubted(version, before, away) if before else version.first_read,
        away=[(one.first, one.last, reason(one.error)) for one in within(version, away)],
        blank=not version.gone and is_blank(version),
        incomplete=version.incomplete,
        back_to=version.back_to,
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
