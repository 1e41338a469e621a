"""Telling of changes: this host's clock, the stamps in memcached, and other hosts.

A transaction tells twice, before its commit and after it; what happens to it in between, nobody believes
anything that it may have changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress

import msgspec
from sqlalchemy.orm import Session

from app.db import Database
from app.freshness import names
from app.freshness.clock import Clock
from app.freshness.epochs import EPOCHS, advance
from app.freshness.hosts import notify
from app.freshness.stamps import SharedStamps, Unpublished

INFO = "hud_invalidator"


class Telling(msgspec.Struct):
    """One transaction's changes, told for the first time."""

    changed: Sequence[str]
    shared: Sequence[str]
    token: str
    advanced: bool = False
    pays: bool = False


class Invalidator:
    """What a process tells with; without `stamps` there is no memcached to be told."""

    def __init__(self, db: Database, clock: Clock, stamps: SharedStamps | None = None) -> None:
        self.clock = clock
        self._db = db
        self._stamps = stamps

    def begin(self, session: Session, changed: Sequence[str]) -> Telling:
        """A transaction is about to commit changes of these names."""
        shared = [name for name in changed if names.is_shared(name)]
        telling = Telling(changed, shared, secrets.token_hex(6))
        self.clock.begin(changed)
        try:
            if self._stamps is not None:
                self._begin_servers(self._stamps, session, telling)
            if not self._db.is_sqlite:
                notify(session, self.clock.host, changed)
        except BaseException:
            self.end(telling, committed=False)
            raise
        return telling

    def _begin_servers(self, stamps: SharedStamps, session: Session, telling: Telling) -> None:
        missed: set[str] = set()
        if self.clock.owes:
            telling.pays = True
            missed.update(_missed(self._tell_everything))
        missed.update(_missed(lambda: stamps.begin(telling.shared, telling.token)))
        if missed:
            advance(session, missed)
            telling.advanced = True

    def end(self, telling: Telling, *, committed: bool) -> None:
        """The transaction is over: the names count anew, whatever its end."""
        try:
            if self._stamps is not None:
                self._end_servers(self._stamps, telling)
        finally:
            self.clock.end(telling.changed)
        if telling.pays and committed:
            self.clock.owes = False
        if telling.advanced:
            # Other hosts look once a second; those of this one are told, now that the epoch is committed.
            self.clock.change([EPOCHS])

    def _end_servers(self, stamps: SharedStamps, telling: Telling) -> None:
        missed = _missed(lambda: stamps.end(telling.shared, telling.token))
        if missed:
            with suppress(Exception), self._db.write() as session:
                advance(session, missed)
            telling.advanced = True

    def everything(self) -> None:
        """Whatever is kept counts no more: somebody wrote who tells nobody what.

        A server that cannot be told now is owed it. Nothing is noted in the database here, as the caller may
        be in the midst of writing to it; the next commit does.
        """
        self.clock.change([names.EVERYTHING])
        if self._stamps is not None and _missed(self._tell_everything):
            self.clock.owes = True

    def owes_nothing(self) -> bool:
        """Whether all servers know that what they held before counts no more; tells them if it can."""
        if self.clock.owes and not _missed(self._tell_everything):
            self.clock.owes = False
        return not self.clock.owes

    def _tell_everything(self) -> None:
        assert self._stamps is not None
        token = secrets.token_hex(6)
        self._stamps.begin([names.EVERYTHING], token)
        self._stamps.end([names.EVERYTHING], token)


def _missed(tell: Callable[[], None]) -> list[str]:
    """The servers that could not be told."""
    try:
        tell()
    except Unpublished as missed:
        return missed.addresses
    return []


def attach(db: Database, invalidator: Invalidator) -> None:
    """From now on commits of `db`'s sessions tell of what they change."""
    db.info[INFO] = invalidator


def of(session: Session) -> Invalidator | None:
    """What the commits of a session tell with, if they do."""
    found: Invalidator | None = session.info.get(INFO)
    return found


def counters(db: Database) -> Clock:
    """The counters of this host, which every commit through `db` raises."""
    found = db.info[INFO]
    assert isinstance(found, Invalidator)
    return found.clock


def index_changes(db: Database) -> AbstractContextManager[None]:
    """While the block runs, searches of this host begin to see another index.

    For the one process that writes it: what a dead predecessor had begun is ended.
    """
    if INFO not in db.info:
        return nullcontext()
    clock = counters(db)
    clock.settle([names.INDEX])
    return clock.changing([names.INDEX])
