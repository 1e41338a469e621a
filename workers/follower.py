"""The follower: keeps this host's index and counters up with the database, one process a host.

It is no job, because every host has an index of its own. What it does is idempotent, so that it may
be killed at any moment; what it meets (a locked database, a full disk) it waits out. The counters need it
only beside PostgreSQL, where other hosts write too.
"""

from __future__ import annotations

import logging
import threading

from app.db import Database
from app.db.follower import followers
from app.features import enabled
from app.freshness import counters
from app.freshness.hosts import Ear
from app.rowcache import open_database
from app.settings import Settings
from workers.commit_watch import watch
from workers.locks import Held, hold
from workers.tidy import tidy

_LOOK_S = 1.0
_MOST_PAUSE_S = 10.0
_CHECK_S = 600.0
_CHECK_RATE = 20_000_000
"""Bytes a second: what a slow disk hardly notices."""

log = logging.getLogger(__name__)


def follow(settings: Settings, stop: threading.Event) -> None:
    """Until `stop`: take every change into index and counters as soon as it is committed."""
    db = open_database(settings)
    try:
        if settings.has_hosts:
            ear = Ear(db, counters(db))
            threading.Thread(target=ear.run, args=(stop,), name="ear", daemon=True).start()
        threading.Thread(target=tidy, args=(db, settings, stop), name="tidy", daemon=True).start()
        if any(feature.follower for feature in enabled(settings)):
            _follow_alone(db, settings, stop)
        stop.wait()
    finally:
        db.dispose()


def _follow_alone(db: Database, settings: Settings, stop: threading.Event) -> None:
    threading.Thread(target=_check_index, args=(db, settings, stop), name="index check", daemon=True).start()
    lock = settings.data_dir / "follower.lock"
    while not stop.is_set():
        try:
            with hold(lock, wait=0.2):
                _follow(db, settings, stop)
        except Held:
            stop.wait(_LOOK_S)


def _follow(db: Database, settings: Settings, stop: threading.Event) -> None:
    pause = 0.0
    while not stop.is_set():
        try:
            with watch(db) as commits:
                all_of_them = followers(db, settings)
                while not stop.is_set():
                    if not sum(follower.step() for follower in all_of_them):
                        pause = 0.0
                        commits.wait(stop, _LOOK_S)
        except Exception as error:
            pause = min(pause * 2 or 0.1, _MOST_PAUSE_S)
            log.warning(
                "the index cannot follow, trying again in %.1f s: %s: %s",
                pause,
                type(error).__name__,
                error,
            )
            stop.wait(pause)


def _check_index(db: Database, settings: Settings, stop: threading.Event) -> None:
    """Read the whole index now and then, slowly: a failing disk changes no time and no size of a file."""
    all_of_them = followers(db, settings)
    while not stop.wait(_CHECK_S):
        for follower in all_of_them:
            try:
                follower.look_over(_CHECK_RATE)
            except OSError as error:
                log.warning("the index's files cannot be read: %s", error)
