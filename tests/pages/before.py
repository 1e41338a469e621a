"""Pages whose texts and bodies stand where they stood before they were kept as chains."""

from __future__ import annotations

from hashlib import sha256

import zstandard
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db.insert import upsert
from app.extract import EXTRACTOR_VERSION
from app.pages.legacy_tables import OLD_BODY, OLD_VERSION
from app.pages.models import Page, Version
from app.pages.texts import Text


def page(session: Session, url: str) -> int:
    """A page that nobody has read yet."""
    made = Page(url=url, site="a.org", added_at=1, every=DAY)
    session.add(made)
    session.flush()
    return made.id


def version(session: Session, page_id: int, ordinal: int, text: Text, body: bytes | None) -> int:
    """One version as the migration leaves it; returns its id. Version `ordinal` begins at ten times that."""
    digest = sha256(f"\0{text.main}".encode()).digest()
    first = ordinal * 10
    row = Version(
        page_id=page_id,
        ordinal=ordinal,
        first_read=first,
        last_read=first + 5,
        until=first + 10,
        digest=digest,
        extractor=EXTRACTOR_VERSION,
    )
    session.add(row)
    session.flush()
    sha = None if body is None else sha256(body).hexdigest()
    if body is not None:
        facts = {"sha256": sha, "size": len(body), "content_type": "text/html", "first_read": first}
        session.execute(
            upsert(session, OLD_BODY).values(**facts, zstd=zstandard.compress(body)).on_conflict_do_nothing()
        )
    old = {
        "id": row.id,
        "page_id": page_id,
        "ordinal": ordinal - 1,
        "first_read": first,
        "last_read": first + 5,
        "until": first + 10,
        "title": "",
        "main": text.main,
        "rest": text.rest,
        "language": "",
        "digest": digest.hex(),
        "sha256": sha,
        "extractor": EXTRACTOR_VERSION,
        "tokenizer": 1,
    }
    session.execute(insert(OLD_VERSION), old)
    return row.id
