"""History of a page as it stands in the database, and the passing of time in it."""

from __future__ import annotations

from sqlalchemy import select, update

from app.db import Database
from app.db.changes import Change
from app.pages import texts
from app.pages.models import Page, Reading, Version
from app.pages.texts import Text


def versions(database: Database, page_id: int) -> list[Version]:
    """Its versions by time."""
    with database.read() as session:
        query = select(Version).where(Version.page_id == page_id).order_by(Version.first_read)
        return list(session.scalars(query))


def said(database: Database, page_id: int) -> list[Text]:
    """What each of them says."""
    rows = versions(database, page_id)
    with database.read() as session:
        found = texts.read_many(session, rows)
    return [found.get(row.id, texts.NOTHING) for row in rows]


def readings(database: Database, page_id: int) -> list[Reading]:
    """Its readings by time."""
    with database.read() as session:
        query = select(Reading).where(Reading.page_id == page_id).order_by(Reading.at)
        return list(session.scalars(query))


def page_of(database: Database, page_id: int) -> Page:
    """The page itself."""
    with database.read() as session:
        return session.get_one(Page, page_id)


def kinds(database: Database) -> list[tuple[str, int]]:
    """What the index was told, each with the time it is about."""
    with database.read() as session:
        return [
            (change.kind, change.at) for change in session.scalars(select(Change).order_by(Change.number))
        ]


def pass_time(database: Database, page_id: int, length: int) -> None:
    """Let all that happened to a page have happened `length` µs earlier."""
    with database.write() as session:
        mine = Version.page_id == page_id
        # From the oldest on, so that no two versions begin at once in between.
        for row in session.scalars(select(Version).where(mine).order_by(Version.first_read)):
            row.first_read, row.last_read = row.first_read - length, row.last_read - length
            row.until = None if row.until is None else row.until - length
            session.flush()
        for reading in session.scalars(
            select(Reading).where(Reading.page_id == page_id).order_by(Reading.at)
        ):
            reading.at -= length
            session.flush()
        session.execute(update(Page).where(Page.id == page_id).values(last_read=Page.last_read - length))
