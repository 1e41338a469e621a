"""Keys: what was asked for, and the schema it was asked of, in at most 120 printable bytes.

The revision is a digest of the tables themselves, so a program of another schema never meets old bytes,
whether its migration has run yet or not.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy.orm.interfaces import ORMOption

from app.db.base import Base
from app.memory import tables

_shapes: dict[object, str] = {}
_MOST_SHAPES = 512
tables.add(f"{__name__}._shapes", _MOST_SHAPES, lambda: len(_shapes), each=600)


def key(shape: str, values: Sequence[object]) -> str:
    """The key of one question: its shape and the values asked for, whatever they hold."""
    written = "\0".join(f"{type(value).__name__}={value!r}" for value in values)
    return f"{shape}.{_digest(written)}"


def shape(model: type[Base], load: Sequence[ORMOption], fields: tuple[str, ...]) -> str:
    """What kind of question it is: model, fields it is asked by, what is loaded with it, schema."""
    known = (model, fields, tuple(_memo(option) for option in load))
    found = _shapes.get(known)
    if found is None:
        asked = "\0".join([*fields, *(_written(option) for option in load)])
        found = f"{model.__name__[:30]}.{revision()}.{_digest(asked)}"
        if len(_shapes) >= _MOST_SHAPES:
            _shapes.clear()
        _shapes[known] = found
    return found


@lru_cache(maxsize=1)
def revision() -> str:
    """A digest of all tables that are mapped: names, columns, types, and which may be empty."""
    tables = sorted(
        f"{mapper.class_.__name__}:{mapper.local_table}:"
        + ",".join(
            f"{column.name} {column.type!r} {column.nullable}" for column in mapper.local_table.columns
        )
        for mapper in Base.registry.mappers
    )
    return _digest("\n".join(tables))[:12]


def _memo(option: ORMOption) -> object:
    made = getattr(option, "_generate_cache_key", None)
    found = made() if made is not None else None
    return found.key if found is not None else _written(option)


def _written(option: ORMOption) -> str:
    """A loader option in words that are the same in every process.

    Raises TypeError for one with a condition: who then belongs to a collection could change unseen.
    """
    parts: list[str] = [type(option).__name__]
    elements: Sequence[Any] = getattr(option, "context", (option,))
    for element in elements:
        if getattr(element, "_extra_criteria", ()):
            raise TypeError("load takes no conditions (and_); choose from the loaded rows instead")
        local = sorted(dict(getattr(element, "local_opts", None) or {}).items(), key=str)
        parts.append(f"{element.path} {element.strategy} {local}")
    return "|".join(parts)


def _digest(text: str) -> str:
    made = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=18).digest()
    return urlsafe_b64encode(made).decode()
