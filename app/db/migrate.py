"""Bringing a database to the newest schema, by Alembic, from inside the program.

There is no alembic.ini: the scripts lie beside this file, so that they are in the wheel too.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text

from app.db.base import Base, complete
from app.db.engine import Database
from app.db.installation import refuse_if_lost
from app.features import import_tables

SHARED = ("app.db.bookmarks", "app.db.changes", "app.db.installation", "app.freshness.epochs", "app.jobs")
"""The modules that define tables of no feature."""
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x48_55_44  # the key of PostgreSQL's advisory lock, so that two hosts don't migrate at once


def metadata() -> MetaData:
    """The metadata with the tables of all features, switched on or not.

    A table that nobody imports would be missing from the schema.
    """
    for module in SHARED:
        import_module(module)
    import_tables()
    complete(Base.metadata)
    return Base.metadata


def config(db: Database, folder: Path = MIGRATIONS) -> Config:
    """Alembic's configuration for `db`, with the scripts in `folder`."""
    made = Config()
    made.set_main_option("script_location", str(folder))
    made.attributes["database"] = db
    return made


def upgrade(db: Database, folder: Path = MIGRATIONS, *, beside: Path | None = None, to: str = "head") -> None:
    """Bring `db` to the newest revision; safe to run again after an interruption, and from several hosts.

    A database that is not there is made, unless the index in the folder `beside` was made from it: then
    it is lost, and that raises `DatabaseLost`. With `to` it is brought to that revision only.
    """
    have, head = (None, None) if db.is_missing else state(db, folder)
    if have is None:
        if beside is not None:
            refuse_if_lost(db, beside)
        db.create()
    elif have == head:
        return
    with db.engine.connect().execution_options(hud_write=True) as connection:
        if not db.is_sqlite:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            connection.commit()
        try:
            made = config(db, folder)
            made.attributes["connection"] = connection
            command.upgrade(made, to)
            connection.commit()
        finally:
            connection.rollback()
            if not db.is_sqlite:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
                connection.commit()


def state(db: Database, folder: Path = MIGRATIONS) -> tuple[str | None, str | None]:
    """The database's revision and the newest there is."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), newest(folder)


def knows(revision: str, folder: Path = MIGRATIONS) -> bool:
    """Whether there is a way from this revision to the newest."""
    return any(script.revision == revision for script in ScriptDirectory(str(folder)).walk_revisions())


@cache
def newest(folder: Path = MIGRATIONS) -> str | None:
    """The newest revision in `folder`; asked once in a process, since Alembic runs every script to tell."""
    return ScriptDirectory(str(folder)).get_current_head()
