"""Numbered changes: what the index has to catch up with, in the order of commits.

The numbers are given under a row lock at the outermost commit. A bare sequence would not do: a
transaction that took its number early and committed late would be skipped by a reader that had
already passed it.
"""

from __future__ import annotations

import secrets
from typing import Literal

from sqlalchemy import BigInteger, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db.base import UNCACHED, Base, Identifier
from app.db.commit import Before, Undone, register

Kind = Literal["put", "touch", "delete"]

_PENDING = "hud_changes"


class Change(Base):
    """One thing that happened to a page's history.

    `put`: the history is new from the version on that begins at `at`; `touch`: the version that begins then
    was read again unchanged; `delete`: the page is gone from HUD.

    All changes of a transaction have the same `mark`, drawn at random: in a copy of the database that was put
    back the same number comes again, with another mark.
    """

    __tablename__ = "change"
    __table_args__ = ({"info": UNCACHED},)

    number: Mapped[int] = mapped_column(Identifier, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    page_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[int] = mapped_column(BigInteger, default=0)
    mark: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class ChangeCounter(Base):
    """The last number given; its row lock, held until the commit, keeps numbers in commit order."""

    __tablename__ = "change_counter"
    __table_args__ = ({"info": UNCACHED},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(BigInteger)


def note(session: Session, kind: Kind, page_id: int, at: int = 0) -> None:
    """Remember that this transaction changes a page's history from `at` (µs) on; numbered when it commits."""
    session.info.setdefault(_PENDING, []).append((kind, page_id, at))


def after(session: Session, number: int, limit: int = 1_000) -> list[Change]:
    """Up to `limit` changes that come after `number`, oldest first."""
    query = select(Change).where(Change.number > number).order_by(Change.number).limit(limit)
    return list(session.scalars(query))


def mark_of(session: Session, number: int) -> int | None:
    """The mark of a change; None where it is not there: before the first one, or pruned."""
    return session.scalar(select(Change.mark).where(Change.number == number))


def prune(session: Session, taken: int, limit: int) -> int:
    """Remove up to `limit` of the oldest changes before the change `taken`, which stays; returns how many."""
    old = select(Change.number).where(Change.number < taken).order_by(Change.number).limit(limit)
    return len(session.scalars(delete(Change).where(Change.number.in_(old)).returning(Change.number)).all())


def latest(session: Session) -> int:
    """The number of the newest change, 0 when nothing has happened yet."""
    return session.scalar(select(ChangeCounter.value)) or 0


def _number(session: Session) -> None:
    pending = session.info.pop(_PENDING, None)
    if not pending:
        return
    counted = update(ChangeCounter).values(value=ChangeCounter.value + len(pending))
    # The counter's one row comes with the schema, so that two first writers cannot both make it.
    last = session.execute(counted.returning(ChangeCounter.value)).scalar_one()
    first = last - len(pending) + 1
    mark = secrets.randbits(62)
    session.execute(
        insert(Change),
        [
            {"number": first + place, "kind": kind, "page_id": page, "at": at, "mark": mark}
            for place, (kind, page, at) in enumerate(pending)
        ],
    )


def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


register(Before.CHANGES, _number)
register(Undone.CHANGES, _forget)
