"""Administration of people: find them, change their role, disable and enable their accounts.

There is always an admin who can sign in: whatever would end the last one is refused, however many
admins try it at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from app.accounts import links, sessions
from app.accounts.models import Person, SessionRow, Token
from app.accounts.profile.own import keep_an_admin
from app.accounts.service import lock_people


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    person: Person
    last_used: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One screen of the list, and how many people match."""

    rows: list[Row]
    total: int


def listing(session: Session, *, q: str = "", role: str = "", offset: int = 0, limit: int = 50) -> Listing:
    """People by name; `q` is a part of a name or an e-mail address."""
    where = [Person.role == role] if role in ("reader", "editor", "admin") else []
    if role == "disabled":
        where = [Person.disabled_at.is_not(None)]
    if q:
        part = {"other": q, "autoescape": True}
        where.append(or_(Person.name.icontains(**part), Person.email.icontains(**part)))
    used = select(func.max(SessionRow.last_used)).where(SessionRow.person_id == Person.id).scalar_subquery()
    query = select(Person, used).where(*where).order_by(Person.name_key).offset(offset).limit(limit)
    total = session.scalar(select(func.count()).select_from(Person).where(*where)) or 0
    return Listing([Row(person, last) for person, last in session.execute(query)], total)


def set_role(session: Session, person_id: int, role: str) -> Person | None:
    """Give a person another role; their sessions end, so that none goes on with the old one.

    Raises `LastAdmin`.
    """
    lock_people(session)
    person = session.get(Person, person_id)
    if person is None or person.role == role:
        return person
    if person.role == "admin":
        keep_an_admin(session, person_id)
    person.role = role
    sessions.end_all(session, person_id)
    return person


def disable(session: Session, person_id: int, now: int) -> Person | None:
    """Nothing lets a person in until they are enabled again. Raises `LastAdmin`."""
    lock_people(session)
    person = session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return person
    if person.role == "admin":
        keep_an_admin(session, person_id)
    person.disabled_at = now
    sessions.end_all(session, person_id)
    session.execute(delete(Token).where(Token.person_id == person_id))
    links.forget(session, person_id, "reset")
    return person


def enable(session: Session, person_id: int) -> Person | None:
    """Let a person in again."""
    person = session.get(Person, person_id)
    if person is not None:
        person.disabled_at = None
    return person


def reset_link(session: Session, person_id: int, now: int) -> str | None:
    """The address on this site where a person chooses a new password, for an admin to hand over."""
    person = session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return None
    return links.make(session, person_id, "reset", now)
