"""Texts and bodies of a page's last versions, of which an equal one is not kept twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.pages.models import PageBody, PageText, Version

LOOKS_BACK = 8
"""Versions among which an equal one is looked for."""


class Kept(NamedTuple):
    """A link of a chain: the digest of what it holds, and its number."""

    digest: bytes
    number: int


def texts(session: Session, page_id: int, before: int | None = None) -> list[Kept]:
    """The texts of the page's last versions, oldest first, or of those that begin before a time (µs)."""
    return _lately(session, page_id, before, Version.text_number, PageText, PageText.digest)


def bodies(session: Session, page_id: int, before: int | None = None) -> list[Kept]:
    """The same of their bodies."""
    return _lately(session, page_id, before, Version.body_number, PageBody, PageBody.sha256)


def among(kept: Iterable[tuple[bytes, int]], digest: bytes) -> int | None:
    """The number of the link with this digest, if one has it."""
    return next((number for known, number in kept if known == digest), None)


def _lately(
    session: Session,
    page_id: int,
    before: int | None,
    of_version: InstrumentedAttribute[int | None],
    model: type[PageText | PageBody],
    digest: InstrumentedAttribute[bytes],
) -> list[Kept]:
    link = (Version.page_id == model.page_id) & (of_version == model.number)
    query = select(digest, model.number).join(Version, link).where(Version.page_id == page_id)
    if before is not None:
        query = query.where(Version.first_read < before)
    newest = session.execute(query.order_by(Version.first_read.desc()).limit(LOOKS_BACK))
    return [Kept(*row) for row in reversed(newest.all())]
