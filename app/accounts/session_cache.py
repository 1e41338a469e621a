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
from app.memory.budget import Room
from app.rowcache import cache_of
from app.rowcache.near import Made, Near
from app.web.context import Visitor

_EACH = 1_000
_MODEL = SessionRow.__name__
_SESSION, _PERSON = (names.table_of(inspect(model)) for model in (SessionRow, Person))


class Seen(msgspec.Struct, frozen=True):
    """A session's visitor, and the moment (µs) to look into the database again."""

    visitor: Visitor
    until: int


class SessionCache:
    """Visitors by the id in their cookie; `on` False asks the database each time."""

    def __init__(self, db: Database, counters: Clock, room: Room, *, on: bool = True) -> None:
        self._db = db
        self._counters = counters
        self._on = on
        self._near: Near[str, Seen] = Near(room, (_SESSION, _PERSON))
        self._stats = cache_of(db).stats

    def find(self, session_id: str, now: int) -> Visitor | None:
        """Who the cookie belongs to, if that was asked lately and is still so; never waits for anything."""
        seen = self._near.find(self._counters, (session_id,)).get(session_id)
        if seen is None or now >= seen.until:
            return None
        self._stats.count(_MODEL, "hit")
        return seen.visitor

    def identify(self, session_id: str, now: int) -> Visitor | None:
        """Who the cookie belongs to, as the database knows it."""
        found: Found | None = None

        def ask() -> list[Made[str, Seen]]:
            nonlocal found
            found = look(self._db, session_id, now)
            return [] if found is None else [_made(session_id, found)]

        if self._on:
            self._near.read(self._counters, ask)
        else:
            ask()
        if found is None:
            return None
        used(self._db, found, now)
        return found.visitor


def _made(session_id: str, found: Found) -> Made[str, Seen]:
    rows = names.row(_SESSION, [found.digest]), names.row(_PERSON, [found.visitor.id])
    until = min(found.last_used + TOUCH_AFTER, found.created_at + ABSOLUTE)
    return Made(session_id, Seen(found.visitor, until), rows, _EACH)
