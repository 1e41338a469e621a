"""Things tests need that take long to make, made once in a process: a new installation, an application.

A new installation is copied: its migrated database, its empty index, its compiled templates. Making them anew
takes longer than most tests. An application's routes serve one test after another.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from litestar import Litestar
from sqlalchemy import text

from app import asgi
from app.asgi import Routes, make_hud
from app.db import Database
from app.db.migrate import upgrade
from app.feature import Feature
from app.features import enabled
from app.search.engine import TRIE
from app.search.follow import Follower
from app.settings import Settings
from app.web import log
from app.web.context import ROOT
from app.web.response.assets import static_files
from app.web.templates import make_templates

DATABASE = "hud.sqlite3"
COMPILED = Path("cache", "templates")


@cache
def migrated() -> Path:
    """An empty SQLite database of the newest schema, in one file."""
    db = Database(f"sqlite:///{_folder() / DATABASE}")
    upgrade(db)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    db.dispose()
    return _folder() / DATABASE


@cache
def indexed() -> Path:
    """The index of that database: the folder of an index without a page."""
    settings = Settings(data_dir=migrated().parent)
    db = Database(settings.database)
    Follower(db, settings.index_dir, TRIE).step()
    db.dispose()
    return settings.index_dir


@cache
def compiled() -> Path:
    """The folder of all templates, compiled."""
    templates = make_templates(ROOT / "templates", _folder(), static_files(ROOT / "static"))
    for name in templates.list_templates():
        templates.get_template(name)
    return _folder() / COMPILED


def installation(settings: Settings) -> bool:
    """Copy what `settings` do not find: an installation with nothing in it, with SQLite, its index as well.

    What is there stays. An index is copied only beside an untouched copy of the database. Returns whether
    schema and index are the newest; otherwise they have to be brought there.
    """
    folder, is_ready = settings.data_dir, False
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
    if not settings.database_url:
        place = folder / DATABASE
        if not place.exists():
            shutil.copy(migrated(), place)
        if _untouched(place):
            follows = any(feature.follower for feature in enabled(settings))
            is_ready = not follows or not settings.index_dir.exists()
            if is_ready and follows:
                shutil.copytree(indexed(), settings.index_dir, symlinks=True)
    templates(folder)
    return is_ready


def templates(folder: Path) -> None:
    """Put the compiled templates into a data folder.

    As other names of the same files: HUD never writes into one, it puts a new one in its place.
    """
    place = folder / COMPILED
    if not place.exists():
        shutil.copytree(compiled(), place, copy_function=_link)
        place.chmod(0o700)
        place.parent.chmod(0o700)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on a small disk of its own
        shutil.copy2(source, target)


@contextmanager
def application(settings: Settings) -> Iterator[Litestar]:
    """The application for `settings`; `create_app` makes the same one, but all its routes anew."""
    hud = make_hud(settings)
    log.set_up(settings.log)
    # Tests may add handlers of their own.
    idle = _idle.setdefault((hud.features, vars(asgi)["handlers"]), [])
    routes = idle.pop() if idle else Routes(hud.features)
    app = routes.serve(hud)
    count = len(app.routes)
    yield app
    # A route that a test has added is nobody else's.
    if len(app.routes) == count:
        idle.append(routes)


_idle: dict[tuple[tuple[Feature, ...], Callable[..., object]], list[Routes]] = {}


def _untouched(place: Path) -> bool:
    log = place.with_name(f"{place.name}-wal")
    if log.exists() and log.stat().st_size:
        return False
    return place.stat().st_size == migrated().stat().st_size and place.read_bytes() == migrated().read_bytes()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hud-prepared"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
