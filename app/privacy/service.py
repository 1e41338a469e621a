"""Reads, writes and takes away the texts that admins write, one a language."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.insert import insert_missing
from app.i18n import DEFAULT, LANGUAGES
from app.privacy.models import PrivacyText


def for_reader(session: Session, locale: str) -> PrivacyText | None:
    """The text a reader is shown: in their language, else in English, else in whichever there is.

    A text in another language beats none: an admin who says what else is kept here says it to everybody.
    """
    texts = {row.language: row for row in session.scalars(select(PrivacyText))}
    return next((texts[one] for one in (locale, DEFAULT, *LANGUAGES) if one in texts), None)


def of(session: Session, language: str) -> PrivacyText | None:
    """The text of one language."""
    return session.get(PrivacyText, language)


def save(session: Session, language: str, text: str, *, replaces: bool, now: int) -> None:
    """Keep the text of one language; the one of before is gone."""
    row = {"language": language, "text": text, "replaces": replaces, "changed_at": now}
    # Two admins who save the first text at once: the later one stays.
    insert_missing(session, PrivacyText, [row])
    kept = session.get_one(PrivacyText, language, with_for_update=True)
    kept.text, kept.replaces, kept.changed_at = text, replaces, now


def reset(session: Session, language: str) -> None:
    """Take the text of one language away; HUD's own description stands alone again."""
    session.execute(delete(PrivacyText).where(PrivacyText.language == language))
