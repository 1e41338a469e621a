"""History of a page: all its versions without their texts, which of them a reader chose, and their changes.

One query reads what the strip of time and the choice need of every version; titles and the like are read of
the versions that are shown alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.mark import N_
from app.pages.models import Reading, Version
from app.pages.summary import counts_of

LARGE = 0.1
"""A change is large when it touched this share of the sentences of both versions."""

ALL = ""
SHOWN = {
    ALL: N_("all"),
    "large": N_("large"),
    "title": N_("title"),
    "away": N_("gone and back"),
}
"""What of a history can be shown, each with its name in English, still to be translated."""


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A version as a step of its page's history.

    `before` is the ordinal of the version that it changed: the one before it that was not gone, of a minor
    version also a minor one; None for the first. `is_back`: the page had been gone.
    """

    id: int
    ordinal: int
    first_read: int
    last_read: int
    until: int | None
    gone: bool
    minor: bool
    before: int | None
    is_back: bool
    added: int  # sentences that are new or not as they were
    removed: int  # sentences that went or are not as they were
    is_large: bool
    has_new_title: bool
    flaps: bool  # nothing but what flaps changed


class Checks(msgspec.Struct, frozen=True):
    """How often a page was checked, and how many of these readings failed."""

    count: int
    failed: int


def steps(session: Session, page_id: int) -> list[Step]:
    """All versions of a page, oldest first."""
    query = select(
        Version.id,
        Version.ordinal,
        Version.first_read,
        Version.last_read,
        Version.until,
        Version.gone,
        Version.minor,
        Version.summary,
        Version.flaps,
    )
    found: list[Step] = []
    major: int | None = None
    newest: int | None = None
    was_gone = False
    rows = session.execute(query.where(Version.page_id == page_id).order_by(Version.first_read))
    for number, ordinal, first_read, last_read, until, gone, minor, summary, flaps in rows:
        is_gone, counts = gone is not None, counts_of(summary)
        step = Step(
            id=number,
            ordinal=ordinal,
            first_read=first_read,
            last_read=last_read,
            until=until,
            gone=is_gone,
            minor=minor,
            before=newest if minor else major,
            is_back=was_gone and not is_gone,
            added=counts.added + counts.changed if counts else 0,
            removed=counts.removed + counts.changed if counts else 0,
            is_large=counts is not None and counts.size >= LARGE,
            has_new_title=counts is not None and counts.title,
            flaps=flaps,
        )
        found.append(step)
        if not is_gone:
            newest = ordinal
            major = major if minor else ordinal
        was_gone = is_gone
    return found


def checks(session: Session, page_id: int) -> Checks:
    """How often the page was read, and how often in vain."""
    mine = Reading.page_id == page_id
    count, failed = session.execute(select(func.count(), func.count(Reading.error)).where(mine)).one()
    return Checks(count, failed)


def chosen(all_steps: Sequence[Step], show: str) -> list[Step]:
    """Those of the steps that a reader wants to see, in the same order."""
    fits = _FITS[show]
    return [step for step in all_steps if fits(step)]


def counts(all_steps: Sequence[Step]) -> dict[str, int]:
    """How many changes there are of each choice; minor and flapping ones count in none."""
    major = [step for step in all_steps if not (step.minor or step.flaps)]
    return {show: sum(map(fits, major)) for show, fits in _FITS.items()}


_FITS: dict[str, Callable[[Step], bool]] = {
    ALL: lambda _: True,
    "large": lambda step: step.is_large and not step.minor,
    "title": lambda step: step.has_new_title and not step.minor,
    "away": lambda step: step.gone or step.is_back,
}
