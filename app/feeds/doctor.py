"""Check of `hud doctor`: feeds that fail, or whose data is old."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.console import counted, moment
from app.db import Database, unwritable
from app.feeds import service
from app.feeds.registry import known
from app.finding import Finding
from app.settings import Settings


def findings(made: Settings) -> Iterator[Finding]:
    """Each feed that fails, or how many are read; nothing where the database cannot be read."""
    file = made.database_file
    db = Database(made.database, makes=False, read_only=file is not None and unwritable(file) is not None)
    if db.is_missing or not known(made):
        return
    try:
        with db.read() as session:
            begun = [one for one in service.states(session, made) if one.is_begun]
    except (SQLAlchemyError, OSError):
        return  # the check of the database has said why
    failing = [one for one in begun if one.failures or one.is_old(now())]
    for one in failing:
        why = f"{one.reason} {one.place}".strip() or "it was not read for long"
        yield Finding(
            f"Feed {one.name}: {why} (last read {moment(one.read_at)})",
            "Check the way to its server, or the setting that names it; `hud feeds refresh` tries again."
            " Pages show what was read last.",
        )
    if not failing:
        yield Finding(
            f"Feeds: {counted(len(begun), 'feed')} read regularly" if begun else "Feeds: none begun"
        )
