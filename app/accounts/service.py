"""Makes people and signs them in.

Plain arguments and a database; what a cookie or a form looks like is the routes' affair.
"""

from __future__ import annotations

import hmac
import unicodedata
from base64 import urlsafe_b64encode

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.models import Person
from app.accounts.passwords import hash_password, verify
from app.accounts.sessions import identify
from app.db import Database
from app.settings import Settings
from app.web.secret import derived

__all__ = [
    "NameTaken",
    "create",
    "first_admin",
    "first_admin_url",
    "has_admin",
    "identify",
    "is_first_key",
    "name_key",
    "sign_in",
    "sign_out",
]


class NameTaken(ValueError):
    """Somebody here already has that name, or one that differs only in its letters' case."""


def name_key(name: str) -> str:
    """What makes two names the same one."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def create(session: Session, name: str, password_hash: str, role: str, now: int) -> Person:
    """A new person. Raises `NameTaken`."""
    key = name_key(name)
    if session.scalar(select(Person.id).where(Person.name_key == key)) is not None:
        raise NameTaken(name)
    person = Person(name=name, name_key=key, password=password_hash, role=role, created_at=now)
    session.add(person)
    session.flush()
    return person


def has_admin(session: Session) -> bool:
    """Whether anybody rules this installation yet."""
    return session.scalar(select(Person.id).where(Person.role == "admin").limit(1)) is not None


def first_admin_url(db: Database, settings: Settings) -> str | None:
    """The one-time address that makes the first admin; None once there is one."""
    with db.read() as session:
        if has_admin(session):
            return None
    return f"{settings.site_url}/account/first?key={_first_key(settings)}"


def is_first_key(settings: Settings, key: str) -> bool:
    """Whether `key` is the one in the one-time address."""
    return hmac.compare_digest(key.encode(), _first_key(settings).encode())


def first_admin(db: Database, name: str, password: str, now: int) -> str | None:
    """Make the first admin and sign them in; the session's id, or None when there is one already."""
    password_hash = hash_password(password)
    with db.write() as session:
        if not db.is_sqlite:
            # SQLite's write transactions come one at a time; here two could both see no admin.
            session.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))
        if has_admin(session):
            return None
        person = create(session, name, password_hash, "admin", now)
        return sessions.begin(session, person.id, now)


def sign_in(db: Database, name: str, password: str, now: int, *, replaces: str = "") -> str | None:
    """A new session's id when name and password fit, else None, after the same time either way."""
    with db.read() as session:
        person = session.scalar(select(Person).where(Person.name_key == name_key(name)))
    fits = verify(person.password if person else None, password)
    if not fits or person is None:
        return None
    with db.write() as session:
        if replaces:
            sessions.end(session, replaces)
        return sessions.begin(session, person.id, now)


def sign_out(db: Database, session_id: str) -> None:
    """End a session."""
    with db.write() as session:
        sessions.end(session, session_id)


def count(session: Session) -> int:
    """How many people have an account."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


def _first_key(settings: Settings) -> str:
    return urlsafe_b64encode(derived(settings, "first admin")[:24]).decode()
