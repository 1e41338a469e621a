"""Table of drafts: what the new extractor made of the stored bytes of a page that is being re-read."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base
from app.pages.digests import SHORT

STAYS = 0
"""The `text_number` of a draft that is none: neither bytes nor text of its version can be read."""


class Draft(Base):
    """What one version will say, until all of its page do so at once.

    Its text stands in the page's chain already, where nobody reads it yet. Of a version that is damaged it is
    kept that it stays as it is, so that it is not tried again at each reading of its page.
    """

    __tablename__ = "reread_draft"
    __table_args__ = ({"info": UNCACHED},)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True)
    extractor: Mapped[int]
    parts: Mapped[int] = mapped_column(default=0, server_default="0")
    body_number: Mapped[int | None]  # of the bytes it was made from
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(12))
    digest: Mapped[bytes] = mapped_column(LargeBinary(SHORT))
    text_number: Mapped[int]
    summary: Mapped[str | None] = mapped_column(Text)
