"""Long jobs that what is stored needs after HUD was brought to a newer version."""

from __future__ import annotations

from app import jobs
from app.db import Database
from app.pages import moving, reread

MOVE_TEXTS = "move-texts"


def ask(db: Database) -> list[str]:
    """Ask for those that are needed, unless they wait or run already; returns their titles, in English."""
    titles = []
    with db.read() as session:
        moves, rereads = moving.is_needed(session), reread.count(session) > 0
    if moves or rereads:
        with db.write() as session:
            if moves:
                jobs.long.ask(session, MOVE_TEXTS, moving.TITLE)
                titles.append(moving.TITLE)
            if rereads:
                reread.ask(session)
                titles.append(reread.TITLE)
    return titles
