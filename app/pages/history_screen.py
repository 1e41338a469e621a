"""History of a page as its screen shows it: the strip over all of it, and one part of the list of changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlencode

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import Reader
from app.pages import history
from app.pages.absences import absences
from app.pages.history import ALL, SHOWN, Checks, Step
from app.pages.lines import Asides, Entry, Said
from app.pages.lines import history as lines
from app.pages.models import Version
from app.pages.strip import Link, Place, Strip, strip

ROWS = 50
"""So many versions in a part of the list."""


class Choice(msgspec.Struct, frozen=True):
    """A choice of what is shown: its name in English, how many changes it has, and whether it is chosen."""

    show: str
    name: str
    count: int
    is_chosen: bool


class HistoryScreen(msgspec.Struct, frozen=True, kw_only=True):
    """The history of a page: all steps, oldest first, and the lines of one part of the list, newest first."""

    steps: list[Step]
    lines: list[Said | Asides]
    choices: list[Choice]
    checks: Checks
    show: str
    here: int
    last: int

    @property
    def link(self) -> str:
        """The address of a part of the same list, up to its number."""
        return f"?{urlencode({'show': self.show})}&page=" if self.show else "?page="


def shown_history(
    session: Session, page_id: int, *, show: str = ALL, here: int = 1, quiet: bool = False
) -> HistoryScreen:
    """Part `here` of the list of a page's changes, and what is known of all; `show` is one of `SHOWN`.

    `quiet`: without the changes that are nothing but flapping.
    """
    all_steps = history.steps(session, page_id)
    steps = [step for step in all_steps if not step.flaps] if quiet else all_steps
    found = history.chosen(steps, show)[::-1]
    counts = history.counts(steps)
    part = found[(here - 1) * ROWS : here * ROWS]
    away = absences(session, page_id, part[-1].first_read) if part else []
    return HistoryScreen(
        steps=steps,
        lines=lines(_entries(session, all_steps, part), away),
        choices=[Choice(key, name, counts[key], key == show) for key, name in SHOWN.items()],
        checks=history.checks(session, page_id),
        show=show,
        here=here,
        last=max(1, -(-len(found) // ROWS)),
    )


def _entries(session: Session, steps: Sequence[Step], part: Sequence[Step]) -> list[Entry]:
    by_ordinal = {step.ordinal: step for step in steps}
    earlier = {step.ordinal: before for before, step in pairwise(steps)}
    wanted = {step.id for step in part}
    for step in part:
        if step.ordinal in earlier:
            wanted.add(earlier[step.ordinal].id)
        if step.before is not None:
            wanted.add(by_ordinal[step.before].id)
    rows = {row.id: row for row in session.scalars(select(Version).where(Version.id.in_(wanted)))}
    return [
        Entry(
            step,
            rows[step.id],
            rows[earlier[step.ordinal].id] if step.ordinal in earlier else None,
            rows[by_ordinal[step.before].id].title if step.before is not None else "",
        )
        for step in part
    ]


def drawn(screen: HistoryScreen, last_tried: int | None, reader: Reader) -> Strip | None:
    """The strip of all of it, up to the newest check."""
    if not screen.steps:
        return None
    place = Place(
        screen.steps[0].first_read,
        max(last_tried or 0, screen.steps[-1].last_read),
        reader.zone,
        reader.locale,
    )
    return strip(screen.steps, _link(screen), place)


def _link(screen: HistoryScreen) -> Link:
    """Tells where the entry of a version is in the list of all."""
    places = {step.ordinal: number for number, step in enumerate(reversed(screen.steps))}

    def link(ordinal: int) -> str:
        part = places[ordinal] // ROWS + 1
        elsewhere = screen.show or part != screen.here
        return f"?page={part}#v{ordinal}" if elsewhere else f"#v{ordinal}"

    return link
