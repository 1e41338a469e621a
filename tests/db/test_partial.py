"""Partial indexes have their condition on both databases, though no model names an option of PostgreSQL."""

from __future__ import annotations

from sqlalchemy import inspect

from app.db import Base, Database
from app.jobs.models import LongJob


def test_partial_index_that_is_made_with_its_table_has_its_condition(any_database: Database) -> None:
    table = Base.metadata.tables[LongJob.__tablename__]
    with any_database.engine.connect().execution_options(hud_write=True) as connection:
        table.drop(connection)
        Base.metadata.create_all(connection, tables=[table])
        connection.commit()
        made = {index["name"]: index for index in inspect(connection).get_indexes(table.name)}
    live = made["ix_long_job_live"]
    assert live["unique"]
    (condition,) = (str(one) for name, one in live["dialect_options"].items() if name.endswith("_where"))
    assert condition.strip("()").lower() == "ended_at is null"
