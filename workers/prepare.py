"""What must be in order before the first page is served: the schema, the guide, the index, some pictures.

It runs in a process of its own, so that the supervisor, which lives as long as HUD, stays small.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

from sqlalchemy.exc import DBAPIError

from app.cache import open_database
from app.clock import now
from app.db import Database
from app.db.migrate import upgrade
from app.features import enabled
from app.settings import Settings, SettingsError


def prepare(settings: Settings) -> int:
    """Bring all up to date; prints the first admin's one-time address. Returns the exit code."""
    try:
        switches = {feature.switch for feature in enabled(settings)}
        db = open_database(settings)
        try:
            _prepare(db, settings, switches)
        finally:
            db.dispose()
    except SettingsError as error:
        return _failed(str(error))
    except DBAPIError as error:
        return _failed(f"The database cannot be used: {_one_line(error.orig)}")
    except OSError as error:
        return _failed(f"The data folder {settings.data_dir} cannot be used: {error}")
    return 0


def _prepare(db: Database, settings: Settings, switches: set[str]) -> None:
    upgrade(db)
    if "guide" in switches and find_spec("app.guide.ingest"):
        import_module("app.guide.ingest").ingest(db, settings)
    if "search" in switches:
        import_module("workers.follower").catch_up(db, settings)
    if "captcha" in switches:
        import_module("app.captcha.pool").begin(db, now())
    url = import_module("app.accounts.service").first_admin_url(db, settings)
    if url:
        sys.stdout.write(f"Nobody is admin yet. This address makes you the first one: {url}\n")
        sys.stdout.flush()


def _failed(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


def _one_line(error: BaseException | None) -> str:
    return " ".join(str(error).split())
