"""Telling of changes: this host's clock, the stamps in memcached, and other hosts.

A transaction tells twice, before its commit and after it; what happens to it in between, nobody believes
anything that it may have changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec
from sqlalchemy.orm import Session

from app.cache import names
from app.cache.clock import Clock
from app.cache.epochs import EPOCHS, advance
from app.cache.hosts import notify
from app.cache.stamps import SharedStamps, Unpublished
from app.db import Database


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
