"""The connections that jobs are handed out and begun on.

Their commits need not survive a power cut: what was handed out then is simply due again. Without the
wait for the disk they cost a fraction, and there are two of them for every page that is read.
"""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from app.db import Database
from app.rowcache import open_database
from app.settings import Settings


def open_job_database(settings: Settings) -> Database:
    """A database of its own for the scheduler and the start of jobs; results are written elsewhere."""
    db = open_database(settings)
    if db.is_sqlite:

        @event.listens_for(db.engine, "connect")
        def _relax(connection: DBAPIConnection, _record: object) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.close()

    return db
