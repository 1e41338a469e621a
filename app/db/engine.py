"""Engine and sessions, for SQLite (WAL) and PostgreSQL alike.

On SQLite every writing transaction begins with BEGIN IMMEDIATE: a deferred one that reads first
and writes later fails at once under concurrent writers, whatever the busy timeout.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session, sessionmaker

from app.db.same_file import keep_to
from app.db.wal import Wal

BUSY_TIMEOUT_MS = 10_000
_WATCHED = "hud_watched"


class Database:
    """One database: `read()` and `write()` give sessions; a write commits at the end of its block."""

    def __init__(self, url: str, *, wait: float = 5.0, makes: bool = True, read_only: bool = False) -> None:
        """`wait` is how many seconds a request stands in line for one of PostgreSQL's connections.

        Without `makes` no connection makes a file where there is none: only `create` does. With `read_only`
        a SQLite database is read where nothing can be written, while nobody writes it.
        """
        # An error's text goes into the log and into the notes of jobs; the names, addresses and digests of
        # a statement that failed do not.
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.wal: Wal | None = None
        self._path: Path | None = None
        if self.is_sqlite:
            path = self._path = Path(parsed.database or "")
            if read_only:
                self.engine = create_engine(
                    "sqlite://", creator=lambda: _connect_to_copy(path), hide_parameters=True
                )
                event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
            else:
                self._open(parsed, path, makes=makes)
        else:
            self.engine = create_engine(
                parsed,
                pool_pre_ping=True,
                pool_size=10,
                max_overflow=10,
                pool_timeout=wait,
                hide_parameters=True,
            )
        self.closing: list[Callable[[], None]] = []
        # Whatever stands here every session has in its own `info`: how the cache reaches them.
        self.info: dict[object, object] = {}
        self._read = sessionmaker(self.engine, expire_on_commit=False, info=self.info)
        writing = self.engine.execution_options(hud_write=True)
        self._write = sessionmaker(writing, expire_on_commit=False, info=self.info)

    def _open(self, url: URL, path: Path, *, makes: bool) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.engine = create_engine(
            url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True
        )
        self.wal = Wal(path)
        keep_to(self.engine, path, makes=makes)
        _prepare_sqlite(self.engine)
        _watch(self.engine, self.wal)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only looks: on SQLite it takes no write lock, and nothing is committed."""
        with self._read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose block is one transaction: committed at its end, rolled back on an error."""
        with self._write.begin() as session:
            yield session

    @property
    def is_missing(self) -> bool:
        """Whether there is no file of a SQLite database, or an empty one."""
        try:
            return self._path is not None and self._path.stat().st_size == 0
        except FileNotFoundError:
            return True

    def create(self) -> None:
        """Make the empty file of a SQLite database, where there is none."""
        if self._path is not None:
            # How much of this the file gets, HUD_DATA_ACCESS says by the process's mask.
            os.close(os.open(self._path, os.O_CREAT | os.O_CLOEXEC, 0o640))

    def dispose(self) -> None:
        """Close every pooled connection, and what others attached."""
        self.engine.dispose()
        for close in self.closing:
            close()


def unwritable(path: Path) -> Path | None:
    """What keeps a SQLite database that is there from being written: its file, or the folder of its log."""
    if not path.exists():
        return None
    return next((one for one in (path, path.parent) if not os.access(one, os.W_OK)), None)


def _connect_to_copy(path: Path) -> sqlite3.Connection:
    # Without a log nobody is writing, and SQLite need not look for one: it could not open its index here.
    log = path.with_name(path.name + "-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: object) -> None:
        # The driver's own transaction handling begins deferred ones behind our back.
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL, because the index on disk remembers how far it has read: a commit that a power cut
        # takes back would leave it ahead of the truth.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is deleted is written over in the file: an address that somebody took back is gone from it.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA journal_size_limit = 67108864")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("hud_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _watch(engine: Engine, wal: Wal) -> None:
    @event.listens_for(engine, "connect")
    def _connected(dbapi: Any, record: Any) -> None:
        # The first statement that reads maps the index of the log, where it is read from then on.
        dbapi.execute("PRAGMA schema_version").fetchone()
        wal.connected()
        record.info[_WATCHED] = True

    @event.listens_for(engine, "close")
    def _closed(_dbapi: Any, record: Any) -> None:
        if record.info.pop(_WATCHED, False):
            wal.disconnected()
