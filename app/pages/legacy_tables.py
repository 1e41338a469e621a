"""The tables of versions and bodies as they were before texts were kept as chains.

Each version's texts stand in full in its row, and bodies are shared over all pages. `app.pages.moving` moves
their rows into the chains, page by page; until then `app.pages.texts` and `app.pages.bodies` read them here,
by the version's id.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    exists,
    select,
)
from sqlalchemy.orm import Session

from app.db.base import UNCACHED, Base, Identifier

OLD_BODY = Table(
    "old_body",
    Base.metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("zstd", LargeBinary, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("first_read", BigInteger, nullable=False),
    info=UNCACHED,
)
OLD_VERSION = Table(
    "old_version",
    Base.metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("page_id", Identifier, ForeignKey("page.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("first_read", BigInteger, nullable=False),
    Column("last_read", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("gone", String(40)),
    Column("title", Text, nullable=False),
    Column("main", Text, nullable=False),
    Column("rest", Text, nullable=False),
    Column("language", String(12), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("sha256", String(64), ForeignKey("old_body.sha256"), index=True),
    Column("extractor", Integer, nullable=False),
    Column("tokenizer", Integer, nullable=False),
    UniqueConstraint("page_id", "ordinal", name="uq_version_page_id"),
    info=UNCACHED,
)
_CHUNK = 500


def forget(session: Session, pages: Sequence[int]) -> None:
    """Delete what is left here of pages, and the bodies that no other page's versions rest on."""
    mine = OLD_VERSION.c.page_id.in_(pages)
    bodies = list(session.scalars(select(OLD_VERSION.c.sha256).distinct().where(mine)))
    session.execute(delete(OLD_VERSION).where(mine))
    forget_bodies(session, [sha256 for sha256 in bodies if sha256 is not None])


def forget_bodies(session: Session, digests: Sequence[str]) -> None:
    """Delete those of these bodies that no version rests on."""
    for start in range(0, len(digests), _CHUNK):
        some = OLD_BODY.c.sha256.in_(digests[start : start + _CHUNK])
        used = exists().where(OLD_VERSION.c.sha256 == OLD_BODY.c.sha256)
        session.execute(delete(OLD_BODY).where(some, ~used))
