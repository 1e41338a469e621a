"""The one-time address that makes the first admin.

Its key is drawn anew at each start without an admin and kept as a digest, in one row: a new address ends
the one before, a day ends it, and its use does. Nothing is derived from the installation's secret, so an
address that was printed once never works again, whatever becomes of the database.
"""

from __future__ import annotations

import secrets
import sys
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import service, sessions
from app.accounts.models import FirstAdminKey
from app.accounts.passwords import hash_password
from app.accounts.place import NOWHERE, Place
from app.clock import DAY
from app.clock import now as clock
from app.db import Database
from app.settings import Settings

LASTS = DAY
ADDRESS = "/account/first?key="


def address(db: Database, now: int) -> str | None:
    """A new one-time address on this site, which ends the one before; None where there is an admin."""
    key = secrets.token_urlsafe(32)
    with db.write() as session:
        service.lock_people(session)
        session.execute(delete(FirstAdminKey))
        if service.has_admin(session):
            return None
        session.add(FirstAdminKey(id=1, digest=_digest(key), expires_at=now + LASTS))
    return ADDRESS + key


def announce(db: Database, settings: Settings) -> None:
    """Print a new one-time address before the first page is served, where there is no admin."""
    found = address(db, clock())
    if found:
        sys.stdout.write(
            "Nobody is admin yet. This address makes you the first one, within a day:"
            f" {settings.site_url}{found}\n"
        )
        sys.stdout.flush()


def is_key(session: Session, key: str, now: int) -> bool:
    """Whether `key` would make the first admin now; asking does not use it up."""
    kept = session.get(FirstAdminKey, 1)
    return (
        kept is not None
        and secrets.compare_digest(kept.digest, _digest(key))
        and now < kept.expires_at
        and not service.has_admin(session)
    )


def make(db: Database, key: str, name: str, password: str, now: int, place: Place = NOWHERE) -> str | None:
    """Make the first admin and sign them in; the session's id, or None when the key is worth nothing.

    Of several at once one gets it. A name that is refused leaves the key as it was. Raises `NameRefused`
    or `NameTaken`.
    """
    password_hash = hash_password(password)
    with db.write() as session:
        service.lock_people(session)
        if not is_key(session, key, now):
            return None
        session.execute(delete(FirstAdminKey))
        person = service.create(session, name, password_hash, "admin", now)
        return sessions.begin(session, person.id, now, place)


def expires_at(session: Session) -> int | None:
    """When the address that was printed last ends; None where there is none."""
    return session.scalar(select(FirstAdminKey.expires_at))


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
