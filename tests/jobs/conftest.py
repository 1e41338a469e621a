"""A database that holds the tables of jobs alone, of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Table

from app.db import Base, Database
from app.jobs.models import Job, Lane, LongJob

TABLES = [cast(Table, Job.__table__), cast(Table, Lane.__table__), cast(Table, LongJob.__table__)]


def _fresh(url: str) -> Database:
    db = Database(url)
    Base.metadata.drop_all(db.engine, tables=TABLES)
    Base.metadata.create_all(db.engine, tables=TABLES)
    return db


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database; the test runs on both kinds."""
    if request.param == "sqlite":
        made = _fresh(f"sqlite:///{tmp_path / 'hud.sqlite3'}")
    else:
        made = _fresh(request.getfixturevalue("postgres_url"))
    yield made
    if request.param == "postgresql":
        Base.metadata.drop_all(made.engine, tables=TABLES)
    made.dispose()
