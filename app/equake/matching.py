"""Matching of events that a payload tells with those that are known, by any overlap of their ids.

The preferred id of an event changes when another network's solution is preferred; networks' reports of one
event are joined later. So no single id tells whether an event is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.clock import DAY
from app.equake.models import Quake, QuakeId
from app.equake.payload import Event

_AT_ONCE = 500
_MANY = 2_000
"""From so many events on, those of their whole time are looked at together."""
quake, alias = cast(Table, Quake.__table__), cast(Table, QuakeId.__table__)


class Match(msgspec.Struct):
    """What an event is: the known one that it goes on (None for a new one), and others that are it too."""

    event: Event
    quake: int | None = None
    others: list[int] = []


def known_ids(session: Session, events: Sequence[Event]) -> dict[str, int]:
    """The event of each id that is known."""
    found: dict[str, int] = {}
    if len(events) >= _MANY:
        times = [event.time for event in events]
        near = quake.c.time.between(min(times) - DAY, max(times) + DAY)
        together = select(alias.c.usgs, alias.c.quake_id).join(quake, quake.c.id == alias.c.quake_id)
        found.update((row.usgs, row.quake_id) for row in session.execute(together.where(near)))
        if not found and session.scalar(select(quake.c.id).limit(1)) is None:
            return found
    ids = sorted({one for event in events for one in event.ids} - found.keys())
    for start in range(0, len(ids), _AT_ONCE):
        query = select(alias.c.usgs, alias.c.quake_id).where(alias.c.usgs.in_(ids[start : start + _AT_ONCE]))
        found.update((row.usgs, row.quake_id) for row in session.execute(query))
    return found


def match(events: Iterable[Event], known: Mapping[str, int]) -> list[Match]:
    """Each event with the oldest known one that shares an id; one known event goes on in one only.

    An event under its old preferred id comes first: who shares another of the ids has split off.
    """
    matches = [Match(event) for event in events]
    taken: set[int] = set()
    for one in matches:
        found = known.get(one.event.id)
        if found is not None and found not in taken:
            one.quake = found
            taken.add(found)
    for one in matches:
        shared = sorted({known[name] for name in one.event.ids if name in known} - taken)
        if one.quake is None and shared:
            one.quake = shared.pop(0)
            taken.add(one.quake)
        one.others = shared
        taken.update(shared)
    return matches
