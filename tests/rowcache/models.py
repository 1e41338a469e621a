"""Tables of the cache's own tests: sites with pages, pages with notes and tags."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, MetaData, Numeric, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import UNCACHED, Base, Identifier


class Try(Base):
    """Beside HUD's own tables: they are in no migration."""

    __abstract__ = True
    metadata = MetaData()


tagged = Table(
    "try_tagged",
    Try.metadata,
    Column("page_id", ForeignKey("try_page.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("try_tag.id", ondelete="CASCADE"), primary_key=True),
)


class TrySite(Try):
    __tablename__ = "try_site"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)


class TryTag(Try):
    __tablename__ = "try_tag"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    word: Mapped[str] = mapped_column(String(60))


class TryPage(Try):
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


class TryNote(Try):
    __tablename__ = "try_note"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("try_page.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(200))
    long: Mapped[str] = mapped_column(String, default="")

    page: Mapped[TryPage] = relationship(back_populates="notes")


class TryTick(Try):
    __tablename__ = "try_tick"
    __table_args__ = ({"info": UNCACHED},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
