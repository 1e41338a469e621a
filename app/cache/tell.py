"""Telling of changes: this host's clock, the stamps in memcached, and other hosts.

A transaction tells twice, before its commit and after it; what happens to it in between, nobody believes
anything that it may have changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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


class Teller:
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
                try:
                    self._stamps.begin(shared, telling.token)
                except Unpublished as missed:
                    advance(session, missed.addresses)
                    telling.advanced = True
            if not self._db.is_sqlite:
                notify(session, self.clock.host, changed)
        except BaseException:
            self.end(telling)
            raise
        return telling

    def end(self, telling: Telling) -> None:
        """The transaction is over, whatever its end: the names count anew."""
        try:
            if self._stamps is not None:
                self._tell_servers(self._stamps, telling)
        finally:
            self.clock.end(telling.changed)
        if telling.advanced:
            # Other hosts look once a second; those of this one are told, now that the epoch is committed.
            self.clock.change([EPOCHS])

    def _tell_servers(self, stamps: SharedStamps, telling: Telling) -> None:
        try:
            stamps.end(telling.shared, telling.token)
        except Unpublished as missed:
            with suppress(Exception), self._db.write() as session:
                advance(session, missed.addresses)
            telling.advanced = True
