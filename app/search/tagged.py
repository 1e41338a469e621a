"""Tags of pages as searches are told of them: read from the database when one has changed, else in memory."""

from __future__ import annotations

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

import trie_core
from app.db import Database
from app.freshness import names
from app.freshness.clock import Clock
from app.freshness.held import Held
from app.pages.models import PageTag


def read_tags(session: Session) -> trie_core.Tags:
    """Which pages have which tags."""
    # One row a tag: of fifty thousand pages each of their own would take five times as long.
    pages = func.aggregate_strings(cast(PageTag.page_id, String), ",")
    rows = session.execute(select(PageTag.tag, pages).group_by(PageTag.tag))
    return trie_core.Tags([(row[0], row[1]) for row in rows])


class Tagged:
    """The same in one process; `counters` tell when it has to be read anew, without them it is each time."""

    def __init__(self, counters: Clock | None) -> None:
        self._counters = counters
        self._held: Held[trie_core.Tags] = Held(names.table(PageTag))

    def current(self, db: Database) -> trie_core.Tags:
        """Which pages have which tags now."""

        def read() -> trie_core.Tags:
            with db.read() as session:
                return read_tags(session)

        return read() if self._counters is None else self._held.get(self._counters, read)

    def held(self) -> trie_core.Tags | None:
        """The same if nobody has to look into the database for it."""
        return None if self._counters is None else self._held.peek(self._counters)
