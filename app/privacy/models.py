"""The table of the texts that admins write."""

from __future__ import annotations

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class PrivacyText(Base):
    """An admin's own words on privacy, in one language."""

    __tablename__ = "privacy_text"

    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    replaces: Mapped[bool]  # whether HUD's own description is left out
    changed_at: Mapped[int] = mapped_column(BigInteger)
