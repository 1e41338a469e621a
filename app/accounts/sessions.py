"""Sessions of our own: they begin at sign-in, and their id is new each time.

Only ids that stand in the table count, so nobody can bring one along and wait for a victim to
sign in under it.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.models import Person, SessionRow
from app.accounts.place import NOWHERE, Place
from app.db import Database
from app.rowcache import fetch
from app.web.visitor import Visitor

DAY = 86_400_000_000
IDLE = 30 * DAY
ABSOLUTE = 180 * DAY
TOUCH_AFTER = 60_000_000
HANDLE = 16
"""So many characters of a session's digest name it among those of its person."""
_ID_LENGTH = 43  # characters of 32 random bytes
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hud-session")
_touching: set[str] = set()


def begin(session: Session, person_id: int, now: int, place: Place = NOWHERE) -> str:
    """A new session for a person; returns the id for the cookie, which is kept nowhere."""
    session_id = secrets.token_urlsafe(32)
    row = SessionRow(digest=digest_of(session_id), person_id=person_id, created_at=now, last_used=now)
    row.browser, row.place = place.browser, place.address
    session.add(row)
    session.execute(delete(SessionRow).where(SessionRow.last_used < now - IDLE))
    return session_id


def end(session: Session, session_id: str) -> None:
    """The session is over; its id is worth nothing from now on."""
    session.execute(delete(SessionRow).where(SessionRow.digest == digest_of(session_id)))


def end_all(session: Session, person_id: int, *, but: str = "") -> None:
    """Every session of a person is over, as after a new password; `but` is an id that goes on."""
    others = SessionRow.person_id == person_id, SessionRow.digest != digest_of(but)
    session.execute(delete(SessionRow).where(*others))


def end_one(session: Session, person_id: int, handle: str) -> bool:
    """End a person's session by the beginning of its digest; False when they have none such."""
    of_them = SessionRow.person_id == person_id, SessionRow.digest.startswith(handle, autoescape=True)
    row = session.scalars(select(SessionRow).where(*of_them)).first() if len(handle) == HANDLE else None
    if row is not None:
        session.delete(row)
    return row is not None


def running(session: Session, person_id: int, now: int) -> list[SessionRow]:
    """A person's sessions that still run, the last used first."""
    live = SessionRow.last_used >= now - IDLE, SessionRow.created_at >= now - ABSOLUTE
    of_person = select(SessionRow).where(SessionRow.person_id == person_id, *live)
    return list(session.scalars(of_person.order_by(SessionRow.last_used.desc(), SessionRow.digest)))


class Found(msgspec.Struct, frozen=True):
    """A session that runs, and whose it is."""

    visitor: Visitor
    digest: str
    created_at: int
    last_used: int


def identify(db: Database, session_id: str, now: int) -> Visitor | None:
    """Who the cookie belongs to, if its session still runs; that it was used is remembered."""
    found = look(db, session_id, now)
    if found is None:
        return None
    used(db, found, now)
    return found.visitor


def look(db: Database, session_id: str, now: int) -> Found | None:
    """The session of a cookie, if it still runs."""
    if len(session_id) != _ID_LENGTH or not session_id.isascii():
        return None
    digest = digest_of(session_id)
    with db.read() as session:
        row = fetch(session, SessionRow, digest=digest)
        person = fetch(session, Person, id=row.person_id) if row else None
    if row is None or person is None or person.disabled_at is not None:
        return None
    # One that begins tomorrow was begun by a clock that was ahead, and would last for as long as that was.
    if now - row.last_used > IDLE or not -DAY <= now - row.created_at <= ABSOLUTE:
        return None
    return Found(person.visitor, digest, row.created_at, row.last_used)


def used(db: Database, found: Found, now: int) -> None:
    """The session was used: that is written down at most once a minute, and not in the request."""
    if now - found.last_used > TOUCH_AFTER:
        _touch_later(db, found.digest, now)


def touch(db: Database, digest: str, now: int) -> None:
    """Remember that a session was used."""
    try:
        with db.write() as session:
            row = session.get(SessionRow, digest)
            if row is not None and row.last_used < now:
                row.last_used = now
    except OperationalError:
        # Somebody holds the database; the next request of this session tries again.
        return
    finally:
        _touching.discard(digest)


def _touch_later(db: Database, digest: str, now: int) -> None:
    # Not in the request: who only reads never waits for the database's write lock.
    if digest not in _touching:
        _touching.add(digest)
        _pool.submit(touch, db, digest, now)


def digest_of(session_id: str) -> str:
    """Under what a session stands in the table."""
    return sha256(session_id.encode()).hexdigest()
