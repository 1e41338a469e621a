"""Signing up: an account for whoever passes the check, always as a reader.

Where letters can be sent, an address belongs to an account only once the link in a letter was opened;
until then the account has none, so nobody can take an address that is not theirs, or learn whether it
is in use.
"""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import letters, links, service, sessions
from app.accounts.attempts import Attempts
from app.accounts.emails import email_key
from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.accounts.place import NOWHERE, Place
from app.accounts.service import EmailTaken, Spend
from app.db import Database


def sign_up(
    db: Database,
    attempts: Attempts,
    name: str,
    email: str,
    password: str,
    now: int,
    *,
    sends_mail: bool,
    locale: str = "en",
    address: str = "",
    place: Place = NOWHERE,
    spend: Spend = lambda _: None,
) -> str:
    """Make an account and sign in; returns the session's id.

    Raises `NameRefused`, `NameTaken`, `EmailTaken` (never where letters are sent) or `TooMany`.
    """
    with db.write() as session:
        attempts.joined(session, address, now)
    password_hash = hash_password(password)
    with db.write() as session:
        spend(session)
        given = None if sends_mail else email
        person = service.create(session, name, password_hash, "reader", now, email=given)
        if sends_mail:
            want_email(session, attempts, person, email, locale, address, now)
        return sessions.begin(session, person.id, now, place)


def want_email(
    session: Session, attempts: Attempts, person: Person, email: str, locale: str, address: str, now: int
) -> None:
    """Send a letter to an address that shall be the person's. Raises `TooMany`."""
    attempts.asked(session, email_key(email), address, now)
    person.pending_email = email
    session.flush()
    letters.ask_confirm(session, person.id, locale)


def set_email(session: Session, person: Person, email: str | None) -> None:
    """The address is the person's now. Raises `EmailTaken`."""
    if email and service.is_email_taken(session, email, but=person.id):
        raise EmailTaken
    try:
        with session.begin_nested():
            person.email, person.email_key = email, email_key(email) if email else None
            person.pending_email = ""
    except IntegrityError:
        # Somebody else got it between the question and the answer.
        raise EmailTaken from None
    links.forget(session, person.id, "confirm")
    links.forget(session, person.id, "reset")


def confirm(session: Session, key: str, now: int) -> bool:
    """A confirming link was opened; False when it is worth nothing. Raises `EmailTaken`."""
    link = links.use(session, key, "confirm", now)
    person = session.get(Person, link.person_id) if link else None
    if link is None or person is None or person.pending_email != link.email:
        return False
    set_email(session, person, link.email)
    return True
