"""Visitors of the load test: anonymous ones, and signed-in people, each from an address of their own.

Sessions are begun in the database, as signing in does once name and password fit: comparing a hundred
passwords takes a quarter of a minute and is no part of any figure here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts import service, sessions
from app.clock import now
from app.db import Database
from app.settings import Settings

Headers = tuple[tuple[str, str], ...]

NOBODY: Headers = (("X-Forwarded-For", "192.0.2.1"),)
BROWSER: Headers = (("Accept", "text/html,*/*;q=0.8"), ("Accept-Language", "en;q=0.5"))


def signed_in(folder: Path, rows: Sequence[Mapping[str, str]]) -> list[Headers]:
    """Sign in people of an installation that is not served yet; what each then sends.

    `rows` are those of people.csv.
    """
    db = Database(Settings(data_dir=folder).database)
    try:
        with db.write() as session:
            return [_begin(session, row) for row in rows]
    finally:
        db.dispose()


def _begin(session: Session, row: Mapping[str, str]) -> Headers:
    person = service.find(session, row["name"])
    if person is None:
        raise LookupError(f"there is no {row['name']}")
    cookie = f"hud={sessions.begin(session, person.id, now())}; hud_lang={person.language}"
    return (*BROWSER, ("Cookie", cookie), ("X-Forwarded-For", row["address"]))
