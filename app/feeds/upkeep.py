"""Hourly upkeep: readings that changed nothing are forgotten after a time."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from app.clock import DAY
from app.db import Database
from app.feeds.models import FeedPart, FeedReading, FeedState

READINGS = 30 * DAY
"""A reading that changed nothing and whose bytes are gone is forgotten; one that rows come from never is."""


def sweep(db: Database, now: int) -> None:
    """Forget old readings without a trace."""
    quiet = (FeedReading.new == 0) & (FeedReading.changed == 0) & (FeedReading.withdrawn == 0)
    kept = exists().where(FeedPart.reading_id == FeedReading.id, FeedPart.is_kept)
    good = select(FeedState.good).where(FeedState.good.is_not(None))
    with db.write() as session:
        session.execute(
            delete(FeedReading).where(
                FeedReading.at < now - READINGS, quiet, ~kept, FeedReading.id.not_in(good)
            )
        )
