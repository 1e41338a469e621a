"""Remade versions: what a newer extractor made of one, and how that differs from the one before."""

from __future__ import annotations

import logging
from typing import Protocol

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.extract import WHOLE, Extracted, ExtractError, Parts
from app.pages import bodies, texts
from app.pages.chain import DamagedChain
from app.pages.content import digest
from app.pages.models import Page, Version
from app.pages.parts_of import parts_of
from app.pages.reread_models import STAYS, Draft
from app.pages.summary import summarise, to_json
from app.pages.texts import Text

log = logging.getLogger(__name__)


class Damaged(msgspec.Struct, frozen=True):
    """A version of which neither the bytes nor what it said before can be read."""

    version: int
    body_number: int | None
    parts: int = 0


class Made(msgspec.Struct, frozen=True):
    """What the new extractor made of a version's bytes, or what it said before where there are none."""

    version: int
    body_number: int | None
    title: str
    language: str
    digest: bytes
    text: Text
    summary: str | None = None
    parts: int = 0


class Extracts(Protocol):
    """What turns bytes into text: a pool of child processes, or the same function in this process."""

    def extract(
        self, body: bytes, *, url: str, content_type: str, x_robots_tag: str, parts: Parts = WHOLE
    ) -> Extracted:
        """The texts of `body`, or an ExtractError."""


def make(
    db: Database, page: Page, version: Version, extractor: Extracts, parts: Parts, *, is_outdated: bool
) -> Made | Damaged:
    """Read a version's bytes anew, if it is outdated and they are sound; else what it says stays."""
    if is_outdated and version.body_number is not None:
        try:
            with db.read() as session:
                body = bodies.read(session, version)
            if body is not None:
                url = f"http://hud.invalid{page.url}" if page.builtin else page.url
                read = extractor.extract(
                    body.data, url=url, content_type=body.content_type, x_robots_tag="", parts=parts
                )
                return Made(
                    version.id,
                    version.body_number,
                    read.title,
                    read.language,
                    digest(read),
                    Text(read.main, read.rest),
                    parts=page.parts,
                )
        except (ExtractError, DamagedChain) as error:
            log.warning("version %d of page %d stays as it was read: %s", version.ordinal, page.id, error)
    try:
        with db.read() as session:
            text = texts.read(session, version)
    except DamagedChain as error:
        log.error("version %d of page %d is damaged and stays so: %s", version.ordinal, page.id, error)
        return Damaged(version.id, version.body_number, page.parts)
    return Made(
        version.id,
        version.body_number,
        version.title,
        version.language,
        version.digest,
        text,
        parts=page.parts,
    )


def predecessor(session: Session, version: Version, last: Made | None) -> tuple[Made | None, bool]:
    """What is made of the page's version before this one that is not gone, and whether one between them is.

    `last` is what was made most recently, and is not written yet. None too when it cannot be read.
    """
    mine = and_(
        Draft.version_id == Version.id,
        Draft.body_number.is_not_distinct_from(Version.body_number),
        Draft.parts == parts_of(),
        Draft.text_number != STAYS,
    )
    earlier = Version.page_id == version.page_id, Version.first_read < version.first_read
    query = select(Version, Draft).outerjoin(Draft, mine).where(*earlier, Version.gone.is_(None))
    row = session.execute(query.order_by(Version.first_read.desc()).limit(1)).one_or_none()
    if row is None:
        return None, False
    before, draft = row
    newest = session.scalar(select(func.max(Version.first_read)).where(*earlier))
    is_after_gone = newest != before.first_read
    if last is not None and last.version == before.id:
        return last, is_after_gone
    said = draft or before
    number = said.text_number
    text = texts.look(session, [(before.id, before.page_id, number)]).get(before.id)
    if not isinstance(text, Text):
        return None, is_after_gone
    return Made(before.id, before.body_number, said.title, said.language, said.digest, text), is_after_gone


def summed_up(one: Made, before: Made | None, *, is_after_gone: bool) -> Made:
    """The same with the summary of the change against the version before: of a minor one in its rest."""
    if before is None:
        return one
    is_minor = before.digest == one.digest and not is_after_gone
    older, newer = (before.text.rest, one.text.rest) if is_minor else (before.text.main, one.text.main)
    summary = summarise(older, newer, one.language, title=before.title != one.title)
    return msgspec.structs.replace(one, summary=to_json(summary))
