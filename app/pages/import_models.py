"""The tables of imports: a list of addresses under way, and what of it was refused.

They hold what somebody asked for until it is done, and what came of it for some days.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier


class PageImport(Base):
    """One list: how far it was taken in. `new`, `known` and `refused` add up to `done`."""

    __tablename__ = "page_import"
    __table_args__ = ({"sqlite_autoincrement": True, "info": UNCACHED},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    state: Mapped[str] = mapped_column(String(9))  # running, done, cancelled
    begun_at: Mapped[int] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    every: Mapped[int] = mapped_column(BigInteger)  # µs between readings
    total: Mapped[int]
    done: Mapped[int]
    new: Mapped[int]
    known: Mapped[int]
    refused: Mapped[int]
    addresses: Mapped[bytes | None] = mapped_column(LargeBinary)  # JSON in zstd, until it has ended


class ImportRefusal(Base):
    """One address of a list that cannot be watched, with the reason in English words."""

    __tablename__ = "page_import_refusal"
    __table_args__ = (Index("ix_page_import_refusal_import", "import_id"), {"info": UNCACHED})

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("page_import.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(Text)  # its beginning, where it is long
    reason: Mapped[str] = mapped_column(Text)
