"""Waking the scheduler: it waits here until a commit elsewhere or something in this process wakes it.

Polling stays the net. Commits wake it by a named pipe beside a SQLite database, or by PostgreSQL's NOTIFY.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from multiprocessing.connection import wait
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

from app.db import Database
from app.jobs.wake import CHANNEL, pipe_path

if TYPE_CHECKING:
    import psycopg

Listener: TypeAlias = "psycopg.Connection[tuple[object, ...]]"

log = logging.getLogger(__name__)


class WakeUp:
    """Wakes the scheduler. One thread waits, any thread or process wakes it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._here, self._poke = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._pipe = _open_pipe(db)
        self._listener: Listener | None = None

    def wake(self) -> None:
        """Wake the waiting thread of this process. Never waits; once is as good as often."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._poke, b".")

    def wait(self, timeout: float) -> bool:
        """Wait to be woken, at most `timeout` seconds; says whether it was."""
        listener = self._listening()
        watched = [self._here]
        if self._pipe is not None:
            watched.append(self._pipe)
        if listener is not None:
            watched.append(listener.fileno())
        ready = wait(watched, max(timeout, 0))
        for descriptor in (one for one in watched if one in ready):
            if listener is not None and descriptor == listener.fileno():
                drain(listener)
            else:
                with contextlib.suppress(BlockingIOError):
                    os.read(descriptor, 65_536)
        return bool(ready)

    def close(self) -> None:
        """Let go of all descriptors."""
        for descriptor in (self._here, self._poke, self._pipe):
            if descriptor is not None:
                os.close(descriptor)
        if self._listener is not None:
            self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _listening(self) -> Listener | None:
        if self._db.is_sqlite:
            return None
        if self._listener is None or self._listener.closed:
            self._listener = listen(self._db)
        return self._listener


def listen(db: Database) -> Listener | None:
    """A connection of its own to PostgreSQL that hears of every commit; None when it can't be had."""
    import psycopg  # noqa: PLC0415  # 5 MB that only PostgreSQL needs

    url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
        connection.execute(f"LISTEN {CHANNEL}")
    except psycopg.Error as error:
        log.warning("cannot listen for changes, looking now and then instead: %s", error)
        return None
    return connection


def drain(listener: Listener) -> None:
    """Take in what was heard; a broken connection is closed, for another to be opened."""
    import psycopg  # noqa: PLC0415

    try:
        for _ in listener.notifies(timeout=0):
            pass
    except psycopg.Error:
        listener.close()


def _open_pipe(db: Database) -> int | None:
    path = pipe_path(db.engine.url)
    if path is None:
        return None
    with contextlib.suppress(OSError):
        if path.exists() and not stat.S_ISFIFO(path.lstat().st_mode):
            return None
        with contextlib.suppress(FileExistsError):
            os.mkfifo(path, 0o600)
        # Open for both: with no writer at all a pipe would be at its end, and always ready.
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    return None
