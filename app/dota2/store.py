"""Storing of what OpenDota says: a point of each hero a reading, new matches, teams as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.db.base import Base
from app.dota2.models import DotaCount, DotaHero, DotaMatch, DotaPatch, DotaTeam
from app.dota2.payload import HeroRow, MatchRow, PatchRow, TeamRow
from app.feeds.feed import Counts, FeedReading, Rows

MOST_MATCHES = 5_000
"""The newest so many are kept."""


def heroes(session: Session, reading: FeedReading, rows: Rows) -> Counts:
    """Heroes, and one point of each; the same counts as at the point before are a point too."""
    found = rows.of(HeroRow)
    counts = _upsert(
        session,
        DotaHero,
        "id",
        {
            row.id: {
                "name": row.name,
                "label": row.label,
                "attribute": row.attribute,
                "attack": row.attack,
                "roles": msgspec.json.encode(row.roles).decode(),
            }
            for row in found
        },
    )
    session.execute(delete(DotaCount).where(DotaCount.at == reading.at))
    session.execute(
        insert(DotaCount),
        [
            {
                "hero_id": row.id,
                "at": reading.at,
                "brackets": msgspec.json.encode(row.brackets).decode(),
                "pro_games": row.pro[0],
                "pro_wins": row.pro[1],
                "pro_bans": row.pro[2],
                "unranked": row.unranked,
                "reading": reading.id,
            }
            for row in found
        ],
    )
    return counts


def patches(session: Session, _reading: FeedReading, rows: Rows) -> Counts:
    """Versions of the game; one that is no longer listed stays."""
    return _upsert(session, DotaPatch, "name", {row.name: {"at": row.at} for row in rows.of(PatchRow)})


def matches(session: Session, _reading: FeedReading, rows: Rows) -> Counts:
    """Matches; those that are known are brought up to date, the oldest are dropped."""
    counts = _upsert(session, DotaMatch, "id", {row.id: _fields(row) for row in rows.of(MatchRow)})
    edge = session.scalar(select(DotaMatch.at).order_by(DotaMatch.at.desc()).offset(MOST_MATCHES).limit(1))
    if edge is not None:
        session.execute(delete(DotaMatch).where(DotaMatch.at <= edge))
    return counts


def teams(session: Session, _reading: FeedReading, rows: Rows) -> Counts:
    """Teams as the newest reading has them; those that it leaves out are gone from the list."""
    told = {row.id: _fields(row) for row in rows.of(TeamRow)}
    counts = _upsert(session, DotaTeam, "id", told)
    gone = [one for one in session.scalars(select(DotaTeam.id)) if one not in told]
    for number in gone:
        session.delete(session.get_one(DotaTeam, number))
    return msgspec.structs.replace(counts, withdrawn=len(gone))


def _fields(row: MatchRow | TeamRow) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.structs.asdict(row)
    del fields["id"]
    return fields


def _upsert(session: Session, model: type[Base], key: str, rows: dict[Any, dict[str, Any]]) -> Counts:
    """Rows by their key, written where they are new or other than before."""
    column = getattr(model, key)
    known = {getattr(row, key): row for row in _chunks(session, model, column, list(rows))}
    new = changed = 0
    for one, fields in rows.items():
        row = known.get(one)
        if row is None:
            session.add(model(**{key: one}, **fields))
            new += 1
        elif any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            changed += 1
    session.flush()
    return Counts(new=new, changed=changed, same=len(rows) - new - changed)


def _chunks(session: Session, model: type[Base], column: Any, keys: list[Any]) -> Iterable[Any]:
    for start in range(0, len(keys), 500):
        yield from session.scalars(select(model).where(column.in_(keys[start : start + 500])))
