"""Other hosts of the same PostgreSQL: each commit sends the names it changes, and each host listens.

The message is part of the transaction, so it arrives when the commit counts and not at all when it does
not. Who listens says how lately it heard; a host that has not heard for a second believes nothing it keeps.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db import Database
from app.freshness import names
from app.freshness.clock import Clock

if TYPE_CHECKING:
    import psycopg

CHANNEL = "hud_clock"
MOST_BYTES = 7_900
"""PostgreSQL takes less than 8,000 in a message."""
LOOK_S = 0.25
_MOST_PAUSE_S = 2.0
_NOTIFY = "SELECT pg_notify(%s, %s)"

log = logging.getLogger(__name__)


def notify(session: Session, host: str, changed: Sequence[str]) -> None:
    """In this transaction: tell the other hosts, once it commits, what it has changed."""
    # Past the ORM and the compiler, since every commit pays for it.
    session.connection().exec_driver_sql(_NOTIFY, (CHANNEL, message(host, changed)))


def message(host: str, changed: Sequence[str]) -> str:
    """Who changed what; for too many rows their tables, for too many tables everything."""
    for some in (changed, _tables(changed)):
        text = " ".join([host, *some])
        if len(text) <= MOST_BYTES:
            return text
    return f"{host} {names.EVERYTHING}"


def _tables(changed: Sequence[str]) -> list[str]:
    """Each table that is named, with all that may depend on rows of it."""
    found = dict.fromkeys(
        name for name in changed if name.startswith((names.PREFIX_TABLE, names.PREFIX_UNCACHED))
    )
    bulk = [
        names.PREFIX_BULK + name.removeprefix(names.PREFIX_TABLE) for name in found if names.is_shared(name)
    ]
    return [*found, *bulk]


class Ear:
    """Listens for this host, in one of its processes; `run` until told to stop."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._proof = ""
        self._is_proven = False

    def run(self, stop: threading.Event) -> None:
        """Listen until `stop`; a lost connection is opened anew."""
        import psycopg  # noqa: PLC0415  # 5 MB that only PostgreSQL needs

        pause = 0.0
        while not stop.is_set():
            try:
                with self._opened() as connection:
                    pause = 0.0
                    self._listen(connection, stop)
            except (psycopg.Error, SQLAlchemyError, OSError) as error:
                pause = min(pause * 2 or 0.05, _MOST_PAUSE_S)
                log.warning("other hosts cannot be heard, trying again in %.1f s: %s", pause, error)
                stop.wait(pause)

    def _opened(self) -> psycopg.Connection[tuple[object, ...]]:
        import psycopg  # noqa: PLC0415

        url = self._db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        # A line that is dead without a word must not be taken for one on which nothing happens.
        return psycopg.connect(
            url, autocommit=True, connect_timeout=5, tcp_user_timeout=2_000, keepalives_idle=1
        )

    def _listen(self, connection: psycopg.Connection[tuple[object, ...]], stop: threading.Event) -> None:
        connection.add_notify_handler(lambda heard: self._take(heard.payload))
        connection.execute(f"LISTEN {CHANNEL}")
        self._clock.change([names.EVERYTHING])  # whatever happened while nobody listened
        self._proof, self._is_proven = f"proof-{secrets.token_hex(8)}", False
        with self._db.engine.begin() as other:
            other.exec_driver_sql(_NOTIFY, (CHANNEL, f"{self._clock.host} {self._proof}"))
        while not stop.is_set():
            since = time.monotonic_ns()
            connection.execute("SELECT 1")  # brings what was committed before it was sent
            # Behind a pool that hands connections on, LISTEN succeeds and nothing is ever heard.
            if self._is_proven:
                self._clock.hear(since)
            wait([connection.fileno()], LOOK_S)

    def _take(self, payload: str) -> None:
        host, *changed = payload.split(" ")
        if host != self._clock.host:
            self._clock.change(changed)
        elif changed == [self._proof]:
            self._is_proven = True
