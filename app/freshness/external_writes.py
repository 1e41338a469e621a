"""Writers HUD knows nothing of, such as a person with the `sqlite3` program, on a SQLite database.

HUD's own commits leave in the clock what the database's log showed right after them. Whoever finds another
state there, while no commit of HUD's is under way, has found an outsider's, and nothing kept counts any more.
So does a commit of HUD's own that named nothing: raw SQL without `touch`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db.wal import Wal, is_same
from app.freshness import names
from app.freshness.clock import Clock

LANDING_US = 2_000_000
"""A commit that has landed and still was not noted then was made by a process that is no more."""
LANDING_S = 0.05
"""How long a commit waits for the one before it to be noted; its process may be dead."""
_TRIES = 3
_TOLD = "hud_told"

log = logging.getLogger(__name__)


class ExternalWrites:
    """Compares the log with what HUD knows of it; `forget` makes everything kept count no more."""

    def __init__(self, engine: Engine, wal: Wal, clock: Clock, forget: Callable[[], None]) -> None:
        self._engine = engine
        self._wal = wal
        self._clock = clock
        self._forget = forget
        self._seen = (0, b"")
        """Of which file what was seen that said no more than was known."""

    def are_told(self) -> bool:
        """Whether every commit there is has been told; an outsider's is told here and now.

        False only while one of HUD's is just landing, or when the log cannot be looked at.
        """
        life, now = self._wal.life, self._wal.now()
        if self._clock.knows(now) or (now and self._seen == (life, now)):
            return True
        for _ in range(_TRIES):
            guard, since, known = self._clock.head()
            head = self._wal.head()
            if head is None:
                if self._wal.is_connected or not self._connect():
                    return False
                continue
            if head == known or is_same(head, known):
                # A log in which nothing stands yet is told by the database's file, which takes longer to look
                # at; as long as this process has the log open, whoever commits writes to it.
                if head.startswith(now):
                    self._seen = life, now
                return True
            if self._clock.head() != (guard, since, known):
                continue
            if since and _now_us() - since < LANDING_US:
                return False
            return self._tell(head)
        return False

    def _connect(self) -> bool:
        """The first of this process's connections, or the first after the last was closed."""
        try:
            with self._engine.connect():
                return True
        except SQLAlchemyError:
            return False

    def _tell(self, head: bytes) -> bool:
        try:
            # Before anybody can find that the head is known, nothing kept may count.
            self._forget()
        except Exception as error:
            log.warning("somebody wrote to the database, and not all could be told: %s", error)
            return False
        self._clock.put_head(head)
        return True

    def listen(self) -> None:
        """From now on, note what the engine's own transactions commit."""

        @event.listens_for(self._engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.info.pop(_TOLD, None)

        @event.listens_for(self._engine, "commit")
        def _commit(connection: Connection) -> None:
            if connection.info.pop(_TOLD, False):
                self._commit(connection)

    def _commit(self, connection: Connection) -> None:
        """Commit, and note what the log shows then, unless an outsider has written before or since."""
        _, since, _ = self._clock.head()
        if since and _now_us() - since > LANDING_US:
            # We hold the lock for writing, so whoever began to commit then did not live to end it.
            self._clock.settle([names.DATABASE])
        self._clock.begin([names.DATABASE])
        try:
            follows = self._follows()
            version = _version(connection)
            connection.exec_driver_sql("COMMIT")
            head = self._wal.head()
            if follows and head is not None and _version(connection) == version:
                self._clock.put_head(head)
        finally:
            self._clock.end([names.DATABASE])

    def _follows(self) -> bool:
        """Whether all that was committed before is known; nobody else can commit now."""
        until = time.monotonic() + LANDING_S
        while True:
            guard, _, known = self._clock.head()
            head = self._wal.head()
            if head is not None and is_same(head, known):
                return True
            if not self._clock.is_shared(guard) or time.monotonic() > until:
                return False
            time.sleep(0.0005)


def mark(session: Session) -> None:
    """The transaction under way tells of what it changes."""
    session.connection().info[_TOLD] = True


def _now_us() -> int:
    return time.time_ns() // 1000


def _version(connection: Connection) -> int:
    """Changes when another connection has committed."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    cursor = driver.cursor()
    cursor.execute("PRAGMA data_version")
    found: Sequence[int] = cursor.fetchone() or (0,)
    return found[0]
