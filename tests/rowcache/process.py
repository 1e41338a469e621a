"""One process's view of an installation, for the tests and for the processes that they start.

It imports nothing that only tests need: a process is started soonest so.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy import Table, event

from app.db import Database
from app.db.base import Base
from app.freshness import counters
from app.freshness.clock import Clock
from app.freshness.epochs import INSTALLATION, CacheNode
from app.freshness.hosts import Ear
from app.rowcache import Cache, attach, open_cache
from app.settings import Settings
from tests.rowcache.models import Try


def make_tables(db: Database) -> None:
    """The tests' tables and the cache's own, empty."""
    drop_tables(db)
    Try.metadata.create_all(db.engine)
    Base.metadata.create_all(db.engine, tables=[cast(Table, CacheNode.__table__)])
    with db.write() as session:
        session.add(CacheNode(address=INSTALLATION, epoch=secrets.randbits(62)))


def drop_tables(db: Database) -> None:
    """As if they had never been."""
    Try.metadata.drop_all(db.engine)
    Base.metadata.drop_all(db.engine, tables=[cast(Table, CacheNode.__table__)])


@contextmanager
def running(settings: Settings, url: str) -> Iterator[tuple[Database, Cache]]:
    """One process's view of an installation."""
    db = Database(url)
    cache = open_cache(settings, db)
    attach(db, cache)
    try:
        yield db, cache
    finally:
        cache.close()
        cache.invalidator.clock.close()
        db.dispose()


@contextmanager
def listening(settings: Settings, url: str) -> Iterator[Clock]:
    """A host that hears of the others, as the follower's process sees to; gives its counters."""
    with running(settings, url) as (db, _):
        clock, stop = counters(db), threading.Event()
        ear = threading.Thread(target=Ear(db, clock).run, args=(stop,))
        if not db.is_sqlite:
            ear.start()
            while not clock.is_heard():
                stop.wait(0.005)
        yield clock
        stop.set()
        if not db.is_sqlite:
            ear.join()


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, without the transactions' own words and the look once a second."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        sent[:] = [one for one in sent if "try_" in one]
