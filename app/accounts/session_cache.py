"""Session cache: the sessions that this process has seen, until anything about them or their people changes.

A page that is kept is sent without a thread and without a look into the database; who it is for must not
cost either. A copy holds the counters of its rows, so signing out counts at once everywhere on this host.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import inspect

from app.accounts.models import Person, SessionRow
from app.accounts.sessions import ABSOLUTE, TOUCH_AFTER, Found, look, used
from app.db import Database
from app.freshness import names
from app.freshness.clock import Clock
from app.memory.bounded import Bounded
from app.web.context import Visitor

MOST_BYTES = 8 << 20
_EACH = 1_000


class Seen(msgspec.Struct, frozen=True):
    """A session's visitor, the counters of its rows, and the moment (µs) to look into the database again."""

    visitor: Visitor
    names: tuple[str, ...]
    stamps: list[int | None]
    until: int


class SessionCache:
    """Visitors by the id in their cookie."""

    def __init__(self, db: Database, counters: Clock, *, on: bool = True) -> None:
        self._db = db
        self._counters = counters
        self._on = on
        self._held: Bounded[str, Seen] = Bounded(MOST_BYTES)

    def find(self, session_id: str, now: int) -> Visitor | None:
        """Who the cookie belongs to, if that was asked lately and is still so; never waits for anything."""
        seen = self._held.get(session_id)
        if seen is None or now >= seen.until or self._counters.stamps(seen.names) != seen.stamps:
            return None
        return seen.visitor

    def identify(self, session_id: str, now: int) -> Visitor | None:
        """Who the cookie belongs to, as the database knows it."""
        found = look(self._db, session_id, now)
        if found is None:
            return None
        if self._on:
            # The counters first and the rows after; whose they are had to be looked up before.
            names = _names(found)
            stamps = self._counters.stamps(names)
            found = look(self._db, session_id, now)
            if found is None:
                return None
            if None not in stamps:
                until = min(found.last_used + TOUCH_AFTER, found.created_at + ABSOLUTE)
                self._held.put(session_id, Seen(found.visitor, names, stamps, until), _EACH)
        used(self._db, found, now)
        return found.visitor


def _names(found: Found) -> tuple[str, ...]:
    sessions, people = (names.table_of(inspect(model)) for model in (SessionRow, Person))
    rows = names.row(sessions, [found.digest]), names.row(people, [found.visitor.id])
    return (names.EVERYTHING, *rows, names.bulk(sessions), names.bulk(people))
