"""An installation whose jobs are trivial."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import redis

from app.db import Database
from app.settings import Settings
from tests.workers.trivial import make_tables


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Settings without anything outside, and without a delay."""
    folder = tmp_path / "var"
    folder.mkdir()
    return Settings(data_dir=folder, crawl_delay=0.0)


@pytest.fixture
def db(small: Settings) -> Iterator[Database]:
    """Its database, with the tables of jobs and results."""
    made = Database(small.database)
    make_tables(made)
    yield made
    made.dispose()


@pytest.fixture
def with_redis(small: Settings, redis_url: str) -> Settings:
    """The same installation with an empty Redis."""
    redis.Redis.from_url(redis_url).flushall()
    return msgspec.structs.replace(small, broker_url=redis_url)
