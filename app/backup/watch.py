"""Age of the last backup: for `hud doctor` and for `/metrics`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.backup import scheduled
from app.clock import DAY, moment, now
from app.db import Database, unwritable
from app.finding import Finding
from app.settings import Settings
from app.web.context import Hud

OLD = 30 * DAY
"""Where none are scheduled, a backup older than this is worth a word."""


def start(hud: Hud) -> None:
    """Add the number to this process's metrics; it is left out while there is no backup."""
    hud.metrics.register(
        "hud_last_backup_age_seconds", "Age of the newest backup", lambda: _age(hud.db, hud.clock()) / 1e6
    )


def _age(db: Database, time: int) -> int:
    with db.read() as session:
        found = scheduled.last(session)
    if found is None:
        raise LookupError("no backup has been made")
    return time - found.at


def findings(made: Settings) -> Iterator[Finding]:
    """When the last backup was made, and whether that is too long ago."""
    file = made.database_file
    db = Database(made.database, makes=False, read_only=file is not None and unwritable(file) is not None)
    if db.is_missing:
        return
    try:
        with db.read() as session:
            found = scheduled.last(session)
    except (SQLAlchemyError, OSError):
        return  # the check of the database has said why
    finally:
        db.dispose()
    told = (
        "Last backup: none yet"
        if found is None
        else f"Last backup: {found.name}, {moment(found.at):%Y-%m-%d %H:%MZ}"
    )
    limit = 2 * made.backup_every if made.backup_dir else OLD
    fix = ""
    if found is not None and now() - found.at > limit:
        fix = (
            "Look at `hud jobs`: backups are scheduled, and none is made."
            if made.backup_dir
            else "Run `hud backup FILE`, or set HUD_BACKUP_DIR."
        )
    yield Finding(told, fix)
