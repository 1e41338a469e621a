"""Times that a clock which was ahead wrote into a page's history, put right at its next reading.

Readings are kept in order: each is later than the one before. After one that is dated twenty years ahead all
others would be as well, and nothing the page says would lie in any past week for twenty years. When they
truly were is not known; that they were before now and in which order, is.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db.changes import note
from app.pages.models import Page, Reading, Version
from app.pages.seen import Seen

log = logging.getLogger(__name__)


def with_trusted_time(seen: Seen, now: int) -> Seen:
    """What was seen, at the database's time `now` (µs) where this machine's own is off by more than a day."""
    return seen if abs(seen.at - now) <= DAY else replace(seen, at=now)


def move_future_times(session: Session, page: Page, now: int) -> None:
    """Move what lies after `now` (µs) to just before it, if some of it lies more than a day ahead."""
    newest = session.scalar(select(func.max(Reading.at)).where(Reading.page_id == page.id)) or 0
    if max(newest, page.last_read or 0) <= now + DAY:
        return
    readings = session.scalars(select(Reading).where(Reading.page_id == page.id, Reading.at > now)).all()
    versions = session.scalars(
        select(Version)
        .where(Version.page_id == page.id)
        .where(or_(Version.first_read > now, Version.last_read > now, Version.until > now))
        .order_by(Version.first_read)
    ).all()
    times = {page.last_read, *(reading.at for reading in readings)}
    for version in versions:
        times |= {version.first_read, version.last_read, version.until}
    ahead = sorted(time for time in times if time is not None and time > now)
    before = select(func.max(Reading.at)).where(Reading.page_id == page.id, Reading.at <= now)
    first = max(now - len(ahead), (session.scalar(before) or 0) + 1)
    moved = {time: first + place for place, time in enumerate(ahead)}
    for reading in sorted(readings, key=lambda reading: reading.at):
        reading.at = moved[reading.at]
    for version in versions:
        version.first_read = moved.get(version.first_read, version.first_read)
        version.last_read = moved.get(version.last_read, version.last_read)
        if version.until is not None:
            version.until = moved.get(version.until, version.until)
    if page.changed_at is not None:
        page.changed_at = moved.get(page.changed_at, page.changed_at)
    if page.last_read is not None:
        page.last_read = moved.get(page.last_read, page.last_read)
    if versions:
        note(session, "put", page.id, versions[0].first_read)
    session.flush()
    log.warning(
        "page %d: %d times lay ahead of the clock; they are now just before this reading", page.id, len(ahead)
    )
