"""The follower: takes what changed in the database into the index, in the order of commits.

The index keeps its own bookmark, published in the same manifest as what was read up to it, and each
change is answered by what the database says *now*. So the same changes may be taken any number of
times, and a crash at any line costs a repetition and never a page.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import trie_core
from app.clock import DAY, MINUTE
from app.clock import now as clock
from app.db import Database, bookmarks, changes
from app.db.installation import is_of, noted
from app.freshness import index_changes, touch_everything
from app.search import bookmark, place
from app.search.engine import Damaged, Engine, Writer, engine_of
from app.search.files import Files, check
from app.search.histories import LastRead, PageHead, heads, last_reads, put_history
from app.search.index import IndexHandle
from app.search.rebuild import build_anew
from app.search.visits import Publisher
from app.settings import Settings

log = logging.getLogger(__name__)

BATCH = 256
SAY, SAY_AGAIN = MINUTE, DAY
"""How often a host tells how far it is, when that has changed and when not."""


class Turn(msgspec.Struct):
    """What a batch asks for one page: its history anew from a time on, and versions that were read again.

    A version is named by when it was first read (µs).
    """

    since: int | None = None
    touched: set[int] = msgspec.field(default_factory=set)


class Follower:
    """Brings the index in `folder` up to date, one bounded batch at a time."""

    def __init__(self, db: Database, folder: Path, engine: Engine) -> None:
        self.db = db
        self.folder = folder
        self.engine = engine
        self._handle = IndexHandle(folder, self.engine)
        self._files = Files(folder)
        self._visits = Publisher(folder)
        self._host = bookmarks.host_of(folder)
        self._said: tuple[int, int] | None = None

    def step(self) -> int:
        """Take the next changes, publish them, and say how many there were; 0 = up to date.

        An index that is missing, damaged, of another version, of another database or ahead of its own is
        rebuilt first. Raises `Busy` when another process is writing.
        """
        with place.locked(self.folder, wait=1.0):
            self._visits.publish(self.db, clock())
            build = place.current(self.folder)
            if build is None:
                return self._first()
            if place.version_of(build) != self.engine.version:
                return self._rebuild("it was made by another version")
            try:
                self._files.look(build)
            except OSError as error:
                # Whoever has the files open goes on with them, so nothing is said to readers.
                return self._rebuild(f"a file of it is missing or cannot be read: {error}")
            except Damaged as error:
                return self._recover(build, str(error))
            if not self._is_of_this_database(build):
                return self._rebuild("it is not known to be made from this database")
            try:
                return self._take(build)
            except Damaged as error:
                return self._recover(build, str(error))

    def look_over(self, rate: int) -> None:
        """Read all files, at most `rate` bytes a second; damage is reported, and the next step mends it."""
        check(self.folder, rate)

    def _is_of_this_database(self, build: Path) -> bool:
        with self.db.read() as session:
            return is_of(noted(build), session)

    def _recover(self, build: Path, why: str) -> int:
        """Searches are refused from now on, until the new index is there."""
        with index_changes(self.db):
            place.mark(build, why)
        return self._rebuild(f"it is damaged: {why}")

    def _put_back(self) -> int:
        """A copy of the database was put in its place: the index knows things that have never happened.

        So may memcached, and nobody can tell which.
        """
        with self.db.write() as session:
            touch_everything(session)
        return self._rebuild("its bookmark is not of this database")

    def _rebuild(self, why: str) -> int:
        log.warning("building the index anew: %s", why)
        return self._first()

    def _first(self) -> int:
        return max(build_anew(self.db, self.folder, self.engine), 1)

    def _take(self, build: Path) -> int:
        cursor = self._handle.current().cursor
        with self.db.read() as session:
            newest = changes.latest(session)
            mark = None if cursor is None else changes.mark_of(session, cursor)
            if cursor is None or cursor > newest or not bookmark.stands(build, cursor, mark):
                return self._put_back()
            if cursor == newest:
                self._say(cursor)
                return 0
            batch = changes.after(session, cursor, BATCH)
            with self.engine.writer(build) as writer:
                self._apply(session, writer, batch)
                # Before the commit, beside the old one: whichever of them is published has its mark.
                bookmark.write(build, {cursor: mark, batch[-1].number: batch[-1].mark})
                with index_changes(self.db):
                    writer.commit(batch[-1].number)
        return len(batch)

    def _say(self, number: int) -> None:
        """Tell the database now and then what this host has taken, so that it need not be kept for it."""
        now = clock()
        last = self._said
        if last is not None and 0 <= now - last[1] < (SAY if number != last[0] else SAY_AGAIN):
            return
        try:
            with self.db.write() as session:
                bookmarks.put(session, self._host, number, now)
        except SQLAlchemyError as error:
            # Without it more is kept than needs be, which is no reason not to follow.
            log.debug("the bookmark cannot be told: %s", type(error).__name__)
        self._said = number, now

    def _apply(self, session: Session, writer: Writer, batch: Sequence[changes.Change]) -> None:
        turns = _per_page(batch)
        present = heads(session, list(turns))
        last = last_reads(session, [(page, first) for page, turn in turns.items() for first in turn.touched])
        for page, turn in turns.items():
            head = present.get(page)
            if head is None:
                writer.delete(page)
                continue
            try:
                _bring(session, writer, head, turn, last)
            except trie_core.TrieCoreError:
                raise
            except ValueError:
                # The index does not know what comes before: it is told the whole page.
                put_history(session, writer, head)


def follower(db: Database, settings: Settings) -> Follower:
    """The follower of an installation, with its engine."""
    return Follower(db, settings.index_dir, engine_of(settings))


def _per_page(batch: Sequence[changes.Change]) -> dict[int, Turn]:
    turns: dict[int, Turn] = {}
    for change in batch:
        turn = turns.setdefault(change.page_id, Turn())
        if change.kind == "put":
            turn.since = change.at if turn.since is None else min(turn.since, change.at)
        elif change.kind == "touch":
            turn.touched.add(change.at)
    return turns


def _bring(
    session: Session, writer: Writer, head: PageHead, turn: Turn, last: dict[tuple[int, int], LastRead]
) -> None:
    if turn.since is not None:
        put_history(session, writer, head, turn.since)
    for first in sorted(turn.touched):
        read = last.get((head.id, first))
        if read is not None and (turn.since is None or first < turn.since):
            writer.touch(head.id, read.position, read.at)
