"""Marks a handler whose page is the same for everybody, with the tables it depends on.

A handler so marked is given nobody's name, only what a visitor may do. What it answers may be kept and shown
to all who may do the same, until one of the tables named is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.db import Base
from app.freshness import names

if TYPE_CHECKING:
    from litestar.types import Scope

MARK = "hud_shared"
_UNTIL = "until"


class Shared(msgspec.Struct, frozen=True):
    """The tables that a page shows, whether it shows the index, and for how many seconds it stays true."""

    tables: tuple[str, ...] = ()
    index: bool = False
    seconds: float | None = None

    def counters(self) -> tuple[str, ...]:
        """The names of what it depends on; tables of features that are off have none."""
        known = [Base.metadata.tables[table] for table in self.tables if table in Base.metadata.tables]
        return (names.EVERYTHING, *([names.INDEX] if self.index else []), *map(names.members, known))


def shared(*tables: str, index: bool = False, seconds: float | None = None) -> dict[str, object]:
    """As a handler's `opt`: it shows rows of `tables`, and the same to everybody who may do the same.

    `seconds` is for what depends on the time of day. What is shown of the language, the time zone, the
    address and the role needs no mark; whatever else it depends on must not be.
    """
    return {MARK: Shared(tables, index, seconds)}


def mark_of(scope: Scope) -> Shared | None:
    """The mark of the handler that a request was led to."""
    handler = scope.get("route_handler")
    found: Shared | None = handler.opt.get(MARK) if handler is not None else None
    return found


def true_until(scope: Scope, moment: int) -> None:
    """What is shown will be another thing from `moment` (µs) on, without anybody changing anything."""
    state = scope["state"]
    state[_UNTIL] = min(moment, state.get(_UNTIL, moment))


def until(scope: Scope, now: int) -> int | None:
    """When an answer made at `now` stops being true; None for never."""
    mark, known = mark_of(scope), scope["state"].get(_UNTIL)
    ends = [] if known is None else [int(known)]
    if mark is not None and mark.seconds is not None:
        ends.append(now + round(mark.seconds * 1_000_000))
    return min(ends) if ends else None
