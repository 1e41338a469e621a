"""Answers in the shape of OpenDota's, and the real ones where they lie beside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy.orm import Session

from app.clock import DAY
from app.dota2 import payload, store
from app.feeds.feed import Counts, FeedReading, Parsed, Rows
from app.feeds.models import FeedState
from tests.search.corpus import at as day

FIRST = day("2020-11-20")
_NEAR = [up / "shared" / "data" / "opendota" for up in Path(__file__).resolve().parents]
REAL = next((folder for folder in _NEAR if folder.is_dir()), _NEAR[2])


def real(name: str) -> bytes:
    """A real answer, as it was served."""
    if not (REAL / name).exists():
        pytest.skip(f"the real answers of OpenDota are not there ({REAL})")
    return (REAL / name).read_bytes()


def november() -> bytes:
    """The heroes of November 2020 without the first element, which OpenDota never sent."""
    return json.dumps(json.loads(real("heroStats-2020-11.json"))[1:]).encode()


def hero(number: int = 2, name: str = "axe", **fields: Any) -> dict[str, Any]:
    """A hero with a thousand games in each rank, of which half were won."""
    counts = {
        f"{rank}_{what}": 1_000 if what == "pick" else 500 for rank in range(1, 9) for what in ("pick", "win")
    }
    return {
        "id": number,
        "name": f"npc_dota_hero_{name}",
        "localized_name": name.title(),
        "primary_attr": "str",
        "attack_type": "Melee",
        "roles": ["Initiator", "Durable"],
        "pro_pick": 40,
        "pro_win": 22,
        "pro_ban": 7,
        **counts,
        **fields,
    }


def body(*rows: dict[str, Any]) -> bytes:
    """An answer."""
    return json.dumps(rows).encode()


def packed(parsed: Parsed) -> Rows:
    """Rows as they come out of the limited process."""
    return Rows([msgspec.msgpack.encode(parsed.rows)], len(parsed.rows))


def keep(session: Session, what: str, answer: bytes, *, at: int, number: int = 1) -> Counts:
    """Parse an answer and store it, as a reading does."""
    parsed: Parsed = getattr(payload, what)(answer)
    reading = FeedReading(id=number, feed=f"opendota-{what}", at=at)
    counts: Counts = getattr(store, what)(session, reading, packed(parsed))
    return counts


def fill(session: Session) -> None:
    """Forty heroes at ten readings with a patch between, matches and teams."""
    keep(
        session,
        "patches",
        body({"name": "7.27", "date": "2020-06-28"}, {"name": "7.28", "date": "2020-11-24"}),
        at=FIRST,
    )
    names = ["axe", *(f"hero_{number}" for number in range(39))]
    for reading in range(10):
        rows = [
            hero(number, name, **{"5_win": 400 + (number * 7 + reading * 3) % 200, "null_pick": 9})
            for number, name in enumerate(names, start=1)
        ]
        rows[7] |= {"8_pick": 3, "8_win": 5}
        keep(session, "heroes", body(*rows), at=FIRST + reading * DAY)
    keep(
        session,
        "matches",
        body(*({"match_id": 2**33 + n, "start_time": 1_606_000_000 + n} for n in range(60))),
        at=FIRST,
    )
    teams = [
        {"team_id": n, "name": f"Harbour {n}" if n % 7 else "", "rating": 900.0 + n, "wins": n, "losses": 3}
        for n in range(1, 61)
    ]
    keep(session, "teams", body(*teams), at=FIRST)
    for name in ("heroes", "patches", "matches", "teams"):
        session.add(FeedState(name=f"opendota-{name}", begun_at=FIRST, tried_at=FIRST, succeeded_at=FIRST))
