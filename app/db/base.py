"""The base of all tables: names of constraints that migrations can rely on.

Times are whole microseconds since 1970 in UTC, in a BIGINT: both databases keep and compare them
exactly, years 1 to 9999 fit, and the index holds the same number.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Connection, Index, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import Integer

Identifier = BigInteger().with_variant(Integer(), "sqlite")
"""A primary key that both databases count up by themselves."""


UNCACHED = {"uncached": True}
"""As a table's `info`: its rows change too often to be kept in the cache."""


class Base(DeclarativeBase):
    """Every table of HUD."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_WHERE = "where"


def partial_index(name: str, column: str, *, where: str, unique: bool = False) -> Index:
    """An index of those rows only for which `where` holds, on both databases.

    Named as an option of PostgreSQL, the condition would have each process import that dialect, which takes
    as long as all of HUD's models: it is added by `complete` where tables are made or compared.
    """
    return Index(name, column, unique=unique, sqlite_where=text(where), info={_WHERE: where})


def complete(tables: MetaData) -> None:
    """Give the partial indexes of `tables` their condition on PostgreSQL."""
    for table in tables.tables.values():
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_kwargs["postgresql_where"] = text(index.info[_WHERE])


@event.listens_for(Base.metadata, "before_create")
def _complete_on_postgresql(schema: MetaData, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "postgresql":
        complete(schema)
