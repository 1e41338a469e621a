"""Changes to one's own account: new password or address, export of all its data, deletion."""

from __future__ import annotations

from base64 import b64encode

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts import links, service, sessions
from app.accounts.attempts import Attempts, own
from app.accounts.models import Avatar, Person, Token
from app.accounts.password_limit import Try
from app.accounts.place import NOWHERE, Place
from app.db import Database
from app.i18n import N_


class LastAdmin(ValueError):
    """Without this admin nobody could rule the installation."""

    def __init__(self) -> None:
        super().__init__(N_("This is the last administrator. Make somebody else an administrator first."))


def is_right(db: Database, attempts: Attempts, person_id: int, password: str, address: str, now: int) -> bool:
    """Whether the password is really that of who is signed in.

    Raises `TooMany` when it was guessed too often, and `Busy`.
    """
    with db.read() as session:
        person = session.get_one(Person, person_id)
    tried = Try(attempts, own(person_id), address)
    if not tried.fits(db, person.password, password, now):
        return False
    with db.write() as session:
        tried.give_back(session)
    return True


def change_password(
    session: Session, person_id: int, password_hash: str, now: int, place: Place = NOWHERE
) -> str:
    """The new password holds; every session is over but one, which goes on under the id returned."""
    session.get_one(Person, person_id).password = password_hash
    links.forget(session, person_id, "reset")
    sessions.end_all(session, person_id)
    return sessions.begin(session, person_id, now, place)


def reset_password(session: Session, attempts: Attempts, key: str, password_hash: str, now: int) -> bool:
    """Use a link for a new password; False when it is worth nothing.

    Whoever had the old one may have left sessions and tokens behind: all are over.
    """
    link = links.use(session, key, "reset", now)
    person = session.get(Person, link.person_id) if link else None
    if person is None or person.disabled_at is not None:
        return False
    person.password = password_hash
    sessions.end_all(session, person.id)
    session.execute(delete(Token).where(Token.person_id == person.id))
    attempts.forgive(session, person)
    return True


def keep_an_admin(session: Session, person_id: int) -> None:
    """Raises `LastAdmin` when nobody else is one who can sign in; nobody changes that until the commit."""
    service.lock_people(session)
    others = Person.role == "admin", Person.disabled_at.is_(None), Person.id != person_id
    if not session.scalar(select(func.count()).select_from(Person).where(*others)):
        raise LastAdmin


def remove(session: Session, attempts: Attempts, person_id: int) -> None:
    """Delete a person with all that is theirs, and what was counted of them. Raises `LastAdmin`."""
    service.lock_people(session)
    person = session.get_one(Person, person_id)
    if person.role == "admin":
        keep_an_admin(session, person_id)
    attempts.forget(session, person)
    session.delete(person)


def everything(session: Session, attempts: Attempts, person_id: int, now: int) -> dict[str, object]:
    """All that is kept of a person, in words a program reads; times are microseconds UTC."""
    person = session.get_one(Person, person_id)
    avatar = session.get(Avatar, person_id)
    tokens = session.scalars(select(Token).where(Token.person_id == person_id).order_by(Token.id))
    return {
        "name": person.name,
        "email": person.email,
        "email_to_confirm": person.pending_email or None,
        "role": person.role,
        "created_at": person.created_at,
        "preferences": {
            "time_zone": person.time_zone,
            "language": person.language,
            "theme": person.theme,
        },
        "avatar_webp_base64": b64encode(avatar.large).decode() if avatar else None,
        "sessions": [
            {name: getattr(row, name) for name in ("browser", "place", "created_at", "last_used")}
            for row in sessions.running(session, person_id, now)
        ],
        "tokens": [
            {
                name: getattr(token, name)
                for name in ("name", "scope", "created_at", "last_used", "expires_at")
            }
            for token in tokens
        ],
        # Of what was typed, and from which network, there is only a digest.
        "attempts": [
            {"kind": attempt.kind, "at": attempt.at, "digest": attempt.key}
            for attempt in attempts.of(session, person)
        ],
    }
