"""Minor versions: title and main text stay, and only the rest (menus, footers, asides) is another.

They lie inside the life of the major version before them, which runs on. A page whose rest is another at
each reading would have one for each, so there is a bound: of more than `MOST_A_DAY` within a day the last one
is replaced by the one that follows.
"""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db.changes import note
from app.pages import bodies, texts
from app.pages.content import Content, put_text
from app.pages.models import Reading, Version
from app.pages.ordinals import lead, next_ordinal

MOST_A_DAY = 24
"""Minor versions of a page within any 24 hours; one more may begin for each major version in that time."""


def change(session: Session, major: Version, newest: Version, content: Content) -> Version:
    """The rest became another than in `newest`: `major` or its last minor version."""
    if newest.minor and _lately(session, major.page_id, content.at) >= MOST_A_DAY:
        return _replace(session, newest, content)
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


def _replace(session: Session, minor: Version, content: Content) -> Version:
    """Make the newest minor version what was read now: it begins now, under a number of its own."""
    page_id = minor.page_id
    earlier = select(Version).where(Version.page_id == page_id, Version.first_read < minor.first_read)
    before = session.scalars(earlier.order_by(Version.first_read.desc()).limit(1)).one()
    number = next_ordinal(session, page_id)
    lead(session, page_id, minor.ordinal, number)
    # Its readings showed what is kept no more.
    session.execute(update(Reading).where(Reading.version_id == minor.id).values(version_id=None))
    minor.ordinal, minor.first_read, minor.last_read = number, content.at, content.at
    if before.minor:
        before.until = content.at
    texts.release(session, minor)
    bodies.release(session, minor)
    put_text(session, minor, content)
    note(session, "put", page_id, content.at)
    return minor
