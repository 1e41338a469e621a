"""The epoch of each memcached server, in the database.

A server that a writer could not tell of a change gets a new epoch in the writer's own transaction. What other
processes, for whom it may be there all the time, have kept on it counts no more.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable

from sqlalchemy import BigInteger, String, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Database
from app.db.base import UNCACHED, Base
from app.db.insert import insert_missing

LOOK_S = 1.0
INSTALLATION = "*"
"""Not a server: the row whose number is this installation's own, drawn when the table was made and anew
whenever the database is restored."""
EPOCHS = "epochs"
"""The name in the clock by which other processes of this host learn of a new epoch at once."""


class CacheNode(Base):
    """A memcached server and how often it was found out of touch."""

    __tablename__ = "cache_node"
    __table_args__ = ({"info": UNCACHED},)

    address: Mapped[str] = mapped_column(String(255), primary_key=True)
    epoch: Mapped[int] = mapped_column(BigInteger, default=0)


class Epochs:
    """What this process knows of them: at most a second old, and never older than this host's clock."""

    def __init__(self, db: Database, changed: Callable[[], int | None]) -> None:
        self._db = db
        self._changed = changed
        self._lock = threading.Lock()
        self._known: dict[str, int] = {}
        self._until = 0.0
        self._seen: int | None = None

    def __call__(self) -> dict[str, int]:
        """The epochs by address; the last known ones while the database cannot be asked."""
        now = time.monotonic()
        if now >= self._until or self._changed() != self._seen:
            with self._lock:
                if now >= self._until or self._changed() != self._seen:
                    self._look()
        return self._known

    @property
    def installation(self) -> int:
        """This installation's own number."""
        found = self().get(INSTALLATION)
        if found is None:
            # Said by the database's own error, or by the table that has no such row.
            with self._db.read() as session:
                found = session.scalars(
                    select(CacheNode.epoch).where(CacheNode.address == INSTALLATION)
                ).one()
        return found

    def _look(self) -> None:
        self._seen = self._changed()
        try:
            with self._db.read() as session:
                rows = session.execute(select(CacheNode.address, CacheNode.epoch)).all()
        except SQLAlchemyError:
            # Without the database nothing new can be committed by us either.
            return
        self._known = {row.address: row.epoch for row in rows}
        self._until = time.monotonic() + LOOK_S


class Space:
    """The beginning of all keys: this installation's own, since servers may be shared, and of this life."""

    def __init__(self, epochs: Epochs) -> None:
        self._epochs = epochs

    def __str__(self) -> str:
        """As the database has it, at most a second old. Raises `SQLAlchemyError` when it was never there."""
        return f"hud:{self._epochs.installation:x}:"


def begin_life(session: Session) -> None:
    """In this transaction: no process finds what memcached holds of this database any more."""
    number = secrets.randbits(62)
    insert_missing(session, CacheNode, [{"address": INSTALLATION, "epoch": number}])
    session.execute(update(CacheNode).where(CacheNode.address == INSTALLATION).values(epoch=number))


def advance(session: Session, addresses: Iterable[str]) -> None:
    """Give servers a new epoch, in this transaction."""
    for address in sorted(set(addresses)):
        insert_missing(session, CacheNode, [{"address": address, "epoch": 0}])
        session.execute(
            update(CacheNode).where(CacheNode.address == address).values(epoch=CacheNode.epoch + 1)
        )
