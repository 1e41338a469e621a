"""Tokens: what a program shows instead of a name and a password, at /api/ and nowhere else.

A token is shown once and kept as a digest. It may do no more than its person may at that moment, and
with the scope `read` it only looks.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.models import Person, Token
from app.clock import DAY, MINUTE
from app.db import Database
from app.i18n import N_
from app.web.context import Visitor
from app.web.errors import Forbidden, Unauthorized, Unprocessable

Scope = Literal["read", "write"]
PREFIX = "hud_"  # lets programs that look for leaked secrets find ours
MOST = 50
_TOUCH_AFTER = MINUTE
_UNKNOWN = N_("This token is unknown, expired or revoked.")
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hud-token")


def create(
    session: Session, person_id: int, name: str, scope: Scope, now: int, *, days: int | None = None
) -> str:
    """A new token of a person; returns what the program shows, which is kept nowhere."""
    if (session.scalar(select(func.count()).where(Token.person_id == person_id)) or 0) >= MOST:
        raise Unprocessable(N_("You have reached the limit of 50 tokens. Revoke one you no longer use."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(person_id=person_id, name=name, scope=scope, digest=_digest(secret), created_at=now)
    token.expires_at = now + days * DAY if days else None
    session.add(token)
    return secret


def of(session: Session, person_id: int) -> list[Token]:
    """A person's tokens, the newest first."""
    of_person = select(Token).where(Token.person_id == person_id).order_by(Token.id.desc())
    return list(session.scalars(of_person))


def end(session: Session, person_id: int, token_id: int) -> bool:
    """End a person's token; False when they have none such."""
    of_person = delete(Token).where(Token.person_id == person_id, Token.id == token_id)
    return bool(session.execute(of_person.returning(Token.id)).all())


def identify(db: Database, secret: str, now: int, *, changes: bool) -> Visitor:
    """Whose program this is. Raises `Unauthorized`, or `Forbidden` when it may only look."""
    query = select(Person, Token).join(Token).where(Token.digest == _digest(secret))
    with db.read() as session:
        found = session.execute(query).one_or_none()
    if found is None:
        raise Unauthorized(_UNKNOWN)
    person, token = found
    if person.disabled_at is not None or (token.expires_at is not None and token.expires_at <= now):
        raise Unauthorized(_UNKNOWN)
    if changes and token.scope != "write":
        raise Forbidden(N_("This token is read-only."))
    if token.last_used is None or now - token.last_used > _TOUCH_AFTER:
        # Not in the request: who only reads never waits for the database's write lock.
        _pool.submit(touch, db, token.id, now)
    return person.visitor


def touch(db: Database, token_id: int, now: int) -> None:
    """Remember that a token was used."""
    try:
        with db.write() as session:
            session.execute(update(Token).where(Token.id == token_id).values(last_used=now))
    except OperationalError:
        return  # somebody holds the database; the next use tries again


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
