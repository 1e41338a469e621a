"""Tables of Dota 2: heroes with their counts at each reading, patches, professional matches and teams."""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base


class DotaHero(Base):
    """A hero; `name` is its word in addresses and series, such as axe."""

    __tablename__ = "dota_hero"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    label: Mapped[str] = mapped_column(Text)
    attribute: Mapped[str] = mapped_column(String(8))  # str, agi, int, all
    attack: Mapped[str] = mapped_column(String(20))
    roles: Mapped[str] = mapped_column(Text)  # JSON: a list of words


class DotaCount(Base):
    """How often a hero was played and won, as a reading told it: a point of its history.

    OpenDota counts the last weeks, so the numbers of two readings overlap and are never added up.
    """

    __tablename__ = "dota_count"
    __table_args__ = ({"info": UNCACHED},)

    hero_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)  # µs
    brackets: Mapped[str] = mapped_column(Text)  # JSON: [games, wins] of the eight ranks, lowest first
    pro_games: Mapped[int]
    pro_wins: Mapped[int]
    pro_bans: Mapped[int]
    unranked: Mapped[int | None] = mapped_column(
        BigInteger
    )  # games without a rank; of them no wins are known
    reading: Mapped[int | None] = mapped_column(BigInteger)


class DotaPatch(Base):
    """A version of the game, and when it came out (µs)."""

    __tablename__ = "dota_patch"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)


class DotaMatch(Base):
    """A professional match; its number is beyond 32 bits."""

    __tablename__ = "dota_match"
    __table_args__ = (Index("ix_dota_match_at", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)  # µs
    duration: Mapped[int]  # seconds
    radiant_id: Mapped[int | None] = mapped_column(BigInteger)
    radiant: Mapped[str] = mapped_column(Text)
    dire_id: Mapped[int | None] = mapped_column(BigInteger)
    dire: Mapped[str] = mapped_column(Text)
    league: Mapped[str] = mapped_column(Text)
    radiant_score: Mapped[int | None]
    dire_score: Mapped[int | None]
    is_radiant_win: Mapped[bool | None]


class DotaTeam(Base):
    """A professional team as the newest reading tells of it."""

    __tablename__ = "dota_team"
    __table_args__ = (Index("ix_dota_team_rating", "rating"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    tag: Mapped[str] = mapped_column(Text)
    rating: Mapped[float] = mapped_column(Float(53))
    wins: Mapped[int]
    losses: Mapped[int]
    last_match_at: Mapped[int | None] = mapped_column(BigInteger)  # µs
