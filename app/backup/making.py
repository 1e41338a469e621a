"""Backups, made while HUD runs: one state of the database, between two commits, in one file.

SQLite's is copied first, by its own online backup in one step, so that the log of the running database
does not have to wait until all is packed; PostgreSQL gives a snapshot for as long as a transaction reads.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app import __version__
from app.backup import rows
from app.backup.archive import Manifest, Told, Writer
from app.backup.errors import BackupError
from app.backup.models import BackupMade
from app.backup.scratch import scratch, settle
from app.clock import now
from app.db import Database, changes
from app.db.installation import life_of, name_of
from app.db.migrate import newest

Expect = Callable[[int], None]
"""Called once with how many rows there are."""


@contextmanager
def snapshot(db: Database, folder: Path) -> Iterator[Connection]:
    """One state of the database, whoever writes meanwhile. On SQLite it is copied into `folder`."""
    if db.is_sqlite:
        file = folder / "copy.sqlite3"
        with db.engine.connect() as source:
            driver = source.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            target = sqlite3.connect(file)
            try:
                driver.backup(target, pages=-1)
            except sqlite3.OperationalError as error:
                if "full" in str(error):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file)) from None
                raise
            finally:
                target.close()
        copy = Database(f"sqlite:///{file}", makes=False)
        try:
            with copy.engine.connect() as connection:
                yield connection
        finally:
            copy.dispose()
        return
    with db.engine.connect() as connection:
        steady = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield steady


def make(
    db: Database,
    path: Path,
    *,
    passphrase: str = "",
    secret: bytes | None = None,
    expect: Expect = lambda _: None,
    told: Told = lambda _: None,
) -> Manifest:
    """Back up `db`, which has the newest schema, into the new file `path`.

    `secret` is taken along when given. Raises `BackupError` when the file is there, `OSError` and
    `SQLAlchemyError`; then nothing stands at `path`.
    """
    path = path.absolute()
    if os.path.lexists(path):
        raise BackupError(f"{path} is there already: choose another name, or move it away.")
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}: make it first.")
    with scratch(path.parent) as folder:
        draft = folder / "draft"
        with (
            draft.open("xb") as file,
            snapshot(db, folder) as connection,
            Writer(file, passphrase) as writer,
        ):
            if secret is not None:
                writer.secret(secret)
            made = _written(connection, writer, secret is not None, expect, told)
            writer.finish(made)
        _put(draft, path)
    return made


def _written(
    connection: Connection, writer: Writer, has_secret: bool, expect: Expect, told: Told
) -> Manifest:
    tables = rows.carried()
    expect(sum(rows.count(connection, table) for table in tables))
    kept = {
        str(table.name): writer.table(table.name, rows.columns_of(table), rows.rows(connection, table), told)
        for table in tables
    }
    session = Session(connection)
    return Manifest(
        hud=__version__,
        schema=newest() or "",
        database=connection.dialect.name,
        name=name_of(session),
        life=life_of(session),
        change=changes.latest(session),
        made_at=now(),
        tables=kept,
        has_secret=has_secret,
    )


def _put(draft: Path, path: Path) -> None:
    """Name the finished file; never in the place of another."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise BackupError(f"{path} is there already: choose another name, or move it away.") from None
    except OSError:
        # A file system without links, such as that of a memory stick.
        draft.rename(path)
    settle(path.parent)


def note(session: Session, path: Path, made: Manifest) -> None:
    """Remember in the database that a backup was made."""
    session.add(BackupMade(at=made.made_at, name=path.name, size=path.stat().st_size))
