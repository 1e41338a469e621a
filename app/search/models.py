"""Table of opened results, a row a page and day; nothing of who opened them is kept."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base


class Visit(Base):
    """The times a page was opened from a list of results on one day."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_day", "day"), {"info": UNCACHED})

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)  # since 1970, UTC
    count: Mapped[int]
