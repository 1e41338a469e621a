"""Long jobs that what is stored needs after HUD was brought to a newer version."""

from __future__ import annotations

from app import jobs
from app.db import Database
from app.pages import moving

MOVE_TEXTS = "move-texts"


def ask(db: Database) -> list[str]:
    """Ask for those that are needed, unless they wait or run already; returns their titles, in English."""
    with db.read() as session:
        needed = moving.is_needed(session)
    if not needed:
        return []
    with db.write() as session:
        jobs.long.ask(session, MOVE_TEXTS, moving.TITLE)
    return [moving.TITLE]
