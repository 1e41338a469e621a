"""Makes people and signs them in.

Plain arguments and a database; what a cookie or a form looks like is the routes' affair.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.attempts import Attempts
from app.accounts.emails import BadEmail, email_key, normalise
from app.accounts.models import Person
from app.accounts.names import clean_name, looks, name_key
from app.accounts.password_limit import Spend, Try
from app.accounts.place import NOWHERE, Place
from app.accounts.sessions import identify
from app.db import Database
from app.i18n import N_

__all__ = [
    "EmailTaken",
    "NameTaken",
    "Spend",
    "create",
    "find",
    "has_admin",
    "identify",
    "lock_people",
    "name_key",
    "sign_in",
    "sign_out",
]


class NameTaken(ValueError):
    """Somebody here already has that name, or one that looks the same."""

    def __init__(self) -> None:
        super().__init__(N_("This name, or one that looks like it, is already taken."))


class EmailTaken(ValueError):
    """Another account has that address."""

    def __init__(self) -> None:
        super().__init__(N_("Another account already uses this e-mail address."))


def create(
    session: Session, name: str, password_hash: str, role: str, now: int, *, email: str | None = None
) -> Person:
    """A new person; `email` is a normalised address. Raises `NameRefused`, `NameTaken` or `EmailTaken`."""
    name = clean_name(name)
    key, look = name_key(name), looks(name)
    if session.scalar(select(Person.id).where(or_(Person.name_key == key, Person.looks == look))):
        raise NameTaken
    if email and is_email_taken(session, email):
        raise EmailTaken
    person = Person(
        name=name,
        name_key=key,
        looks=look,
        password=password_hash,
        role=role,
        created_at=now,
        email=email,
        email_key=email_key(email) if email else None,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        # Somebody else took it between the question and the answer.
        raise NameTaken from None
    return person


def find(session: Session, typed: str) -> Person | None:
    """Whoever goes by a name or an e-mail address."""
    key = name_key(typed)
    mailbox = key
    with suppress(BadEmail):
        mailbox = email_key(normalise(typed))
    either = or_(Person.name_key == key, Person.email_key == mailbox)
    people = session.scalars(select(Person).where(either)).all()
    return next((person for person in people if person.name_key == key), people[0] if people else None)


def is_email_taken(session: Session, email: str, but: int = 0) -> bool:
    """Whether another account than `but` has the address."""
    taken = select(Person.id).where(Person.email_key == email_key(email), Person.id != but)
    return session.scalar(taken) is not None


def lock_people(session: Session) -> None:
    """Until the transaction ends, nobody else changes who is admin."""
    # SQLite's write transactions come one at a time; here two could both count the same admins.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))


def has_admin(session: Session) -> bool:
    """Whether anybody rules this installation yet."""
    return session.scalar(select(Person.id).where(Person.role == "admin").limit(1)) is not None


def sign_in(
    db: Database,
    attempts: Attempts,
    typed: str,
    password: str,
    now: int,
    *,
    address: str = "",
    place: Place = NOWHERE,
    replaces: str = "",
    spend: Spend = lambda _: None,
) -> str | None:
    """A new session's id when name (or e-mail address) and password fit, else None.

    It does the same and takes as long whether there is such an account or not. `spend` uses up a
    check that was passed. Raises `TooMany` when too much was tried, and `Busy`.
    """
    with db.read() as session:
        person = find(session, typed)
    tried = Try(attempts, name_key(typed), address)
    fits = tried.fits(db, person.password if person else None, password, now, spend)
    if not fits or person is None:
        return None
    with db.write() as session:
        if person.disabled_at is not None:
            tried.failed(session)
            return None
        tried.succeeded(session, now)
        if replaces:
            sessions.end(session, replaces)
        return sessions.begin(session, person.id, now, place)


def sign_out(db: Database, session_id: str) -> None:
    """End a session."""
    with db.write() as session:
        sessions.end(session, session_id)


def count(session: Session) -> int:
    """How many people have an account."""
    return session.scalar(select(func.count()).select_from(Person)) or 0
