"""Installations on both databases that can be copied and put back by hand, as people do."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from app.db import Database
from app.freshness import counters
from app.rowcache import open_database
from app.settings import Settings
from tests.search.corpus import Corpus
from tests.services import database_like


class World:
    """One installation; `copy` and `put_back` are what an operator does without HUD's own commands."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database: Database
        self.corpus: Corpus
        self.open()

    def open(self) -> None:
        """As the next start of HUD does."""
        self.database = open_database(self.settings)
        self.corpus = Corpus(self.database, self.settings.index_dir)

    def copy(self) -> None:
        """Keep the database as it is now, HUD being stopped meanwhile."""
        self.database.dispose()
        self._copy(back=False)
        self.open()

    def put_back(self) -> None:
        """Put the copy in the place of the database."""
        self.database.dispose()
        self._copy(back=True)
        self.open()

    def _copy(self, *, back: bool) -> None:
        if self.database.is_sqlite:
            file = self.settings.data_dir / "hud.sqlite3"
            kept = self.settings.data_dir / "copy"
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)
            shutil.copy(*((kept, file) if back else (file, kept)))
            return
        url = make_url(self.settings.database_url)
        engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        source, target = (
            (f"{url.database}_kept", url.database) if back else (url.database, f"{url.database}_kept")
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY file_copy')
        engine.dispose()


def hear(db: Database) -> None:
    """This host has just listened to the others, so that what is kept is believed."""
    if not db.is_sqlite:
        counters(db).hear(time.monotonic_ns())


@contextmanager
def settled(
    request: pytest.FixtureRequest, kind: str, folder: Path, memcached: tuple[str, ...] = ()
) -> Iterator[Settings]:
    """The settings of an installation of its own on a fresh database of this kind, of the newest schema."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        url = ""
        if kind == "sqlite":
            shutil.copy(request.getfixturevalue("migrated"), folder / "hud.sqlite3")
        else:
            server = request.getfixturevalue("postgres_url")
            template = request.getfixturevalue("postgres_migrated")
            url = stack.enter_context(database_like(server, template, f"w_{folder.name}"))
        yield Settings(data_dir=folder, database_url=url, crawl_delay=0.0, memcached=memcached)
