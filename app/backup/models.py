"""Table of the backups that were made."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier


class BackupMade(Base):
    """One archive that was finished: when (µs), its file's name and its size in bytes."""

    __tablename__ = "backup_made"
    __table_args__ = ({"info": UNCACHED},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
