"""The tables of pages, readings, bodies and versions.

A page is a URL somebody chose; a reading is each time it was fetched; a body is the bytes as they
came; a version is what the page said from one change to the next. All times are microseconds UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier

EDITOR = "editor"
OTHERS = ("reader", "visitor")


class Page(Base):
    """A URL that HUD re-reads, its schedule and its state."""

    __tablename__ = "page"
    __table_args__ = (
        Index("ix_page_root", "root_id"),
        Index("ix_page_origin", "origin", "reviewed_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    # A built-in page (the guide) has an address relative to HUD_BASE_URL, such as /nl/guide/.
    url: Mapped[str] = mapped_column(Text, unique=True)
    site: Mapped[str] = mapped_column(String(255), index=True)
    builtin: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="active")  # active, paused, stopped
    added_at: Mapped[int] = mapped_column(BigInteger)
    # Who added it: an editor, a reader (signed in, but no editor) or a visitor; nothing tells which one. What
    # comes from the latter two waits for an editor's look, and `reviewed_at` is when that was.
    origin: Mapped[str] = mapped_column(String(8), default="editor", server_default="editor")
    reviewed_at: Mapped[int | None] = mapped_column(BigInteger)
    every: Mapped[int] = mapped_column(BigInteger)  # µs between readings
    # Links are followed this much deeper, inside `within`, until the root page has `page_limit` pages.
    depth: Mapped[int] = mapped_column(default=0)
    within: Mapped[str | None] = mapped_column(Text)
    page_limit: Mapped[int] = mapped_column(default=0)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="SET NULL"))
    clicks: Mapped[int] = mapped_column(default=0, server_default="0")  # from the root to this page
    # What the newest answer said, for the next conditional request.
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    # The list of pages shows these without touching versions or readings.
    title: Mapped[str] = mapped_column(Text, default="")
    last_read: Mapped[int | None] = mapped_column(BigInteger)
    versions: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[str | None] = mapped_column(String(40))  # code of the newest failure
    error_detail: Mapped[str | None] = mapped_column(Text)

    @property
    def is_waiting(self) -> bool:
        """Whether an editor still has to look at it."""
        return self.origin != EDITOR and self.reviewed_at is None


def waiting() -> ColumnElement[bool]:
    """The same as a condition."""
    return and_(Page.origin.in_(OTHERS), Page.reviewed_at.is_(None))


def shown_first() -> ColumnElement[bool]:
    """Pages that may stand on the first page and in feeds: an editor added them or has looked at them."""
    return or_(Page.origin == EDITOR, Page.reviewed_at.is_not(None))


class Body(Base):
    """The bytes of a page as they were read, kept once however often they came."""

    __tablename__ = "body"
    __table_args__ = ({"info": UNCACHED},)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]  # bytes before compression
    zstd: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(Text, default="")
    first_read: Mapped[int] = mapped_column(BigInteger)


class Version(Base):
    """What a page said from one change to the next; a gone one says nothing and why."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("page_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    first_read: Mapped[int] = mapped_column(BigInteger)
    last_read: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[int | None] = mapped_column(BigInteger)  # empty = current
    gone: Mapped[str | None] = mapped_column(String(40))  # 404, 410, noindex, robots
    title: Mapped[str] = mapped_column(Text, default="")
    main: Mapped[str] = mapped_column(Text, default="")
    rest: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")  # sha256 of title and main
    # The bytes that showed it first; re-extraction starts from them.
    sha256: Mapped[str | None] = mapped_column(ForeignKey("body.sha256"), index=True)
    extractor: Mapped[int] = mapped_column(default=0)
    tokenizer: Mapped[int] = mapped_column(default=0)


class Reading(Base):
    """One fetch of a page: when, what came, and which version it showed."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("page_id", "at"), {"info": UNCACHED})

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    at: Mapped[int] = mapped_column(BigInteger)
    url: Mapped[str | None] = mapped_column(Text)  # where redirects led, if elsewhere
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(40))
    error_detail: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None]  # bytes
    elapsed: Mapped[int | None] = mapped_column(BigInteger)  # µs
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    # The digest of what came; its bytes are kept only when they showed something new.
    sha256: Mapped[str | None] = mapped_column(String(64))
