"""An installation with the cache in this process and with a real memcached, on both databases."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
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
from tests.services import Memcached, memcached


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


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard counts for longer than it does: a busy machine may forget a thread for a second."""
    monkeypatch.setattr("app.freshness.clock.HEARING_NS", 60_000_000_000)


@pytest.fixture(scope="session")
def memcached_server() -> Iterator[Memcached]:
    """A memcached for this worker's tests."""
    with memcached() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the tests' tables."""
    made = (
        f"sqlite:///{tmp_path / 'try.sqlite3'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    db = Database(made)
    make_tables(db)
    yield made
    drop_tables(db)
    db.dispose()


@pytest.fixture(params=["memory", "memcached"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with the cache in one of its places."""
    servers: tuple[str, ...] = ()
    if request.param == "memcached":
        server: Memcached = request.getfixturevalue("memcached_server")
        server.flush()
        servers = (server.address,)
    return Settings(data_dir=tmp_path / "var", memcached=servers)


@pytest.fixture
def process(place: Settings, url: str) -> Iterator[tuple[Database, Cache]]:
    """The process under test."""
    with listening(place, url), running(place, url) as made:
        yield made


@pytest.fixture
def other(place: Settings, url: str) -> Iterator[Database]:
    """Another process of the same host, as far as the cache knows."""
    with running(place, url) as (db, _):
        yield db


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
