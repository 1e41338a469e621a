"""Removes every hour what has been kept for long enough, on each host that serves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import cast

from app import jobs
from app.clock import now
from app.db import Database
from app.feature import resolve
from app.features import enabled
from app.settings import Settings

EVERY_S = 3600.0

log = logging.getLogger(__name__)


def tidy(db: Database, settings: Settings, stop: threading.Event) -> None:
    """Until `stop`; a database that cannot be written to is tried again an hour later."""
    names = [feature.tidy for feature in enabled(settings) if feature.tidy]
    sweeps = [_long_jobs, *(cast("Callable[[Database, int], object]", resolve(name)) for name in names)]
    while not stop.is_set():
        for sweep in sweeps:
            try:
                sweep(db, now())
            except Exception as error:
                log.warning("what is old cannot be removed now: %s: %s", type(error).__name__, error)
        stop.wait(EVERY_S)


def _long_jobs(db: Database, _now: int) -> None:
    with db.write() as session:
        jobs.long.tidy(session)
