"""The tables of pages, readings, versions, their texts and their bodies.

A page is a URL somebody chose; a reading is each time it was fetched; a version is what the page said from
one change to the next; its text and its body (the bytes as they came) are links of two chains, which
`app.pages.texts` and `app.pages.bodies` read and write. All times are microseconds UTC.
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
    false,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier
from app.pages.digests import SHORT

EDITOR = "editor"
OTHERS = ("reader", "visitor")
SAMPLE = "sample"
"""Made for trying HUD: such a page is never read, and does not count."""
CLUSTERED = {"sqlite_with_rowid": False}
"""Links of a page lie side by side: where a whole one shrinks to a difference, the next one takes its room.

In the order in which all pages are read, each would stay alone on a leaf of SQLite's tree.
"""


class Page(Base):
    """A URL that HUD re-reads, its schedule and its state."""

    __tablename__ = "page"
    __table_args__ = (
        Index("ix_page_root", "root_id"),
        Index("ix_page_origin", "origin", "reviewed_at"),
        # What the list counts, without a look at the rows.
        Index("ix_page_counted", "builtin", "origin", "state", "error", "reviewed_at", "flaps"),
        Index("ix_page_changed_at", "changed_at"),
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
    # What the list it was imported from called it, and where it stood there.
    given_title: Mapped[str | None] = mapped_column(Text)
    folder: Mapped[str | None] = mapped_column(Text)
    # What the newest answer said, for the next conditional request.
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    # The list of pages shows these without touching versions or readings.
    title: Mapped[str] = mapped_column(Text, default="")
    last_read: Mapped[int | None] = mapped_column(BigInteger)
    versions: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[int | None] = mapped_column(BigInteger)  # when its newest change began
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[str | None] = mapped_column(String(40))  # code of the newest failure
    error_detail: Mapped[str | None] = mapped_column(Text)
    # Whether an administrator has it read against robots.txt and noindex, and which of them the newest
    # reading went against.
    anyway: Mapped[bool] = mapped_column(default=False, server_default=false())
    against: Mapped[str | None] = mapped_column(String(40))
    # Why the newest reading took the page for gone or empty, until a second one confirms it.
    doubt: Mapped[str | None] = mapped_column(String(40))
    # Whether passages of it flap (`app.pages.flaps`), and whether these are left out of what is shown; empty:
    # as `QuietSite` has it.
    flaps: Mapped[bool] = mapped_column(default=False, server_default=false())
    quiet: Mapped[bool | None]
    # The number of its choice of parts; 0 = all of it.
    parts: Mapped[int] = mapped_column(default=0, server_default="0")
    # Bytes of all text that came last, where it was more than is kept.
    whole_text: Mapped[int | None]

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


def counted() -> ColumnElement[bool]:
    """Pages that figures and series are about: watched ones, neither the guide nor the sample."""
    return and_(~Page.builtin, Page.origin != SAMPLE)


class PageTag(Base):
    """A word that people file a page under."""

    __tablename__ = "page_tag"
    __table_args__ = (Index("ix_page_tag_tag", "tag", "page_id"), {"info": UNCACHED, **CLUSTERED})

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(100), primary_key=True)  # as `app.pages.tags` reads it


class PageParts(Base):
    """A choice of the parts of a page that are read, by CSS selectors; those of before stay."""

    __tablename__ = "page_parts"
    __table_args__ = ({"info": UNCACHED},)

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    only: Mapped[str] = mapped_column(Text)
    without: Mapped[str] = mapped_column(Text)
    chosen_at: Mapped[int] = mapped_column(BigInteger)


class QuietSite(Base):
    """A site of whose pages the flapping passages are left out of what is shown."""

    __tablename__ = "quiet_site"
    __table_args__ = ({"info": UNCACHED},)

    site: Mapped[str] = mapped_column(String(255), primary_key=True)


class Version(Base):
    """What a page said from one change to the next; a gone one says nothing and why.

    A minor one differs from the version before in its rest (menus, footers, asides) alone: it lies inside the
    life of the major one before it, whose title and main text it has.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("page_id", "ordinal", name="uq_version_ordinal"),
        UniqueConstraint("page_id", "first_read", name="uq_version_first_read"),
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    # From 1, in the order in which they were written; gaps are allowed, and times may follow another order.
    ordinal: Mapped[int]
    first_read: Mapped[int] = mapped_column(BigInteger)
    last_read: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[int | None] = mapped_column(BigInteger)  # empty = current
    gone: Mapped[str | None] = mapped_column(String(40))  # 404, 410, noindex, robots
    minor: Mapped[bool] = mapped_column(default=False, server_default=false())
    incomplete: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether the page asks that no copy of it be shown, as its newest reading of this version said.
    noarchive: Mapped[bool] = mapped_column(default=False, server_default=false())
    title: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    # Of title and main text, by `app.pages.digests`.
    digest: Mapped[bytes] = mapped_column(LargeBinary(SHORT), default=b"")
    # Where its text and the bytes that showed it first stand in the page's chains.
    text_number: Mapped[int | None]
    body_number: Mapped[int | None]
    back_to: Mapped[int | None]  # the ordinal of an earlier version that said the same
    summary: Mapped[str | None] = mapped_column(Text)  # of the change against the version before, JSON
    # Whether it changed nothing but what flapped by then.
    flaps: Mapped[bool] = mapped_column(default=False, server_default=false())
    extractor: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int] = mapped_column(default=0, server_default="0")  # the choice it was read with
    tokenizer: Mapped[int] = mapped_column(default=0)


class JoinedVersion(Base):
    """An ordinal whose version was joined with another or replaced by it, and the one that holds it now."""

    __tablename__ = "joined_version"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    into_ordinal: Mapped[int]


class PageText(Base):
    """One link of the chain of a page's texts."""

    __tablename__ = "page_text"
    __table_args__ = ({"info": UNCACHED, **CLUSTERED},)

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    base: Mapped[int | None]  # the link this one is a delta against; empty = whole
    data: Mapped[bytes] = mapped_column(LargeBinary)  # main text and rest
    sentences: Mapped[bytes] = mapped_column(LargeBinary)  # hashes of its sentences, 8 bytes each
    digest: Mapped[bytes] = mapped_column(LargeBinary(SHORT))  # of main text and rest


class PageBody(Base):
    """One link of the chain of the bytes of a page, as they came."""

    __tablename__ = "page_body"
    __table_args__ = ({"info": UNCACHED, **CLUSTERED},)

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    base: Mapped[int | None]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str | None] = mapped_column(Text)  # empty = that of the link it is a delta against


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
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id", ondelete="SET NULL"))
    # SHA-256 of what came; its bytes are kept only when they showed something new.
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
