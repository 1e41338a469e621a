"""A page's timeline: how one more reading becomes a new version, a later last-read, or a gap.

A version is new when title or main text differ. A change of the rest (menus, footers) is updated in
place. 404, 410, noindex and a refusal by robots.txt make an empty version that is *gone*; time-outs
and errors of the server change nothing.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.changes import note
from app.extract import EXTRACTOR_VERSION, Extracted
from app.pages import bodies, texts
from app.pages.models import Page, Version
from app.pages.texts import Text
from app.text import TOKENIZER_VERSION


def current(session: Session, page_id: int) -> Version | None:
    """The version that stands now, gone or not; None before the first reading."""
    newest = select(Version).where(Version.page_id == page_id).order_by(Version.first_read.desc()).limit(1)
    return session.scalar(newest)


def keep(
    session: Session, page: Page, body: bytes, extracted: Extracted, at: int, content_type: str = ""
) -> Version:
    """Write down that `page` said this at `at`; returns the version it showed."""
    page.title, page.last_read = extracted.title, at
    last = current(session, page.id)
    digest = _digest(extracted)
    if last is None or last.gone or last.digest != digest:
        version = _begin(session, page, last, at)
        version.title, version.language, version.digest = extracted.title, extracted.language, digest
        version.text_number = texts.keep(session, page.id, Text(extracted.main, extracted.rest))
        version.body_number = bodies.keep(session, page.id, body, content_type, at)
        version.extractor, version.tokenizer = EXTRACTOR_VERSION, TOKENIZER_VERSION
        page.versions += 1
        return version
    last.last_read = at
    text = Text(extracted.main, extracted.rest)
    if not texts.says(session, last, text):
        last.text_number = texts.keep(session, page.id, text)
        note(session, "put", page.id, last.first_read)
    else:
        note(session, "touch", page.id, last.first_read)
    return last


def same(session: Session, page: Page, at: int) -> Version | None:
    """The site says that nothing changed (304)."""
    last = current(session, page.id)
    if last is not None:
        page.last_read = last.last_read = at
        note(session, "touch", page.id, last.first_read)
    return last


def vanish(session: Session, page: Page, why: str, at: int) -> Version | None:
    """The page is no longer there to be read; a page never read has nothing that could vanish."""
    last = current(session, page.id)
    if last is None:
        return None
    if last.gone:
        last.last_read = at
        note(session, "touch", page.id, last.first_read)
        return last
    version = _begin(session, page, last, at)
    version.gone = why
    return version


def _begin(session: Session, page: Page, last: Version | None, at: int) -> Version:
    if last is not None:
        last.until = at
    version = Version(page_id=page.id, ordinal=_next_ordinal(session, page.id), first_read=at, last_read=at)
    session.add(version)
    note(session, "put", page.id, at)
    return version


def _next_ordinal(session: Session, page_id: int) -> int:
    return (session.scalar(select(func.max(Version.ordinal)).where(Version.page_id == page_id)) or 0) + 1


def _digest(extracted: Extracted) -> bytes:
    return hashlib.sha256(f"{extracted.title}\0{extracted.main}".encode()).digest()
