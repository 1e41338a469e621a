"""Tables of earthquakes: the events as they stand, all ids each has had, and what they were before."""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier


class Quake(Base):
    """An event as its newest reading tells it; times in µs, places in degrees, depth in km.

    `first_at` is when it was known to the publisher's data first, `first_reading` and `reading` are where it
    came from and where its newest values do.
    """

    __tablename__ = "quake"
    __table_args__ = (
        Index("ix_quake_time", "time"),
        Index("ix_quake_mag_time", "mag", "time"),
        {"sqlite_autoincrement": True, "info": UNCACHED},
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    usgs: Mapped[str] = mapped_column(String(40), index=True)  # the preferred id, which may change
    time: Mapped[int] = mapped_column(BigInteger)
    updated: Mapped[int] = mapped_column(BigInteger)  # by the publisher
    mag: Mapped[float | None] = mapped_column(Float(53))
    mag_type: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(Text)
    lat: Mapped[float] = mapped_column(Float(53))
    lon: Mapped[float] = mapped_column(Float(53))
    depth: Mapped[float | None] = mapped_column(Float(53))
    status: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(40))
    net: Mapped[str] = mapped_column(String(8))
    tsunami: Mapped[bool]
    sig: Mapped[int | None]
    felt: Mapped[int | None]
    cdi: Mapped[float | None] = mapped_column(Float(53))
    mmi: Mapped[float | None] = mapped_column(Float(53))
    alert: Mapped[str] = mapped_column(String(10))
    nst: Mapped[int | None]
    gap: Mapped[float | None] = mapped_column(Float(53))
    dmin: Mapped[float | None] = mapped_column(Float(53))
    rms: Mapped[float | None] = mapped_column(Float(53))
    first_at: Mapped[int] = mapped_column(BigInteger)
    first_reading: Mapped[int] = mapped_column(BigInteger)
    reading: Mapped[int] = mapped_column(BigInteger)
    revised_at: Mapped[int | None] = mapped_column(BigInteger, index=True)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger)
    merged_into: Mapped[int | None] = mapped_column(BigInteger)  # it turned out to be another one


class QuakeId(Base):
    """Any id that an event has or had; ids of several networks mean the same event."""

    __tablename__ = "quake_id"
    __table_args__ = ({"info": UNCACHED},)

    usgs: Mapped[str] = mapped_column(String(40), primary_key=True)
    quake_id: Mapped[int] = mapped_column(ForeignKey("quake.id", ondelete="CASCADE"), index=True)


class QuakeRevision(Base):
    """What became known of an event later: `changes` is JSON, {field: [before, after]}; `at` in µs."""

    __tablename__ = "quake_revision"
    __table_args__ = ({"sqlite_autoincrement": True, "info": UNCACHED},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    quake_id: Mapped[int] = mapped_column(ForeignKey("quake.id", ondelete="CASCADE"), index=True)
    at: Mapped[int] = mapped_column(BigInteger, index=True)
    reading: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10))  # changed, withdrawn, back, merged
    changes: Mapped[str] = mapped_column(Text)
