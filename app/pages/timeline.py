"""A page's timeline: how one more reading becomes a new version, a later last-read, or a gap.

A version is new when title or main text differ. A change of the rest (menus, footers) is updated in
place. 404, 410, noindex and a refusal by robots.txt make an empty version that is *gone*; time-outs
and errors of the server change nothing.
"""

from __future__ import annotations

import hashlib

import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.changes import note
from app.db.insert import insert_missing
from app.extract import EXTRACTOR_VERSION, Extracted
from app.pages.models import Body, Page, Version
from app.text import TOKENIZER_VERSION


def current(session: Session, page_id: int) -> Version | None:
    """The version that stands now, gone or not; None before the first reading."""
    newest = select(Version).where(Version.page_id == page_id).order_by(Version.ordinal.desc()).limit(1)
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
        version.title, version.main, version.rest = extracted.title, extracted.main, extracted.rest
        version.language, version.digest = extracted.language, digest
        version.sha256 = _store(session, body, content_type, at)
        version.extractor, version.tokenizer = EXTRACTOR_VERSION, TOKENIZER_VERSION
        page.versions += 1
        return version
    last.last_read = at
    if last.rest != extracted.rest:
        last.rest = extracted.rest
        note(session, "put", page.id, last.ordinal)
    else:
        note(session, "touch", page.id, last.ordinal)
    return last


def same(session: Session, page: Page, at: int) -> Version | None:
    """The site says that nothing changed (304)."""
    last = current(session, page.id)
    if last is not None:
        page.last_read = last.last_read = at
        note(session, "touch", page.id, last.ordinal)
    return last


def vanish(session: Session, page: Page, why: str, at: int) -> Version | None:
    """The page is no longer there to be read; a page never read has nothing that could vanish."""
    last = current(session, page.id)
    if last is None:
        return None
    if last.gone:
        last.last_read = at
        note(session, "touch", page.id, last.ordinal)
        return last
    version = _begin(session, page, last, at)
    version.gone = why
    return version


def _begin(session: Session, page: Page, last: Version | None, at: int) -> Version:
    if last is not None:
        last.until = at
    version = Version(page_id=page.id, ordinal=last.ordinal + 1 if last else 0, first_read=at, last_read=at)
    session.add(version)
    note(session, "put", page.id, version.ordinal)
    return version


def _digest(extracted: Extracted) -> str:
    return hashlib.sha256(f"{extracted.title}\0{extracted.main}".encode()).hexdigest()


def _store(session: Session, body: bytes, content_type: str, at: int) -> str:
    sha256 = hashlib.sha256(body).hexdigest()
    row = {"sha256": sha256, "size": len(body), "content_type": content_type, "first_read": at}
    insert_missing(session, Body, [{**row, "zstd": zstandard.compress(body)}])
    return sha256
