"""Lists of professional matches and teams."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.dota2.models import DotaMatch, DotaTeam
from app.dota2.rates import Rate, rate

ROWS = 50
Order = Literal["rating", "name", "wins", "last"]


class Match(msgspec.Struct, frozen=True):
    """A match as a list shows it: `at` in µs, `minutes` its length; a side without a name is ""."""

    id: int
    at: int
    minutes: int
    radiant: str
    dire: str
    score: str
    league: str
    is_radiant_win: bool | None


class Team(msgspec.Struct, frozen=True):
    """A team as a list shows it."""

    id: int
    rank: int
    name: str
    tag: str
    rating: float
    wins: int
    losses: int
    win: Rate | None
    last_match_at: int | None


def matches(session: Session, page: int) -> tuple[list[Match], int]:
    """The newest matches first, and how many there are."""
    query = select(DotaMatch).order_by(DotaMatch.at.desc(), DotaMatch.id.desc())
    rows = session.scalars(query.offset((page - 1) * ROWS).limit(ROWS))
    found = [
        Match(
            id=row.id,
            at=row.at,
            minutes=round(row.duration / 60),
            radiant=row.radiant,
            dire=row.dire,
            score="" if row.radiant_score is None else f"{row.radiant_score}–{row.dire_score}",
            league=row.league,
            is_radiant_win=row.is_radiant_win,
        )
        for row in rows
    ]
    return found, session.scalar(select(func.count()).select_from(DotaMatch)) or 0


def teams(session: Session, order: Order, page: int) -> tuple[list[Team], int]:
    """Teams in an order, and how many there are; `rank` is always that of the rating."""
    rank = func.rank().over(order_by=DotaTeam.rating.desc())
    orders: dict[Order, list[ColumnElement[Any]]] = {
        "rating": [DotaTeam.rating.desc()],
        "name": [(DotaTeam.name == "").asc(), func.lower(DotaTeam.name).asc()],
        "wins": [DotaTeam.wins.desc()],
        "last": [DotaTeam.last_match_at.is_(None).asc(), DotaTeam.last_match_at.desc()],
    }
    query = select(DotaTeam, rank.label("rank")).order_by(*orders[order], DotaTeam.id)
    rows = session.execute(query.offset((page - 1) * ROWS).limit(ROWS))
    found = [
        Team(
            id=row.id,
            rank=number,
            name=row.name,
            tag=row.tag,
            rating=row.rating,
            wins=row.wins,
            losses=row.losses,
            win=rate(row.wins, row.wins + row.losses),
            last_match_at=row.last_match_at,
        )
        for row, number in rows
    ]
    return found, session.scalar(select(func.count()).select_from(DotaTeam)) or 0
