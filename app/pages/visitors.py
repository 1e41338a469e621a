"""Pages added by people who are no editors: how many there may be, and the editors' look at them.

They are read at most once a day, follow no links, and are searchable at once; the first page and feeds show
them after an editor has looked. Of who added one only the kind is kept: a reader, or a visitor.
"""

from __future__ import annotations

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.accounts.attempts import Attempts
from app.clock import DAY, now
from app.mark import N_
from app.pages import service
from app.pages.models import OTHERS, Page, waiting
from app.web.errors import Busy, TooMany

WAITING_MOST = 100
"""So many pages may wait for an editor's look; then visitors add no more until some were looked at."""
EVERY_LEAST = DAY
_FULL_FOR_S = 3_600


class Full(Busy):
    """No more pages of visitors are taken until an editor has looked at some."""

    default = N_(
        "Too many pages are waiting for review, so no more can be added right now. What you typed is"
        " still here: send it again tomorrow."
    )


class TooManyAdded(TooMany):
    """One network has added as many pages as it may within an hour."""

    default = N_(
        "Your network has reached its limit of pages per hour. What you typed is still here: wait a"
        " while and send it again."
    )


def add(
    session: Session,
    url: str,
    *,
    every: int,
    origin: str,
    address: str,
    attempts: Attempts,
    exactly: bool = False,
) -> service.Added:
    """Watch `url` for somebody at the network `address`; a page that is there already costs nothing.

    Raises `TooManyAdded` or `Full`, and what `service.add` raises; the transaction must then be rolled back.
    """
    assert origin in OTHERS
    if every < EVERY_LEAST:
        raise service.PageError("every", N_("Pages you add are checked once a day at most."))
    added = service.add(session, url, every=every, origin=origin, exactly=exactly)
    if added.new:
        _wait_for_others(session)
        if count_waiting(session) > WAITING_MOST:
            raise Full(retry_after=_FULL_FOR_S)
        try:
            attempts.added(session, address, now())
        except TooMany as error:
            raise TooManyAdded(retry_after=error.retry_after) from None
    return added


def count_waiting(session: Session) -> int:
    """How many pages wait for an editor's look."""
    return session.scalar(select(func.count()).select_from(Page).where(waiting())) or 0


def keep(session: Session, ids: service.Ids) -> int:
    """An editor has looked at these pages and keeps them; returns how many were waiting for that."""
    kept = 0
    for some in service.portions(service.targets(session, ids)):
        looked = update(Page).where(Page.id.in_(some), waiting()).values(reviewed_at=now())
        kept += len(session.scalars(looked.returning(Page.id)).all())
    return kept


def _wait_for_others(session: Session) -> None:
    # SQLite's write transactions come one at a time; here two could both count 99.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(2, hashtext('pages that wait'))"))
