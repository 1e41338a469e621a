"""Dependencies of pages: names of the counters that stand for models and for the index.

Models and not names, so that a wrong one fails when its module is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from app.db import Base
from app.freshness import names


class Whole(Enum):
    """Something that changes as a whole."""

    INDEX = names.INDEX


INDEX = Whole.INDEX
"""The word index of this host."""

Dependency = type[Base] | Whole


def counters(shown: Iterable[Dependency]) -> tuple[str, ...]:
    """The names of the counters that change with what is shown. Raises `TypeError` for anything else."""
    return tuple(_counter(one) for one in shown)


def _counter(one: Dependency) -> str:
    if isinstance(one, Whole):
        return one.value
    if isinstance(one, type) and issubclass(one, Base):
        return names.table(one)
    raise TypeError(f"{one!r} is nothing a page can depend on: name a model, or INDEX")
