"""Engine and sessions, for SQLite (WAL) and PostgreSQL alike.

On SQLite every writing transaction begins with BEGIN IMMEDIATE: a deferred one that reads first
and writes later fails at once under concurrent writers, whatever the busy timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, sessionmaker

from app.db.wal import Wal

BUSY_TIMEOUT_MS = 10_000
_WATCHED = "hud_watched"


class Database:
    """One database: `read()` and `write()` give sessions; a write commits at the end of its block."""

    def __init__(self, url: str, *, wait: float = 5.0) -> None:
        """`wait` is how many seconds a request stands in line for one of PostgreSQL's connections."""
        # An error's text goes into the log and into the notes of jobs; the names, addresses and digests of
        # a statement that failed do not.
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.wal: Wal | None = None
        if self.is_sqlite:
            path = Path(parsed.database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.engine = create_engine(
                parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True
            )
            self.wal = Wal(path)
            _prepare_sqlite(self.engine)
            _watch(self.engine, self.wal)
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

    def dispose(self) -> None:
        """Close every pooled connection, and what others attached."""
        self.engine.dispose()
        for close in self.closing:
            close()


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
