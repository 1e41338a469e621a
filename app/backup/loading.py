"""Rows into an empty database, table by table, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

from app.backup.archive import Told
from app.backup.errors import BackupError
from app.backup.rows import Row

Tables = Mapping[str, tuple[str, ...]]
"""The columns of each table, those that others point at before them."""
Rows = Callable[[str], Iterator[Row]]


def into_sqlite(file: Path, tables: Tables, rows: Rows, told: Told) -> None:
    """Fill the tables of the database in `file`; what its migrations have put there is removed first."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        for name in tables:
            connection.execute(f'DELETE FROM "{name}"')
        for name, columns in tables.items():
            names = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f'INSERT INTO "{name}" ({names}) VALUES ({marks})', _told(rows(name), told)
            )
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise BackupError(f"A row of {broken[0]} points at none of {broken[2]}; nothing was restored.")
        connection.execute("COMMIT")
    finally:
        connection.close()


def into_postgresql(session: Session, tables: Tables, rows: Rows, told: Told) -> None:
    """The same in the transaction of `session`."""
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor:
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))
        for name, columns in tables.items():
            fields = sql.SQL(", ").join(map(sql.Identifier, columns))
            order = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), fields)
            with cursor.copy(order) as copy:
                for row in _told(rows(name), told):
                    copy.write_row(row)
            if "id" in columns:
                cursor.execute(_COUNT_ON.format(sql.Identifier(name)), {"name": name})


_COUNT_ON = sql.SQL(
    "SELECT setval(found, (SELECT max(id) FROM {0}))"
    " FROM pg_get_serial_sequence(%(name)s, 'id') AS found WHERE found IS NOT NULL"
    " AND (SELECT max(id) FROM {0}) IS NOT NULL"
)


def _told(rows: Iterator[Row], told: Told) -> Iterator[Row]:
    for row in rows:
        told(1)
        yield row
