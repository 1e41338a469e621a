"""Removes every hour what has been kept for long enough, on each host that serves."""

from __future__ import annotations

import logging
import threading

from app import jobs
from app.accounts.upkeep import sweep
from app.clock import now
from app.db import Database

EVERY_S = 3600.0

log = logging.getLogger(__name__)


def tidy(db: Database, stop: threading.Event) -> None:
    """Until `stop`; a database that cannot be written to is tried again an hour later."""
    while not stop.is_set():
        try:
            sweep(db, now())
            with db.write() as session:
                jobs.long.tidy(session)
        except Exception as error:
            log.warning("what is old cannot be removed now: %s: %s", type(error).__name__, error)
        stop.wait(EVERY_S)
