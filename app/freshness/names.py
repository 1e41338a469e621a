"""Names of what can change: a row, the rows that point at a row, a table.

A kept value carries a stamp for each name it was read from; who writes gives those names new stamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.orm import Mapper

from app.db.base import Base

EVERYTHING = "*"
"""Whatever is kept depends on this: it changes when nobody can tell what did."""

INDEX = "i"
"""The word index of this host: which generation of it searches see."""

DATABASE = "d"
"""The database's file: commits by HUD, told apart from those of others."""

PREFIX_TABLE, PREFIX_BULK, PREFIX_UNCACHED = "t:", "b:", "u:"

_LONG = 90
"""Characters; with what stands before it in memcached a name is a key of 120 bytes at most."""


def row(table: Table, key: Iterable[object]) -> str:
    """One row, by the values of its primary key."""
    return _short(f"r:{table.name}:{_written(key)}")


def pointing(table: Table, column: str, value: object) -> str:
    """The rows of `table` whose `column` holds `value`: which ones they are, not what they say."""
    return _short(f"p:{table.name}.{column}:{_written([value])}")


def members(table: Table) -> str:
    """Everything in a table: which rows there are and what they say."""
    return f"{PREFIX_TABLE if is_kept(table) else PREFIX_UNCACHED}{table.name}"


@lru_cache(maxsize=1)
def all_members() -> list[str]:
    """The tables that rows may be kept of."""
    homes = {id(home): home for home in (table_of(mapper).metadata for mapper in Base.registry.mappers)}
    return sorted(members(one) for home in homes.values() for one in home.tables.values() if is_kept(one))


def table(model: type[Any]) -> str:
    """The counter that changes with any row of `model`, kept or not: what a page that shows them holds."""
    return members(table_of(inspect(model)))


def is_shared(name: str) -> bool:
    """Whether a kept row may depend on the name; rows of uncached tables are never kept."""
    return not name.startswith(PREFIX_UNCACHED)


def bulk(table: Table) -> str:
    """Rows of a table changed that nobody named one by one; every kept row of it depends on this too."""
    return f"{PREFIX_BULK}{table.name}"


def table_of(mapper: Mapper[Any]) -> Table:
    """The table behind a mapped class."""
    table = mapper.local_table
    if not isinstance(table, Table):
        raise TypeError(f"{mapper.class_.__name__} is not mapped to a table")
    return table


def is_kept(table: Table) -> bool:
    """Whether rows of a table may be kept at all."""
    return not table.info.get("uncached", False)


@lru_cache(maxsize=256)
def dependents(table: Table) -> tuple[Table, ...]:
    """The tables that the database itself changes when rows of `table` go: by CASCADE and SET NULL."""
    found: dict[Table, None] = {}

    def walk(parent: Table) -> Iterator[Table]:
        for other in table.metadata.tables.values():
            for foreign in other.foreign_keys:
                # A statement holds an annotated copy of its table, which is not the table itself.
                if foreign.column.table.key == parent.key and foreign.ondelete and other not in found:
                    found[other] = None
                    yield other
                    yield from walk(other)

    list(walk(table))
    return tuple(found)


def _written(values: Iterable[object]) -> str:
    return ",".join(f"{type(value).__name__[0]}{value}" for value in values)


def _short(name: str) -> str:
    # memcached takes no blanks, nothing but printable ASCII, and at most 250 bytes.
    if len(name) <= _LONG and name.isascii() and name.isprintable() and " " not in name:
        return name
    head = name[:2]
    return f"{head}#{blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=20).hexdigest()}"
