"""Storing what a reading of the USGS tells: new events, revisions, and what was withdrawn.

An event that a later payload of its window no longer holds was withdrawn by the publisher, who says so in no
other way. Only a payload that is newer than all others that cover the event's time can tell that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.clock import DAY, HOUR, MINUTE
from app.db.insert import upsert
from app.equake.matching import Match, alias, known_ids, match, quake
from app.equake.models import Quake, QuakeId, QuakeRevision
from app.equake.payload import Event
from app.feeds.feed import Counts, FeedReading, Rows
from app.feeds.models import FeedState

WINDOWS = {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
NOTED = ("mag", "mag_type", "place", "time", "lat", "lon", "depth", "status", "kind")
"""A change of these is a revision; other values (who felt it, how many stations) just become newer."""
_TOLD = tuple(quake.c[name] for name in Event.__struct_fields__ if name not in ("id", "ids"))
"""What a payload tells of an event beside its ids, in the order of `Event`."""
_MARGIN = 5 * MINUTE
"""At the edges of a window nothing is concluded."""
_AT_ONCE = 500

Known = Row[*tuple[Any, ...]]
_ALL = select(*_TOLD, quake.c.usgs, quake.c.id, quake.c.revised_at, quake.c.withdrawn_at)


def store(session: Session, reading: FeedReading, rows: Rows) -> Counts:
    """Write down what a reading tells of all its events."""
    events = rows.of(Event)
    known = known_ids(session, events)
    matches = match(events, known)
    before = _known(session, [one.quake for one in matches if one.quake is not None])
    new = [one for one in matches if one.quake is None]
    changed = 0
    _insert(session, reading, new)
    updates: list[dict[str, object]] = []
    revisions: list[dict[str, object]] = []
    for one in matches:
        if one.quake is not None and one.quake in before:
            changed += _revise(reading, one, before[one.quake], updates, revisions)
            revisions += [_merge(session, reading, one.quake, other) for other in one.others]
    if updates:
        changing = update(quake).where(quake.c.id == bindparam("quake"))
        names = [name for name in updates[0] if name != "quake"]
        session.execute(changing.values({name: bindparam(name) for name in names}), updates)
    _learn_ids(session, matches, known)
    gone = _withdrawn(session, reading, {one.quake for one in matches})
    revisions += [_revision(reading, quake_id, "withdrawn") for quake_id in gone]
    if revisions:
        session.execute(insert(QuakeRevision), revisions)
    return Counts(len(new), changed, len(events) - len(new) - changed, len(gone))


def _known(session: Session, ids: Sequence[int]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = _ALL.where(quake.c.id.in_(ids[start : start + _AT_ONCE]))
        found.update((row.id, row) for row in session.execute(some))
    return found


def _insert(session: Session, reading: FeedReading, new: Sequence[Match]) -> None:
    if not new:
        return
    origin = {"first_at": reading.as_of, "first_reading": reading.id, "reading": reading.id}
    rows = [_values(one.event) | origin for one in new]
    last = session.scalar(select(func.max(quake.c.id))) or 0
    session.execute(insert(quake), rows)
    # Asked for afterwards: to have thousands of rows return their ids takes a hundred times as long.
    mine = select(quake.c.usgs, quake.c.id).where(quake.c.id > last, quake.c.first_reading == reading.id)
    ids = {row.usgs: row.id for row in session.execute(mine)}
    for one in new:
        one.quake = ids[one.event.id]


def _told(event: Event) -> tuple[object, ...]:
    return msgspec.structs.astuple(event)[2:]


def _values(event: Event) -> dict[str, object]:
    values = msgspec.structs.asdict(event)
    del values["ids"]
    values["usgs"] = values.pop("id")
    return values


def _revise(
    reading: FeedReading,
    one: Match,
    before: Known,
    updates: list[dict[str, object]],
    revisions: list[dict[str, object]],
) -> bool:
    """Note what a known event is now; what is older than it is known already is left out."""
    event = one.event
    is_back = before.withdrawn_at is not None and reading.as_of > before.withdrawn_at
    if event.updated < before.updated and not is_back:
        return False
    if not is_back and before.usgs == event.id and before[: len(_TOLD)] == _told(event):
        return False
    values, old = _values(event), before._mapping
    differs = {name: [old[name], values[name]] for name in NOTED if old[name] != values[name]}
    if is_back:
        revisions.append(_revision(reading, before.id, "back"))
    if differs:
        revisions.append(_revision(reading, before.id, "changed", differs))
    updates.append(
        values
        | {
            "quake": before.id,
            "reading": reading.id,
            "revised_at": reading.as_of if differs or is_back else before.revised_at,
            "withdrawn_at": None if is_back else before.withdrawn_at,
        }
    )
    return bool(differs) or is_back


def _merge(session: Session, reading: FeedReading, kept: int, other: int) -> dict[str, object]:
    """What was taken for two events is one: the older one goes on, with the ids of both."""
    session.execute(update(Quake).where(Quake.id == other).values(merged_into=kept))
    session.execute(update(QuakeId).where(QuakeId.quake_id == other).values(quake_id=kept))
    was = session.scalar(select(Quake.usgs).where(Quake.id == other))
    return _revision(reading, kept, "merged", {"usgs": [was, None]})


def _learn_ids(session: Session, matches: Sequence[Match], known: Mapping[str, int]) -> None:
    rows = [
        {"usgs": name, "quake_id": one.quake}
        for one in matches
        for name in one.event.ids
        if known.get(name) != one.quake
    ]
    if rows:
        adding = upsert(session, alias)
        changed = {"quake_id": adding.excluded.quake_id}
        session.execute(adding.on_conflict_do_update(index_elements=["usgs"], set_=changed), rows)


def _withdrawn(session: Session, reading: FeedReading, told: set[int | None]) -> list[int]:
    """Events that the payload should hold and does not, marked; only a payload of all events can tell."""
    kind, _, window = reading.about.partition("_")
    if kind != "all" or window not in WINDOWS or reading.made_at is None:
        return []
    first = reading.made_at - WINDOWS[window] + _MARGIN
    last = min([reading.made_at - _MARGIN, *_covered(session, reading)])
    query = select(quake.c.id).where(
        quake.c.time.between(first, last),
        quake.c.first_at < reading.made_at,
        quake.c.updated < reading.made_at,
        quake.c.withdrawn_at.is_(None),
        quake.c.merged_into.is_(None),
    )
    gone = sorted(set(session.scalars(query)) - {one for one in told if one is not None})
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        ended = {"withdrawn_at": reading.made_at, "revised_at": reading.made_at, "reading": reading.id}
        session.execute(update(Quake).where(Quake.id.in_(some)).values(ended))
    return gone


def _covered(session: Session, reading: FeedReading) -> list[int]:
    """From when on each newer payload of another window tells of events itself."""
    found = []
    newer = select(FeedState.name, FeedState.made_at).where(
        or_(*(FeedState.name == f"usgs-{window}" for window in WINDOWS)),
        FeedState.made_at > reading.made_at,
        FeedState.name != reading.feed,
    )
    for name, made_at in session.execute(newer):
        if made_at is not None:
            found.append(made_at - WINDOWS[name.removeprefix("usgs-")])
    return found


def _revision(
    reading: FeedReading, quake_id: int, kind: str, changes: Mapping[str, object] | None = None
) -> dict[str, object]:
    return {
        "quake_id": quake_id,
        "at": reading.as_of,
        "reading": reading.id,
        "kind": kind,
        "changes": msgspec.json.encode(changes or {}).decode(),
    }
