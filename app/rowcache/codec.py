"""Objects of the ORM as bytes and back: plain columns in MessagePack, never a pickle.

Whatever of an object was loaded, its columns and the objects it leads to, is written; the rest stays
unloaded, and asking for it later raises instead of sending SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import zstandard
from sqlalchemy import BindParameter, Column, inspect
from sqlalchemy.orm import Mapper, attributes, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, instance_state
from sqlalchemy.sql import visitors

from app.db.base import Base
from app.freshness import names

COMPRESSED_FROM = 2_048
_PLAIN, _ZSTD = b"p", b"z"
_NATIVE = (int, str, bytes, bool, float, dict, list, type(None))


class Uncacheable(TypeError):
    """A value or a table that cannot be kept."""


class Unreadable(ValueError):
    """Bytes that are not what was written."""


class Node(msgspec.Struct, array_like=True):
    """One object: its class, its loaded columns, and where its loaded relationships lead."""

    model: str
    columns: dict[str, Any]
    relations: dict[str, int | list[int] | None]


class Graph(msgspec.Struct, array_like=True):
    """Objects and which of them were asked for."""

    nodes: list[Node]
    roots: list[int]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Graph)


def dump(roots: Sequence[Base]) -> tuple[bytes, list[str]]:
    """The objects as bytes, and the names of everything they were read from."""
    nodes: list[Node] = []
    places: dict[int, int] = {}
    read: dict[str, None] = {}

    def place(item: Base) -> int:
        if id(item) in places:
            return places[id(item)]
        at = places[id(item)] = len(nodes)
        mapper: Mapper[Any] = inspect(type(item))
        node = Node(mapper.class_.__name__, {}, {})
        nodes.append(node)
        _note_row(read, mapper, item)
        held = instance_state(item).dict
        for column in mapper.column_attrs:
            if column.key in held:
                node.columns[column.key] = held[column.key]
        for relation in mapper.relationships:
            if relation.key not in held:
                continue
            _note_relation(read, relation, item)
            there = held[relation.key]
            if relation.uselist:
                node.relations[relation.key] = [place(one) for one in there]
            else:
                node.relations[relation.key] = None if there is None else place(there)
        return at

    graph = Graph(nodes, [place(root) for root in roots])
    try:
        return _pack(_encoder.encode(graph)), list(read)
    except (TypeError, OverflowError, ValueError) as error:
        raise Uncacheable(str(error)) from error


def load(data: bytes) -> list[Base]:
    """The objects as they were, each detached. Raises `Unreadable` for other bytes."""
    try:
        return _made(_decoder.decode(_unpack(data)))
    except (msgspec.DecodeError, msgspec.ValidationError, zstandard.ZstdError, LookupError) as error:
        raise Unreadable(str(error)) from error


def _made(graph: Graph) -> list[Base]:
    models = _models()
    items: list[Base] = []
    for node in graph.nodes:
        mapper = models[node.model]
        item = mapper.class_manager.new_instance()
        columns = node.columns
        for key, kind in _kinds(mapper).items():
            if columns.get(key) is not None:
                columns[key] = msgspec.convert(columns[key], kind)
        # As rows are loaded: into the object's state, past the events of a change.
        instance_dict(item).update(columns)
        items.append(item)
    for node, item in zip(graph.nodes, items, strict=True):
        for key, target in node.relations.items():
            there = [items[at] for at in target] if isinstance(target, list) else _one(items, target)
            attributes.set_committed_value(item, key, there)
    for item in items:
        make_transient_to_detached(item)
    return [items[at] for at in graph.roots]


def _one(items: list[Base], at: int | None) -> Base | None:
    return None if at is None else items[at]


def _note_row(read: dict[str, None], mapper: Mapper[Any], item: Base) -> None:
    table = names.table_of(mapper)
    if not names.is_kept(table):
        raise Uncacheable(f"rows of {table.name} change too often to be kept")
    read[names.bulk(table)] = None
    read[names.row(table, mapper.primary_key_from_instance(item))] = None


def _note_relation(read: dict[str, None], relation: Any, item: Base) -> None:
    """Who belongs to a collection is read from the rows that point here, or from the table between."""
    if relation.secondary is not None:
        read[names.members(relation.secondary)] = None
        read[names.bulk(relation.secondary)] = None
        return
    if relation.direction.name == "MANYTOONE":
        return  # where it leads stands in the row itself
    child = names.table_of(relation.mapper)
    read[names.bulk(child)] = None
    if not _is_plain(relation):
        read[names.members(child)] = None
        return
    for here, there in relation.local_remote_pairs:
        key = inspect(type(item)).get_property_by_column(here).key
        read[names.pointing(child, there.name, getattr(item, key))] = None


def _is_plain(relation: Any) -> bool:
    """Whether only foreign keys decide who belongs to a collection."""
    keys = {column for pair in relation.local_remote_pairs for column in pair}
    return all(
        not isinstance(part, Column) or part in keys for part in visitors.iterate(relation.primaryjoin)
    ) and not any(isinstance(part, BindParameter) for part in visitors.iterate(relation.primaryjoin))


@lru_cache(maxsize=1)
def _models() -> dict[str, Mapper[Any]]:
    return {mapper.class_.__name__: mapper for mapper in Base.registry.mappers}


@lru_cache(maxsize=256)
def _kinds(mapper: Mapper[Any]) -> dict[str, type]:
    """Columns whose type MessagePack does not have: dates, decimals and the like."""
    found: dict[str, type] = {}
    for attribute in mapper.column_attrs:
        try:
            kind = attribute.columns[0].type.python_type
        except NotImplementedError:
            continue
        if kind not in _NATIVE:
            found[attribute.key] = kind
    return found


def _pack(data: bytes) -> bytes:
    if len(data) < COMPRESSED_FROM:
        return _PLAIN + data
    return _ZSTD + zstandard.compress(data, 3)


def _unpack(data: bytes) -> bytes:
    return data[1:] if data[:1] == _PLAIN else zstandard.decompress(data[1:])
