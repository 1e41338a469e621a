"""Minor versions: title and main text stay, and only the rest (menus, footers, asides) is another.

They lie inside the life of the major version before them, which runs on. A page whose rest is another at
each reading would have one for each, so there is a bound: of more than `MOST_A_DAY` within a day the last one
stands for those that follow, and says what the newest of them said.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db.changes import note
from app.pages import bodies, texts
from app.pages.content import Content, put_text
from app.pages.models import Version
from app.pages.ordinals import next_ordinal

MOST_A_DAY = 24
"""Minor versions of a page within any 24 hours; one more may begin for each major version in that time."""


def change(session: Session, major: Version, newest: Version, content: Content) -> Version:
    """The rest became another than in `newest`: `major` or its last minor version."""
    if newest.minor and _lately(session, major.page_id, content.at) >= MOST_A_DAY:
        return _write_over(session, newest, content)
    if newest.minor:
        newest.until = content.at
    version = Version(
        page_id=major.page_id,
        ordinal=next_ordinal(session, major.page_id),
        first_read=content.at,
        last_read=content.at,
        minor=True,
        title=major.title,
        language=major.language,
        digest=major.digest,
    )
    session.add(version)
    put_text(session, version, content)
    note(session, "put", major.page_id, content.at)
    return version


def _lately(session: Session, page_id: int, at: int) -> int:
    minors = select(func.count()).where(Version.page_id == page_id, Version.minor)
    return session.scalar(minors.where(Version.first_read > at - DAY)) or 0


def _write_over(session: Session, minor: Version, content: Content) -> Version:
    # Its beginning stays: what it said by then and still says was there since.
    minor.last_read = content.at
    texts.release(session, minor)
    bodies.release(session, minor)
    put_text(session, minor, content)
    note(session, "put", minor.page_id, minor.first_read)
    return minor
