"""A stand-in for a publisher, an installation that reads birds from it, and one turn of its worker."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import select, update

from app import features, jobs
from app.db import Database
from app.feeds import reading, service
from app.feeds.models import FeedReading
from app.jobs.models import Job, Lane
from app.settings import Settings
from tests.feeds import birds
from tests.net.hostile import Hostile


@pytest.fixture
def server() -> Iterator[Hostile]:
    with Hostile() as hostile:
        yield hostile


@pytest.fixture
def made(server: Hostile, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name the stand-in, on an installation with birds."""
    monkeypatch.setattr(features, "FEATURES", (*features.FEATURES, birds.FEATURE))
    return msgspec.structs.replace(settings, feed_usgs=server.base, crawl_delay=0.0)


class Worker:
    """Does the one job that is due, as a worker does."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self.db = db
        self.settings = settings

    def begin(self, name: str = "birds") -> None:
        """An editor's click."""
        with self.db.write() as session:
            service.begin(session, self.settings, name)

    def work(self) -> int:
        """Do what is due now; returns how many."""
        with self.db.write() as session:
            leases = jobs.lease(session, limit=9, actor=service.ACTOR)
        for lease in leases:
            reading.read_feed(self.db, lease, self.settings)
        return len(leases)

    def again(self) -> int:
        """The time of the next reading has come."""
        with self.db.write() as session:
            session.execute(update(Job).values(due=0))
            session.execute(update(Lane).values(free_at=0, look_at=0))
        return self.work()

    def state(self, name: str = "birds") -> service.State:
        with self.db.read() as session:
            return service.state(session, self.settings, name)

    def newest(self) -> FeedReading:
        with self.db.read() as session:
            return session.scalars(select(FeedReading).order_by(FeedReading.id.desc()).limit(1)).one()


@pytest.fixture
def worker(any_database: Database, made: Settings) -> Worker:
    return Worker(any_database, made)


@pytest.fixture
def quick(database: Database, made: Settings) -> Worker:
    """The same on SQLite alone, for what does not depend on the database."""
    return Worker(database, made)
