"""Restoring a backup, and moving everything into another database: by the same road.

A SQLite database is made anew beside the old one and takes its place by one rename, PostgreSQL is filled
in one transaction: whatever ends it in between, the database is the old one or the whole new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from app.backup import loading, rows
from app.backup.archive import Manifest, Reader, Told
from app.backup.errors import BackupError, Damaged
from app.backup.making import Expect, snapshot
from app.backup.scratch import scratch, settle
from app.db import Database, installation
from app.db.migrate import knows, metadata, newest, upgrade
from app.freshness import epochs, touch_everything
from app.rowcache import open_database
from app.settings import Settings

IN_USE = "there are people or pages in it already; restore into an installation without, such as a new one"


def restore(
    settings: Settings,
    path: Path,
    ask: Callable[[], str],
    *,
    expect: Expect = lambda _: None,
    told: Told = lambda _: None,
    keep_secret: Callable[[bytes], None] = lambda _: None,
) -> Manifest:
    """Restore the archive `path` into the database of `settings`; returns its manifest.

    `ask` gives the passphrase of one that is encrypted; `told` counts the rows, each of them twice. The
    secret goes to `keep_secret`, before the database is there. Raises `BackupError`, `OSError` and
    `SQLAlchemyError`; then nothing has changed.
    """
    with closing(Reader(path, ask)) as archive:
        made = archive.manifest
        if not knows(made.schema):
            raise BackupError(
                f"{path} was made by HUD {made.hud} with a newer database ({made.schema}): install that HUD"
                " or a newer one first."
            )
        file = settings.database_file
        if file is not None:
            _refuse_file_in_use(file)
        else:
            _refuse_server_in_use(settings)
        expect(made.rows * 2)
        archive.verify(told)
        if made.has_secret:
            keep_secret(archive.secret())
        if file is not None:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with scratch(file.parent) as folder:
                new = folder / file.name
                build(new, archive, told)
                take_place(new, file)
        else:
            _into_server(settings, archive, told)
    return made


def build(new: Path, archive: Reader, told: Told) -> None:
    """Make the database of an archive in the file `new`: in its own schema, then brought to the newest
    one."""
    made = archive.manifest
    db = Database(f"sqlite:///{new}")
    try:
        upgrade(db, to=made.schema)
        tables = {name: kept.columns for name, kept in made.tables.items()}
        with db.read() as session:
            for name, columns in tables.items():
                there = {row.name for row in session.execute(text(f'PRAGMA table_info("{name}")'))}
                if there != set(columns):
                    raise Damaged(f"its table {name} is not that of schema {made.schema}")
        db.engine.dispose()
        loading.into_sqlite(new, tables, archive.table, told)
        upgrade(db)
        with db.write() as session:
            begin_life(session)
    finally:
        db.dispose()
    settle(new)


def begin_life(session: Session) -> None:
    """What indexes and memcached know of the database counts no more, although its numbers come again."""
    installation.begin_life(session)
    epochs.begin_life(session)


def take_place(new: Path, file: Path) -> None:
    """Put the file `new` in the place of the database `file`, which nobody uses; raises `BackupError`."""
    if file.exists() and file.stat().st_size:
        with closing(sqlite3.connect(file, timeout=1.0, isolation_level=None)) as old:
            try:
                _refuse_connection_in_use(file, old)
                # Its log would be taken for one of the new database; it cannot go while somebody has it open.
                mode = old.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            except sqlite3.OperationalError:
                mode = "in use"
        if mode != "delete":
            raise BackupError(f"{file} is open in another process: stop HUD first. Nothing was restored.")
    _refuse_stray_log(file)
    new.rename(file)
    settle(file.parent)


def move(db: Database, target: Database, folder: Path, expect: Expect, told: Told) -> int:
    """Copy all of `db` into the PostgreSQL database `target`; returns the number of rows.

    `folder` is for a copy of a SQLite database. Raises `BackupError` when there is something in `target`.
    """
    if target.is_sqlite:
        raise BackupError(
            "Data is moved to PostgreSQL only; a SQLite database is made by restoring a backup."
        )
    upgrade(target)
    with scratch(folder) as place, snapshot(db, place) as connection:
        return fill_server(target, connection, expect, told)


def fill_server(target: Database, connection: Connection, expect: Expect, told: Told) -> int:
    """Fill a server's database from the snapshot `connection`, in one transaction."""
    tables = {str(table.name): table for table in rows.carried()}
    count = sum(rows.count(connection, table) for table in tables.values())
    expect(count)
    columns = {name: rows.columns_of(table) for name, table in tables.items()}
    _fill(target, columns, lambda name: rows.rows(connection, tables[name]), told)
    return count


