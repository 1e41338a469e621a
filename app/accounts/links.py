"""Secret addresses that do one thing once: set a new password, or confirm an e-mail address.

They are kept as digests and for a short time; a newer one makes the older ones of its kind worthless.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Link
from app.clock import DAY, HOUR

Purpose = Literal["reset", "confirm"]
LASTS = {"reset": HOUR, "confirm": 3 * DAY}
ADDRESS = {"reset": "/account/reset?key=", "confirm": "/account/confirm?key="}


def make(session: Session, person_id: int, purpose: Purpose, now: int, *, email: str = "") -> str:
    """A new link for a person; returns its address on this site, which is kept nowhere."""
    key = secrets.token_urlsafe(32)
    forget(session, person_id, purpose)
    session.execute(delete(Link).where(Link.expires_at < now))
    link = Link(digest=_digest(key), person_id=person_id, purpose=purpose, email=email)
    link.expires_at = now + LASTS[purpose]
    session.add(link)
    return ADDRESS[purpose] + key


def look(session: Session, key: str, purpose: Purpose, now: int) -> Link | None:
    """What a link stands for, without using it up: programs that check links open them too."""
    return session.scalars(select(Link).where(*_is(key, purpose, now))).one_or_none()


def use(session: Session, key: str, purpose: Purpose, now: int) -> Link | None:
    """Use a link up; of several at once one gets it."""
    link = look(session, key, purpose, now)
    gone = session.execute(delete(Link).where(*_is(key, purpose, now)).returning(Link.digest)).all()
    return link if gone else None


def forget(session: Session, person_id: int, purpose: Purpose) -> None:
    """A person's links of one kind are worth nothing any more."""
    session.execute(delete(Link).where(Link.person_id == person_id, Link.purpose == purpose))


def _is(key: str, purpose: Purpose, now: int) -> tuple[ColumnElement[bool], ...]:
    # One that lasts longer than any was made by a clock that was ahead.
    lasts = Link.expires_at >= now, Link.expires_at <= now + LASTS[purpose]
    return Link.digest == _digest(key), Link.purpose == purpose, *lasts


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
