"""Series of Dota 2: `dota2:axe:win` is how often a hero won in all ranks, `dota2:axe:win:7` in one of them.

`games` is how often it was played, `ban` how often it was banned professionally; `pro` in place of a rank is
professional play. Each reading is a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charts.bins import steps
from app.dota2.charts import LICENCE, SOURCE, group_label
from app.dota2.counts import ALL, GROUPS, PRO, Point, history
from app.dota2.models import DotaCount, DotaHero
from app.i18n import gettext
from app.series.source import Asked, Described, Given, Kind, Source
from app.series.source import Point as Told
from app.series.sums import Row, summed

What = Literal["win", "games", "ban"]
_KINDS: dict[What, Kind] = {"win": "ratio", "games": "level", "ban": "level"}


class _Key(msgspec.Struct, frozen=True):
    name: str
    what: What
    group: str


class Dota2:
    """The points of a hero."""

    prefix = "dota2"
    depends_on = (DotaHero, DotaCount)

    def describe(self, session: Session, name: str) -> Described | None:
        """The series of a hero that is known."""
        key = _read(name)
        row = None if key is None else session.scalar(select(DotaHero).where(DotaHero.name == key.name))
        return None if key is None or row is None else _described(name, row.label, key)

    def points(self, session: Session, name: str, asked: Asked) -> list[Told]:
        """What the readings told in each step."""
        key = _read(name)
        number = None if key is None else session.scalar(select(DotaHero.id).where(DotaHero.name == key.name))
        if key is None or number is None:
            return []
        first = asked.first
        points = [
            point for point in history(session, number, asked.until) if first is None or point.at >= first
        ]
        if not points:
            return []
        rows = [_row(point, key) for point in points]
        return summed(_KINDS[key.what], rows, steps(points[0].at, points[-1].at, asked.step, asked.zone))

    def find(self, session: Session, text: str, limit: int) -> list[Described]:
        """How often heroes with `text` in their name win."""
        query = select(DotaHero).where(DotaHero.label.icontains(text, autoescape=True))
        rows = session.scalars(query.order_by(DotaHero.label).limit(limit))
        return [_described(f"{row.name}:win", row.label, _Key(row.name, "win", ALL)) for row in rows]


def _read(name: str) -> _Key | None:
    hero, _, rest = name.partition(":")
    what, _, group = rest.partition(":")
    if what not in get_args(What):
        return None
    group = group or (PRO if what == "ban" else ALL)
    if group not in GROUPS or (what == "ban" and group != PRO):
        return None
    return _Key(hero, msgspec.convert(what, What), group)


def _row(point: Point, key: _Key) -> Row:
    games, wins = point.games(key.group)
    if key.what == "games":
        return (point.at, float(games), None)
    if key.what == "ban":
        return (point.at, float(point.pro[2]), None)
    # Per cent; of a rank with more wins than games there is no rate.
    return (point.at, 100.0 * wins if games and wins <= games else None, float(games))


def _described(name: str, label: str, key: _Key) -> Described:
    said = {"win": gettext("games won"), "games": gettext("games"), "ban": gettext("bans")}[key.what]
    return Described(
        key=f"dota2:{name}",
        label=f"{label}: {said} ({group_label(key.group)})",
        unit="%" if key.what == "win" else "",
        kind=_KINDS[key.what],
        source=SOURCE,
        licence=LICENCE,
    )


def sources(_given: Given) -> Sequence[Source]:
    """What Dota 2 offers."""
    return [Dota2()]
