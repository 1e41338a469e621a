"""Bookmarks of the followers of all hosts: up to which change each has taken everything.

Changes that all have taken may be removed. A host that has not been heard of for `AWAY` is no longer
waited for: where the change at its bookmark is gone when it comes back, it builds its index anew.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from socket import gethostname

from sqlalchemy import BigInteger, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import DAY
from app.db.base import UNCACHED, Base
from app.db.insert import upsert

AWAY = 14 * DAY


class FollowerBookmark(Base):
    """What one host's follower has taken, and when it said so (µs)."""

    __tablename__ = "follower_bookmark"
    __table_args__ = ({"info": UNCACHED},)

    host: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)


def host_of(folder: Path) -> str:
    """The name by which a host tells of its index in `folder`."""
    place = blake2b(str(folder.absolute()).encode(errors="surrogateescape"), digest_size=8).hexdigest()
    return f"{gethostname()[:90]}:{place}"


def put(session: Session, host: str, number: int, now: int) -> None:
    """A host has taken everything up to the change `number`."""
    row = upsert(session, FollowerBookmark).values(host=host, number=number, seen_at=now)
    said = {"number": number, "seen_at": now}
    session.execute(row.on_conflict_do_update(index_elements=[FollowerBookmark.host], set_=said))


def slowest(session: Session, now: int) -> int | None:
    """The change that every host still heard of has taken; None where none has said anything."""
    heard = FollowerBookmark.seen_at > now - AWAY
    return session.scalar(select(func.min(FollowerBookmark.number)).where(heard))
