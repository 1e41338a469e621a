"""Payloads of OpenDota as rows, or a refusal in words.

They have had several forms: counts are left out of heroes nobody played, a name is missing, an attribute or a
column is new. What can be understood is mapped; what is no hero, match or team refuses the whole payload.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from app.clock import SECOND
from app.feeds.feed import Parsed
from app.feeds.refused import Refused
from app.mark import N_

_NOT_JSON = N_("The answer is no JSON: %(error)s")
_SHAPE = N_("The answer does not have the expected form: %(error)s")
_ERROR = N_("OpenDota answered with an error: %(message)s")
_EMPTY = N_("The answer holds nothing.")
_NO_HERO = N_("This is no hero: it has no number or no name.")
_TWICE = N_("The same number stands there twice.")
_LESS = N_("A count is less than zero.")
_TIME = N_("“%(date)s” is no time.")

BRACKETS = 8
ATTRIBUTES = ("str", "agi", "int", "all")
_NAME = re.compile(r"npc_dota_hero_([a-z0-9_]{1,50})")
T = TypeVar("T")


class HeroRow(msgspec.Struct, frozen=True):
    """A hero and its counts; `brackets` are games and wins of the eight ranks.

    Wins may be more than games: that is kept as it was told, and no rate is made of it.
    """

    id: int
    name: str
    label: str
    attribute: str
    attack: str
    roles: list[str]
    brackets: list[tuple[int, int]]
    pro: tuple[int, int, int]
    """Games, wins and bans."""
    unranked: int | None


class PatchRow(msgspec.Struct, frozen=True):
    """A version of the game and when it came out (µs)."""

    name: str
    at: int


class MatchRow(msgspec.Struct, frozen=True):
    """A professional match; times in µs, `duration` in seconds. A side without a name has "" ."""

    id: int
    at: int
    duration: int
    radiant_id: int | None
    radiant: str
    dire_id: int | None
    dire: str
    league: str
    radiant_score: int | None
    dire_score: int | None
    is_radiant_win: bool | None


class TeamRow(msgspec.Struct, frozen=True):
    """A team; `name` may be "" ."""

    id: int
    name: str
    tag: str
    rating: float
    wins: int
    losses: int
    last_match_at: int | None


class _Hero(msgspec.Struct):
    id: int | None = None
    name: str | None = None
    localized_name: str | None = None
    primary_attr: str = ""
    attack_type: str = ""
    roles: list[str] = []
    pro_pick: int | None = None
    pro_win: int | None = None
    pro_ban: int | None = None
    null_pick: int | None = None


class _Patch(msgspec.Struct):
    name: str
    date: str


class _Match(msgspec.Struct):
    match_id: int
    start_time: int
    duration: int = 0
    radiant_team_id: int | None = None
    radiant_name: str | None = None
    dire_team_id: int | None = None
    dire_name: str | None = None
    league_name: str | None = None
    radiant_score: int | None = None
    dire_score: int | None = None
    radiant_win: bool | None = None


class _Team(msgspec.Struct):
    team_id: int
    rating: float
    wins: int
    losses: int
    name: str | None = None
    tag: str | None = None
    last_match_time: int | None = None


def heroes(payload: bytes) -> Parsed:
    """Heroes with their counts: `HeroRow`. Raises `Refused`."""
    rows: list[HeroRow] = []
    for number, raw in enumerate(_list(payload)):
        where = f"[{number}]"
        hero = _convert(raw, _Hero, where)
        match = _NAME.fullmatch(hero.name or "")
        if hero.id is None or match is None:
            raise Refused(_NO_HERO, where)
        rows.append(
            HeroRow(
                hero.id,
                match[1],
                hero.localized_name or match[1].replace("_", " ").title(),
                hero.primary_attr if hero.primary_attr in ATTRIBUTES else "",
                hero.attack_type,
                hero.roles,
                [
                    (_count(raw, f"{n}_pick", where), _count(raw, f"{n}_win", where))
                    for n in range(1, BRACKETS + 1)
                ],
                (
                    _count(raw, "pro_pick", where),
                    _count(raw, "pro_win", where),
                    _count(raw, "pro_ban", where),
                ),
                # Of games without a rank no wins are told: they make no rate.
                hero.null_pick,
            )
        )
    return _parsed(rows, [row.id for row in rows])


def patches(payload: bytes) -> Parsed:
    """Versions of the game: `PatchRow`. Raises `Refused`."""
    rows = []
    for number, raw in enumerate(_list(payload)):
        patch = _convert(raw, _Patch, f"[{number}]")
        try:
            at = datetime.fromisoformat(patch.date)
        except ValueError:
            raise Refused(_TIME, f"[{number}].date", date=patch.date[:40]) from None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        rows.append(PatchRow(patch.name, int(at.timestamp()) * SECOND))
    return _parsed(rows, [row.name for row in rows])


def matches(payload: bytes) -> Parsed:
    """Professional matches, the newest hundred: `MatchRow`. Raises `Refused`."""
    found = [_convert(raw, _Match, f"[{number}]") for number, raw in enumerate(_list(payload))]
    rows = [
        MatchRow(
            one.match_id,
            one.start_time * SECOND,
            one.duration,
            one.radiant_team_id,
            (one.radiant_name or "").strip(),
            one.dire_team_id,
            (one.dire_name or "").strip(),
            (one.league_name or "").strip(),
            one.radiant_score,
            one.dire_score,
            one.radiant_win,
        )
        for one in found
    ]
    return _parsed(rows, [row.id for row in rows])


def teams(payload: bytes) -> Parsed:
    """Teams with their rating: `TeamRow`. Raises `Refused`."""
    found = [_convert(raw, _Team, f"[{number}]") for number, raw in enumerate(_list(payload))]
    rows = [
        TeamRow(
            one.team_id,
            (one.name or "").strip(),
            (one.tag or "").strip(),
            one.rating,
            one.wins,
            one.losses,
            one.last_match_time * SECOND if one.last_match_time else None,
        )
        for one in found
    ]
    return _parsed(rows, [row.id for row in rows])


def _list(payload: bytes) -> list[dict[str, Any]]:
    try:
        answer = msgspec.json.decode(payload)
    except msgspec.DecodeError as error:
        raise Refused(_NOT_JSON, error=str(error)) from None
    if isinstance(answer, Mapping) and "error" in answer:
        raise Refused(_ERROR, message=str(answer["error"])[:200])
    rows = _convert(answer, list[dict[str, Any]], "")
    if not rows:
        raise Refused(_EMPTY)
    return rows


def _count(raw: Mapping[str, Any], key: str, where: str) -> int:
    """A count; a hero whom nobody played so has none, which is zero games."""
    value = raw.get(key)
    if value is None:
        return 0
    number = _convert(value, int, f"{where}.{key}")
    if number < 0:
        raise Refused(_LESS, f"{where}.{key}")
    return number


def _parsed(rows: list[Any], ids: list[Any]) -> Parsed:
    seen: set[Any] = set()
    for number, one in enumerate(ids):
        if one in seen:
            raise Refused(_TWICE, f"[{number}]")
        seen.add(one)
    return Parsed(rows=rows)


def _convert(value: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$")
        raise Refused(_SHAPE, where + place.rstrip("`"), error=text) from None
