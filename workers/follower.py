"""The follower: keeps this host's index up with the database, one process a host.

It is no job, because every host has an index of its own. What it does is idempotent, so that it may
be killed at any moment; what it meets (a locked database, a full disk) it waits out.
"""

from __future__ import annotations

import logging
import threading

from app.db import Database
from app.search.follow import Follower
from app.settings import Settings
from workers.locks import Held, hold
from workers.tide import watch

_LOOK_S = 1.0
_MOST_PAUSE_S = 10.0

log = logging.getLogger(__name__)


def follow(settings: Settings, stop: threading.Event) -> None:
    """Until `stop`: take every change into the index as soon as it is committed."""
    lock = settings.data_dir / "follower.lock"
    while not stop.is_set():
        try:
            with hold(lock, wait=0.2):
                _follow(settings, stop)
        except Held:
            stop.wait(_LOOK_S)


def _follow(settings: Settings, stop: threading.Event) -> None:
    db = Database(settings.database)
    pause = 0.0
    try:
        while not stop.is_set():
            try:
                with watch(db) as tide:
                    follower = Follower(db, settings.index_dir)
                    while not stop.is_set():
                        if not follower.step():
                            pause = 0.0
                            tide.wait(stop, _LOOK_S)
            except Exception as error:
                pause = min(pause * 2 or 0.1, _MOST_PAUSE_S)
                log.warning(
                    "the index cannot follow, trying again in %.1f s: %s: %s",
                    pause,
                    type(error).__name__,
                    error,
                )
                stop.wait(pause)
    finally:
        db.dispose()


def catch_up(db: Database, settings: Settings) -> int:
    """Take in all changes there are; returns how many."""
    follower = Follower(db, settings.index_dir)
    taken = 0
    while step := follower.step():
        taken += step
    return taken
