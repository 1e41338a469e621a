"""Summaries of a page's changes, beside its versions: that of a new one, and all anew after a re-reading.

A version is compared with the one before it that was not gone: a major one in its main text, a minor one in
its rest.
"""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.models import Version
from app.pages.summary import summarise, to_json
from app.pages.texts import Text

log = logging.getLogger(__name__)

_AT_ONCE = 32


def summary_of(session: Session, version: Version, text: Text) -> str | None:
    """The summary of the change that began `version`, which says `text`; None of a page's first one."""
    earlier = select(Version).where(
        Version.page_id == version.page_id, Version.first_read < version.first_read, Version.gone.is_(None)
    )
    before = session.scalar(earlier.order_by(Version.first_read.desc()).limit(1))
    if before is None:
        return None
    try:
        return _between(before, texts.read(session, before), version, text)
    except DamagedChain as damage:
        # A reading is worth more than the summary of its change.
        log.error("%s; the change to version %s is not summed up", damage, version.ordinal)
        return None


def renew(session: Session, page_id: int) -> None:
    """Sum up all changes of a page anew, after the texts of its versions have become others."""
    there = select(Version).where(Version.page_id == page_id, Version.gone.is_(None))
    before: Version | None = None
    said_before: Text | DamagedChain = texts.NOTHING
    versions = session.scalars(there.order_by(Version.first_read)).all()
    for start in range(0, len(versions), _AT_ONCE):
        some = versions[start : start + _AT_ONCE]
        said = texts.look(session, [(version.id, page_id, version.text_number) for version in some])
        for version in some:
            text = said[version.id]
            version.summary = None
            if before is not None and isinstance(text, Text) and isinstance(said_before, Text):
                version.summary = _between(before, said_before, version, text)
            before, said_before = version, text


def _between(before: Version, said: Text, version: Version, text: Text) -> str:
    older, newer = (said.rest, text.rest) if version.minor else (said.main, text.main)
    return to_json(summarise(older, newer, version.language, title=before.title != version.title))
