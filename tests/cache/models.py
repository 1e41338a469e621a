"""Tables of the cache's own tests: sites with pages, pages with notes and tags."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, Numeric, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cache.names import UNCACHED
from app.db.base import Base, Identifier

tagged = Table(
    "try_tagged",
    Base.metadata,
    Column("page_id", ForeignKey("try_page.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("try_tag.id", ondelete="CASCADE"), primary_key=True),
)


class TrySite(Base):
    __tablename__ = "try_site"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)


class TryTag(Base):
    __tablename__ = "try_tag"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    word: Mapped[str] = mapped_column(String(60))


class TryPage(Base):
    __tablename__ = "try_page"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    url: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("try_site.id", ondelete="SET NULL"))
    read_at: Mapped[datetime | None]
    price: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts: Mapped[dict[str, object] | None] = mapped_column(JSON)
    weight: Mapped[float] = mapped_column(default=0.5)
    is_open: Mapped[bool] = mapped_column(default=True)

    site: Mapped[TrySite | None] = relationship()
    notes: Mapped[list[TryNote]] = relationship(
        back_populates="page", order_by="TryNote.id", cascade="all, delete-orphan", passive_deletes=True
    )
    tags: Mapped[list[TryTag]] = relationship(secondary=tagged, order_by="TryTag.id")


class TryNote(Base):
    __tablename__ = "try_note"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("try_page.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(200))
    long: Mapped[str] = mapped_column(String, default="")

    page: Mapped[TryPage] = relationship(back_populates="notes")


class TryTick(Base):
    __tablename__ = "try_tick"
    __table_args__ = ({"info": {UNCACHED: True}},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)


TABLES = [
    TrySite.__table__,
    TryTag.__table__,
    TryPage.__table__,
    tagged,
    TryNote.__table__,
    TryTick.__table__,
]
