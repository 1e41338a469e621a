"""Card of the first page: how the first admin comes about."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts import service


def no_admin(session: Session) -> dict[str, object] | None:
    """A note, where there is no admin yet."""
    return None if service.has_admin(session) else {}
