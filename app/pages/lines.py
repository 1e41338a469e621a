"""Rows of the pages' screens as plain values, so that templates can keep what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from app.i18n import gettext
from app.jobs import JobState
from app.pages.absences import Absence, doubted, within
from app.pages.content import is_blank
from app.pages.headline import headline, signs
from app.pages.history import Step
from app.pages.listing import Row
from app.pages.models import SAMPLE, Reading, Version
from app.pages.reasons import reason
from app.pages.summary import Summary, from_json


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A page in the list; `fault` is what hinders its reading, in English words still to be translated.

    `origin` is who added it, while an editor still has to look at it. `change` is how much changed last, in
    signs and numbers, and `headline` the same in words; both empty where it has not changed yet.
    """

    id: int
    url: str
    site: str
    title: str
    tags: list[str]
    state: str
    builtin: bool
    sample: bool
    fault: str
    last_read: int | None
    last_tried: int | None
    changed_at: int | None
    change: str
    headline: str
    added_at: int
    versions: int
    job: JobState | None
    origin: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A version: when it stood there, and what it changed, or why the page was gone.

    `summary` is that of its change against the version numbered `before`, whose title was `title_before`;
    none for a page's first one. `away_for` is how long (µs) the page had been gone before it came back.
    `vanished_after` is when a page that is gone was last seen there, if the version before is known, and
    `vanished_by` when it was missed first. `away` are the times between which it was missed while this
    version stood, with the reason.
    """

    number: int
    before: int | None
    headline: str
    summary: Summary | None
    is_large: bool
    title_before: str
    away_for: int | None
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


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """A version that is folded: its number, when it was first read, and the one that it changed."""

    number: int
    at: int
    before: int | None


class Asides(msgspec.Struct, frozen=True, kw_only=True):
    """Versions that follow each other, newest first, all minor or all of flapping passages alone."""

    flaps: bool
    first_read: int
    last_read: int
    changes: list[Aside]


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
        site=page.site,
        tags=row.tags,
        title=page.title or page.given_title or "",
        state=page.state,
        builtin=page.builtin,
        sample=page.origin == SAMPLE,
        fault=reason(page.error) if page.error else "",
        last_read=page.last_read,
        last_tried=row.last_tried,
        changed_at=page.changed_at,
        change="" if row.gone else signs(row.summary),
        headline=_told(row),
        added_at=page.added_at,
        versions=page.versions,
        job=row.job,
        origin=page.origin if page.is_waiting else "",
    )


def _told(row: Row) -> str:
    if row.page.changed_at is None:
        return ""
    return gettext(reason(row.gone)) if row.gone else headline(row.summary)


class Entry(msgspec.Struct, frozen=True):
    """A step of a page's history with its version, and the one right before it."""

    step: Step
    version: Version
    earlier: Version | None
    title_before: str


def history(entries: Sequence[Entry], away: Sequence[Absence] = ()) -> list[Said | Asides]:
    """Versions, newest first, as a list shows them, minor and flapping ones that follow each other as one."""
    lines: list[Said | Asides] = []
    for (is_minor, flaps), group in groupby(entries, key=lambda entry: (entry.step.minor, entry.step.flaps)):
        some = list(group)
        if is_minor or flaps:
            lines.append(_asides(some, flaps=flaps))
        else:
            lines += [_said(entry, away) for entry in some]
    return lines


def _asides(minors: Sequence[Entry], *, flaps: bool) -> Asides:
    changes = [
        Aside(number=one.step.ordinal, at=one.step.first_read, before=one.step.before) for one in minors
    ]
    first, last = minors[-1].step.first_read, minors[0].step.last_read
    return Asides(flaps=flaps, first_read=first, last_read=last, changes=changes)


def _said(entry: Entry, away: Sequence[Absence]) -> Said:
    step, version, earlier = entry.step, entry.version, entry.earlier
    summary = from_json(version.summary)
    return Said(
        number=step.ordinal,
        before=step.before,
        headline=headline(summary),
        summary=summary,
        is_large=step.is_large,
        title_before=entry.title_before,
        away_for=step.first_read - earlier.first_read if step.is_back and earlier else None,
        first_read=step.first_read,
        last_read=step.last_read,
        title=version.title,
        gone=reason(version.gone) if version.gone else "",
        vanished_after=earlier.last_read if version.gone and earlier else None,
        vanished_by=doubted(version, earlier, away) if earlier else step.first_read,
        away=[(one.first, one.last, reason(one.error)) for one in within(version, away)],
        blank=not version.gone and is_blank(version),
        incomplete=version.incomplete,
        back_to=version.back_to,
        current=step.until is None,
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
