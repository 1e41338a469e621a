"""Tables of series that have none of their own: what each is, and what was known of it when.

A value is never changed: a revision ends what was known before and begins another row. So any day can be
asked what was known then.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier


class StoredSeries(Base):
    """A series by its key, what it measures, and who publishes it."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    key: Mapped[str] = mapped_column(String(255), unique=True)
    label: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(8))  # count, level, ratio, event
    source: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(Text, default="")


class SeriesPoint(Base):
    """A value of a series at a time, as it was known from one moment to another; times in µs."""

    __tablename__ = "series_point"
    __table_args__ = (
        Index("ix_series_point_current", "series_id", "known_until", "time"),
        {"info": UNCACHED},
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), primary_key=True)
    time: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    known_from: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    known_until: Mapped[int | None] = mapped_column(BigInteger)  # empty = still
    # Empty: that there is none was said. Of a ratio the part, and `whole` what it is a part of.
    value: Mapped[float | None] = mapped_column(Float(53))
    whole: Mapped[float | None] = mapped_column(Float(53))