def _into_server(settings: Settings, archive: Reader, told: Told) -> None:
    made = archive.manifest
    db = open_database(settings)
    try:
        upgrade(db)
        if made.schema == newest():
            here = {str(table.name): rows.columns_of(table) for table in rows.carried()}
            if here != {name: kept.columns for name, kept in made.tables.items()}:
                raise Damaged(f"its tables are not those of schema {made.schema}")
            _fill(db, here, archive.table, told)
            return
        # Migrations carry rows along in a database only: an older archive becomes one first.
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with scratch(settings.data_dir) as folder:
            new = folder / "older.sqlite3"
            build(new, archive, told)
            older = Database(f"sqlite:///{new}", makes=False)
            try:
                with older.engine.connect() as connection:
                    fill_server(db, connection, lambda _: None, lambda _: None)
            finally:
                older.dispose()
    finally:
        db.dispose()


def _fill(db: Database, tables: loading.Tables, found: loading.Rows, told: Told) -> None:
    with db.write() as session:
        session.execute(text("SET LOCAL lock_timeout = '10s'"))
        session.execute(text("LOCK TABLE person, page IN ACCESS EXCLUSIVE MODE"))
        if _is_in_use(session):
            raise BackupError(f"The database cannot be filled: {IN_USE}.")
        loading.into_postgresql(session, tables, found, told)
        begin_life(session)
        touch_everything(session)


def _refuse_server_in_use(settings: Settings) -> None:
    db = Database(settings.database)
    try:
        with db.read() as session:
            has_pages = session.scalar(text("SELECT to_regclass('page') IS NOT NULL"))
            if has_pages and _is_in_use(session):
                raise BackupError(f"The database cannot be restored: {IN_USE}.")
    finally:
        db.dispose()


def _is_in_use(session: Session) -> bool:
    tables = metadata().tables
    people, pages = tables["person"], tables["page"]
    return (
        session.execute(select(people.c.id).limit(1)).first() is not None
        or session.execute(select(pages.c.id).where(~pages.c.builtin).limit(1)).first() is not None
    )


def _refuse_file_in_use(file: Path) -> None:
    if not file.exists() or not file.stat().st_size:
        _refuse_stray_log(file)
        return
    with closing(sqlite3.connect(file, timeout=1.0)) as old:
        _refuse_connection_in_use(file, old)


def _refuse_connection_in_use(file: Path, old: sqlite3.Connection) -> None:
    try:
        there = {row[0] for row in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        asked = {
            "person": "SELECT 1 FROM person LIMIT 1",
            "page": "SELECT 1 FROM page WHERE NOT builtin LIMIT 1",
        }
        used = any(name in there and old.execute(ask).fetchone() for name, ask in asked.items())
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise BackupError(
            f"{file} cannot be read ({error}): move it and its -wal away, then restore."
        ) from None
    if used:
        raise BackupError(f"{file} cannot be restored: {IN_USE}.")


def _refuse_stray_log(file: Path) -> None:
    log = file.with_name(file.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise BackupError(f"{log} holds the newest commits of a database that is gone: move it away first.")
