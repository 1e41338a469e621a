"""Preparation before the first page is served: the schema, what features do at the start, the index.

It runs in a process of its own, so that the supervisor, which lives as long as HUD, stays small.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import cast

from app import jobs
from app.db import Database
from app.db.follower import catch_up
from app.db.installation import DatabaseLost
from app.db.migrate import upgrade
from app.feature import Feature, resolve
from app.features import enabled
from app.rowcache import open_database
from app.settings import Settings, SettingsError


def prepare(settings: Settings) -> int:
    """Bring all up to date; a feature may print what is to be done. Returns the exit code.

    Raises `DBAPIError` and `OSError`.
    """
    try:
        features = enabled(settings)
        db = open_database(settings)
        try:
            _prepare(db, settings, features)
        finally:
            db.dispose()
    except (SettingsError, DatabaseLost) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _prepare(db: Database, settings: Settings, features: tuple[Feature, ...]) -> None:
    upgrade(db, beside=settings.index_dir)
    jobs.ask_after_upgrade(db, settings)
    for feature in features:
        if feature.on_start:
            cast("Callable[[Database, Settings], object]", resolve(feature.on_start))(db, settings)
    catch_up(db, settings)
