"""A person's picture: made from what they send, kept in the database, shown at an address of its own.

What was sent is never kept and never shown.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import sandbox
from app.accounts.models import Avatar, Person
from app.images import pictures
from app.images.pictures import Picture
from app.web.errors import Busy

Size = Literal["small", "large"]


def make(data: bytes) -> Picture:
    """The two sizes of a picture. Raises `pictures.Refused`, and `Busy` while others' are being made."""
    try:
        return pictures.make(data)
    except sandbox.Busy as busy:
        raise Busy from busy


def keep(session: Session, person_id: int, picture: Picture) -> None:
    """Make it the person's picture, in place of the one before."""
    remove(session, person_id)
    session.add(Avatar(person_id=person_id, digest=picture.digest, small=picture.small, large=picture.large))
    session.execute(update(Person).where(Person.id == person_id).values(avatar=picture.digest))


def remove(session: Session, person_id: int) -> None:
    """The person is shown by initials again."""
    session.execute(delete(Avatar).where(Avatar.person_id == person_id))
    session.execute(update(Person).where(Person.id == person_id).values(avatar=""))


def find(session: Session, digest: str, size: Size) -> bytes | None:
    """The picture at an address, if it is still somebody's."""
    column = Avatar.small if size == "small" else Avatar.large
    return session.scalar(select(column).where(Avatar.digest == digest).limit(1))
