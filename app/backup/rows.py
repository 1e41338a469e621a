"""Rows of all tables, in the order of their keys, the same from both databases.

A row is written as MessagePack behind its length, so that a table's digest tells whether two databases
hold the same, whatever they are kept in. Rows come and go one by one: no table has to fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

import msgspec
from sqlalchemy import Connection, LargeBinary, String, Table, Text, collate, func, select

from app.backup.errors import Damaged
from app.db.migrate import metadata

Row = Sequence[object]

OF_HOSTS = frozenset({"cache_node", "follower_bookmark"})
"""Tables that tell of servers and hosts rather than of what HUD knows: they stay where they are."""
LONGEST = 1 << 30
_FEW, _MANY = 32, 1_000
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[object]).decode


def carried() -> list[Table]:
    """The tables that a backup holds, those that others point at before them."""
    return [table for table in metadata().sorted_tables if table.name not in OF_HOSTS]


def columns_of(table: Table) -> tuple[str, ...]:
    """The names of a table's columns, in the order of its rows."""
    return tuple(str(column.name) for column in table.columns)


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def rows(connection: Connection, table: Table) -> Iterator[Row]:
    """All rows of a table in the order of its key; text is ordered by its bytes on both databases."""
    order = [
        collate(column, "C")
        if isinstance(column.type, String) and connection.dialect.name == "postgresql"
        else column
        for column in table.primary_key.columns
    ]
    is_wide = any(isinstance(column.type, LargeBinary | Text) for column in table.columns)
    options = {"stream_results": True, "yield_per": _FEW if is_wide else _MANY}
    found = connection.execute(select(*table.columns).order_by(*order), execution_options=options)
    for row in found:
        yield tuple(row)


def packed(row: Row) -> bytes:
    """A row as it stands in an archive."""
    data = _encode(row)
    return len(data).to_bytes(4, "big") + data


def unpacked(file: IO[bytes], columns: int) -> Iterator[tuple[bytes, list[object]]]:
    """The rows in `file`, each as its bytes and its values; raises `Damaged`."""
    while head := file.read(4):
        length = int.from_bytes(head, "big")
        data = file.read(length) if len(head) == 4 and length <= LONGEST else b""
        try:
            if len(data) != length:
                raise Damaged("a row is cut")
            row = _decode(data)
        except msgspec.MsgspecError:
            raise Damaged("a row cannot be read") from None
        if len(row) != columns:
            raise Damaged("a row has another number of values than its table")
        yield head + data, row
