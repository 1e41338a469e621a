"""Tables of feeds: how each stands, each time it was read, and the bytes that came."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier


class FeedState(Base):
    """How a feed stands that was begun: a row from the first click on."""

    __tablename__ = "feed_state"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    begun_at: Mapped[int] = mapped_column(BigInteger)
    is_stopped: Mapped[bool] = mapped_column(default=False)
    is_anew: Mapped[bool] = mapped_column(
        default=False
    )  # the next answer is parsed even if it did not change
    tried_at: Mapped[int | None] = mapped_column(BigInteger)
    succeeded_at: Mapped[int | None] = mapped_column(BigInteger)  # "nothing changed" is a success
    next_at: Mapped[int | None] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[str | None] = mapped_column(String(40))  # of the last try: a code
    reason: Mapped[str | None] = mapped_column(Text)  # in English, with %(names)s of `figures`
    figures: Mapped[str | None] = mapped_column(Text)  # JSON
    place: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)  # what etag and date belong to
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    good: Mapped[int | None] = mapped_column(BigInteger)  # the last reading whose rows are stored
    made_at: Mapped[int | None] = mapped_column(BigInteger)  # its data, by the publisher
    rows: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)


class FeedReading(Base):
    """One time a feed was read, whatever came of it; times in µs."""

    __tablename__ = "feed_reading"
    __table_args__ = (
        Index("ix_feed_reading_feed_at", "feed", "at"),
        {"sqlite_autoincrement": True, "info": UNCACHED},
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    feed: Mapped[str] = mapped_column(String(120))
    at: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    figures: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    elapsed: Mapped[int | None] = mapped_column(BigInteger)  # µs
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    rows: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)


class FeedPart(Base):
    """Which bytes came in a reading: a row a page, numbered from 1; it stays when they are dropped."""

    __tablename__ = "feed_part"
    __table_args__ = (Index("ix_feed_part_sha256", "sha256"), {"info": UNCACHED})

    reading_id: Mapped[int] = mapped_column(
        ForeignKey("feed_reading.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_kept: Mapped[bool]  # whether the bytes are still there


class FeedPayload(Base):
    """Bytes as they came, packed, by their digest."""

    __tablename__ = "feed_payload"
    __table_args__ = ({"info": UNCACHED},)

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    zstd: Mapped[bytes] = mapped_column(LargeBinary)
