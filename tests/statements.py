"""Compiled SQL that the databases of all tests in a process share.

Each test has a database of its own and so an engine of its own, which would compile each statement anew: a
tenth of the processor time of tests that use one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

MOST = 3_000


@contextmanager
def compiled_once() -> Iterator[None]:
    """In the block all engines of HUD's databases keep what they compile in the same place."""
    kept = LRUCache[Any, Any](MOST)

    def sharing(*arguments: Any, **options: Any) -> Engine:
        return create_engine(*arguments, execution_options={"compiled_cache": kept}, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.db.engine.create_engine", sharing)
        for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            # A part of each key. All SQLite is one library here, all PostgreSQL one server.
            patch.setattr(dialect, "__hash__", lambda self: hash(type(self)))
            patch.setattr(dialect, "__eq__", lambda self, other: type(self) is type(other))
        yield
