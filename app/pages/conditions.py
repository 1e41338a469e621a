"""Conditions of a reading: the ETag and date by which a site can say that nothing changed.

Some sites send the same ETag with every text. Asked with it they say for ever that nothing changed, so now
and then a page is asked for as if it were new.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages.models import Page, Reading

BELIEVED = 9
"""How many times in a row a site is believed that nothing changed; the reading after these asks anew."""
NOT_MODIFIED = 304


def believed_long_enough(session: Session, page: Page) -> bool:
    """Whether all the newest readings of a page are of that kind."""
    newest = select(Reading.status, Reading.error).where(Reading.page_id == page.id)
    rows = session.execute(newest.order_by(Reading.at.desc()).limit(BELIEVED)).all()
    return len(rows) == BELIEVED and all(row.status == NOT_MODIFIED and row.error is None for row in rows)
