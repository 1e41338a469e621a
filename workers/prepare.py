"""Preparation before the first page is served: the schema, the guide, the index, some pictures.

It runs in a process of its own, so that the supervisor, which lives as long as HUD, stays small.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

from app.clock import now
from app.db import Database
from app.db.installation import DatabaseLost
from app.db.migrate import upgrade
from app.features import enabled
from app.rowcache import open_database
from app.settings import Settings, SettingsError


def prepare(settings: Settings) -> int:
    """Bring all up to date; prints the first admin's one-time address. Returns the exit code.

    Raises `DBAPIError` and `OSError`.
    """
    try:
        switches = {feature.switch for feature in enabled(settings)}
        db = open_database(settings)
        try:
            _prepare(db, settings, switches)
        finally:
            db.dispose()
    except (SettingsError, DatabaseLost) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _prepare(db: Database, settings: Settings, switches: set[str]) -> None:
    upgrade(db, beside=settings.index_dir)
    import_module("app.pages.upkeep").ask(db)
    if "guide" in switches and find_spec("app.guide.ingest"):
        import_module("app.guide.ingest").ingest(db, settings)
    if "search" in switches:
        import_module("workers.follower").catch_up(db, settings)
    if "captcha" in switches:
        import_module("app.captcha.image.pool").begin(db, now())
    address = import_module("app.accounts.sign_in.first").address(db, now())
    if address:
        sys.stdout.write(
            "Nobody is admin yet. This address makes you the first one, within a day:"
            f" {settings.site_url}{address}\n"
        )
        sys.stdout.flush()
