"""Earthquakes as pages ask for them: those of a filter, one with its past, the newest revisions."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from app.equake.asked import DEPTHS, Where
from app.equake.matching import alias, quake
from app.equake.models import Quake, QuakeId, QuakeRevision

PAGE = 50
MOST = 30_000
"""So many events are drawn and counted at most; years of small ones are not."""
TECTONIC = "earthquake"


class Point(msgspec.Struct, frozen=True, array_like=True):
    """An event as a map shows it: id, time (µs), magnitude, depth (km), degrees, place, kind."""

    usgs: str
    time: int
    mag: float | None
    depth: float | None
    lat: float
    lon: float
    place: str
    kind: str


class Revised(msgspec.Struct, frozen=True):
    """What became known of an event later; `changes` are (field, before, after), times in µs."""

    usgs: str
    place: str
    mag: float | None
    at: int
    kind: Literal["changed", "withdrawn", "back", "merged"]
    changes: list[tuple[str, object, object]]

    @property
    def main(self) -> tuple[str, object, object] | None:
        """The change that matters most to people."""
        by = {name: (name, before, after) for name, before, after in self.changes}
        return next((by[name] for name in ("mag", "depth", "place", "kind", "status") if name in by), None)


class Row(msgspec.Struct, frozen=True):
    """An event as a list shows it, with its newest revision."""

    usgs: str
    time: int
    mag: float | None
    depth: float | None
    lat: float
    lon: float
    place: str
    kind: str
    revised: Revised | None = None


class Listing(msgspec.Struct, frozen=True):
    """A page of the list, how many there are, and how many in the period without further filters."""

    rows: list[Row]
    total: int
    unfiltered: int
    last: int


class Detail(msgspec.Struct, frozen=True):
    """One event with all ids it has had, and its past, newest first."""

    quake: Quake
    ids: list[str]
    revisions: list[Revised]


def conditions(where: Where) -> list[ColumnElement[bool]]:
    """What an event has to be; withdrawn ones and such as are another one's are left out."""
    found = [*_there(), quake.c.time.between(where.first, where.last)]
    if where.mag is not None:
        found.append(quake.c.mag >= where.mag)
    if where.depth:
        low, high = DEPTHS[where.depth]
        found += [] if low is None else [quake.c.depth >= low]
        found += [] if high is None else [quake.c.depth < high]
    area = where.area
    if area is not None:
        west, south, east, north = area
        found.append(quake.c.lat.between(south, north))
        inside = and_ if west <= east else or_
        found.append(inside(quake.c.lon >= west, quake.c.lon <= east))
    return found


def _there() -> list[ColumnElement[bool]]:
    return [quake.c.withdrawn_at.is_(None), quake.c.merged_into.is_(None)]


_POINT = tuple(quake.c[name] for name in Point.__struct_fields__)


def points(session: Session, where: Where) -> list[Point]:
    """All events of a filter, oldest first; of more than `MOST` the newest."""
    newest = select(*_POINT).where(*conditions(where)).order_by(quake.c.time.desc()).limit(MOST)
    return [Point(*row) for row in session.execute(newest)][::-1]


def listing(session: Session, where: Where, total: int | None = None) -> Listing:
    """A page of the list."""
    if total is None:
        total = _count(session, conditions(where))
    last = max(1, -(-total // PAGE))
    rows = session.execute(
        _ordered(select(quake.c.id, *_POINT).where(*conditions(where)), where)
        .limit(PAGE)
        .offset((min(where.page, last) - 1) * PAGE)
    ).all()
    revised = _newest_revisions(session, [row.id for row in rows])
    period = [*_there(), quake.c.time.between(where.first, where.last)]
    names = Point.__struct_fields__
    shown = [Row(**{name: row._mapping[name] for name in names}, revised=revised.get(row.id)) for row in rows]
    return Listing(shown, total, _count(session, period), last)


def _ordered(query: Select[*tuple[object, ...]], where: Where) -> Select[*tuple[object, ...]]:
    column = quake.c[where.sort]
    is_missing = case((column.is_(None), 1), else_=0)
    direction = column.asc() if where.order == "asc" else column.desc()
    return query.order_by(is_missing, direction, quake.c.time.desc(), quake.c.id.desc())


def _count(session: Session, found: list[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(quake).where(*found)) or 0


def _newest_revisions(session: Session, ids: list[int]) -> dict[int, Revised]:
    if not ids:
        return {}
    newest = select(func.max(QuakeRevision.id)).where(QuakeRevision.quake_id.in_(ids))
    query = _REVISED.where(QuakeRevision.id.in_(newest.group_by(QuakeRevision.quake_id)))
    return {row.quake_id: _revised(row) for row in session.execute(query)}


_REVISED = select(
    QuakeRevision.quake_id,
    Quake.usgs,
    Quake.place,
    Quake.mag,
    QuakeRevision.at,
    QuakeRevision.kind,
    QuakeRevision.changes,
).join(Quake, Quake.id == QuakeRevision.quake_id)


def _revised(row: SqlRow[*tuple[Any, ...]]) -> Revised:
    found = msgspec.json.decode(row.changes, type=dict[str, tuple[object, object]])
    changes = [(name, *pair) for name, pair in found.items()]
    return msgspec.convert(
        {
            "usgs": row.usgs,
            "place": row.place,
            "mag": row.mag,
            "at": row.at,
            "kind": row.kind,
            "changes": changes,
        },
        Revised,
    )


def revisions(session: Session, where: Where, limit: int = 20) -> list[Revised]:
    """The newest revisions of larger events and withdrawals of any, made within the period."""
    notable = or_(Quake.mag >= max(where.mag or 0.0, 2.5), QuakeRevision.kind == "withdrawn")
    query = _REVISED.where(QuakeRevision.at.between(where.first, where.last), notable)
    rows = session.execute(query.order_by(QuakeRevision.at.desc(), QuakeRevision.id.desc()).limit(limit * 3))
    found = [_revised(row) for row in rows]
    # A word on who has looked at it is no news by itself.
    told = [
        one
        for one in found
        if one.kind != "changed" or (one.main and one.main[0] in ("mag", "depth", "kind"))
    ]
    return told[:limit]


def detail(session: Session, usgs: str) -> Detail | None:
    """The event that has or had an id."""
    found = session.scalar(
        select(Quake).join(QuakeId, QuakeId.quake_id == Quake.id).where(QuakeId.usgs == usgs)
    )
    if found is None:
        return None
    ids = list(
        session.scalars(select(alias.c.usgs).where(alias.c.quake_id == found.id).order_by(alias.c.usgs))
    )
    past = session.execute(
        _REVISED.where(QuakeRevision.quake_id == found.id).order_by(
            QuakeRevision.at.desc(), QuakeRevision.id.desc()
        )
    )
    return Detail(found, ids, [_revised(row) for row in past])


def earliest(session: Session) -> int | None:
    """The time of the oldest event that is kept."""
    found: int | None = session.scalar(select(func.min(quake.c.time)))
    return found
