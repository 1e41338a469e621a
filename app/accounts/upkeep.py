"""Removes what accounts leave behind and nothing needs any more, also when nobody comes by."""

from __future__ import annotations

from sqlalchemy import delete, or_, select

from app.accounts import attempts
from app.accounts.models import Link, SessionRow
from app.accounts.sessions import ABSOLUTE, IDLE
from app.db import Database


def sweep(db: Database, now: int) -> None:
    """Remove attempts that count no more, sessions that are over, and links that are worth nothing."""
    with db.write() as session:
        attempts.sweep(session, now)
    over = or_(SessionRow.last_used < now - IDLE, SessionRow.created_at < now - ABSOLUTE)
    with db.read() as session:
        ended = session.scalar(select(SessionRow.digest).where(over).limit(1))
    if ended:
        # Only where there are any: all copies of sessions count no more when some are removed.
        with db.write() as session:
            session.execute(delete(SessionRow).where(over))
    with db.write() as session:
        session.execute(delete(Link).where(Link.expires_at < now))
