"""An installation with the cache in this process and with a real memcached, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from app.rowcache import Cache
from app.settings import Settings
from tests.rowcache.process import drop_tables, listening, make_tables, running
from tests.services import Memcached, memcached


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
