"""Tables of answers that never change (a day in a language, a name's slot): counted by entries, not by bytes.

They are as large whatever the budget is, so they have a fixed part of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import NamedTuple, TypeVar

NAME = "tables"
ROOM = 20 << 20
"""Bytes of all of them, by their own account."""
EACH = 250
"""Bytes of an entry of the usual kind: a key of two or three short values, and a short text (measured)."""

T = TypeVar("T")


class Table(NamedTuple):
    """One table: how many entries it has at most and now, and what one takes."""

    most: int
    each: int
    entries: Callable[[], int]


known: dict[str, Table] = {}


def add(name: str, most: int, entries: Callable[[], int], *, each: int = EACH) -> None:
    """Count a table of at most `most` entries of `each` bytes."""
    known[name] = Table(most, each, entries)


def counted(each: int = EACH) -> Callable[[_lru_cache_wrapper[T]], _lru_cache_wrapper[T]]:
    """Above `lru_cache`: count what the function remembers, `each` bytes an entry."""

    def count(function: _lru_cache_wrapper[T]) -> _lru_cache_wrapper[T]:
        made = function.__wrapped__
        most = function.cache_parameters()["maxsize"]
        assert most is not None, "what has no end cannot be counted"
        add(
            f"{made.__module__}.{made.__qualname__}",
            most,
            lambda: function.cache_info().currsize,
            each=each,
        )
        return function

    return count


class All:
    """The tables together, as one store."""

    @property
    def size(self) -> int:
        """Bytes that they take now."""
        return sum(table.entries() * table.each for table in known.values())


ALL = All()


def ceiling() -> int:
    """Bytes that they can take."""
    return sum(table.most * table.each for table in known.values())
