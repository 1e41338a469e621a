"""Counts of heroes: in a rank, professionally, over the readings and by version of the game."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.dota2.models import DotaCount, DotaHero, DotaPatch
from app.dota2.rates import Rate, rate

RANKS = ("Herald", "Guardian", "Crusader", "Archon", "Legend", "Ancient", "Divine", "Immortal")
"""Names of the ranks, lowest first; the game does not translate them for players of different languages."""
ALL, PRO = "all", "pro"
GROUPS = (ALL, *(str(number) for number in range(1, len(RANKS) + 1)), PRO)
_HEROES_A_MATCH = 10


class Hero(msgspec.Struct, frozen=True):
    """A hero by its word in addresses and its name."""

    id: int
    name: str
    label: str
    attribute: str
    attack: str
    roles: tuple[str, ...]


class Point(msgspec.Struct, frozen=True):
    """What one reading told of a hero; `brackets` are games and wins by rank."""

    at: int
    brackets: tuple[tuple[int, int], ...]
    pro: tuple[int, int, int]
    unranked: int | None

    def games(self, group: str) -> tuple[int, int]:
        """Games and wins in a rank, in all ranks, or professionally.

        A rank with more wins than games is left out of all ranks, as it can be no count.
        """
        if group == PRO:
            return self.pro[0], self.pro[1]
        if group == ALL:
            sane = [(games, wins) for games, wins in self.brackets if wins <= games]
            return sum(games for games, _ in sane), sum(wins for _, wins in sane)
        return self.brackets[int(group) - 1]


class Standing(msgspec.Struct, frozen=True):
    """A hero among all in a group: games, wins, and rates in per cent.

    `win` is None without games, and where more was won than played. `pick` and `ban` are of all matches, and
    None where they would be more than all.
    """

    hero: Hero
    games: int
    wins: int
    win: Rate | None
    pick: float | None
    ban: float | None

    @property
    def is_odd(self) -> bool:
        """Whether more was won than played."""
        return self.wins > self.games


class Patch(msgspec.Struct, frozen=True):
    """A version of the game, from when on (µs)."""

    name: str
    at: int


def newest(session: Session) -> int | None:
    """When heroes were read last (µs)."""
    return session.scalar(select(func.max(DotaCount.at)))


def heroes(session: Session) -> dict[int, Hero]:
    """All heroes by their number."""
    return {
        row.id: Hero(
            row.id,
            row.name,
            row.label,
            row.attribute,
            row.attack,
            tuple(msgspec.json.decode(row.roles, type=list[str])),
        )
        for row in session.scalars(select(DotaHero))
    }


def standings(session: Session, group: str, at: int) -> list[Standing]:
    """All heroes as a reading told of them, by name."""
    known = heroes(session)
    rows = session.execute(select(DotaCount).where(DotaCount.at == at)).scalars()
    points = [(known[row.hero_id], _point(row)) for row in rows if row.hero_id in known]
    matches = sum(point.games(group)[0] for _, point in points) / _HEROES_A_MATCH
    found = []
    for hero, point in points:
        games, wins = point.games(group)
        ban = _part(point.pro[2], matches) if group == PRO else None
        found.append(Standing(hero, games, wins, rate(wins, games), _part(games, matches), ban))
    return sorted(found, key=lambda one: one.hero.label)


def history(session: Session, hero_id: int, until: int | None = None) -> list[Point]:
    """What every reading told of a hero, oldest first."""
    query = select(DotaCount).where(DotaCount.hero_id == hero_id)
    if until is not None:
        query = query.where(DotaCount.at <= until)
    return [_point(row) for row in session.scalars(query.order_by(DotaCount.at))]


def patches(session: Session) -> list[Patch]:
    """Versions of the game, oldest first."""
    rows = session.execute(select(DotaPatch.name, DotaPatch.at).order_by(DotaPatch.at))
    return [Patch(name, at) for name, at in rows]


def by_patch(points: Sequence[Point], known: Sequence[Patch], group: str) -> list[tuple[Patch, Point]]:
    """The last reading of each version in which there was one, newest first.

    Readings overlap in the games they count, so they are not added up. Before the first version that is known
    there is none.
    """
    found = []
    ends = [*(after.at for _, after in pairwise(known)), None]
    for patch, end in zip(known, ends, strict=True):
        inside = [
            point
            for point in points
            if point.at >= patch.at and (end is None or point.at < end) and point.games(group)[0]
        ]
        if inside:
            found.append((patch, inside[-1]))
    return found[::-1]


def _part(count: int, matches: float) -> float | None:
    """Per cent of all matches; a hero is at most once in each, so more than all is no rate."""
    return 100 * count / matches if 0 < count <= matches else 0.0 if matches and not count else None


def _point(row: DotaCount) -> Point:
    brackets = msgspec.json.decode(row.brackets, type=list[tuple[int, int]])
    return Point(row.at, tuple(brackets), (row.pro_games, row.pro_wins, row.pro_bans), row.unranked)
