"""The tables of imports: a list under way, what is left of it, and what became of each of its lines.

They hold what somebody asked for until it is done, and what came of it for some weeks.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier
from app.pages.models import CLUSTERED


class PageImport(Base):
    """One list: how far it was taken in. `new`, `known`, `refused` and `lists` add up to `done`."""

    __tablename__ = "page_import"
    __table_args__ = ({"sqlite_autoincrement": True, "info": UNCACHED},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    state: Mapped[str] = mapped_column(String(9))  # running, done, cancelled
    name: Mapped[str] = mapped_column(Text, default="", server_default="")  # of the file, if it was one
    begun_at: Mapped[int] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    every: Mapped[int] = mapped_column(BigInteger)  # µs between readings
    total: Mapped[int]
    done: Mapped[int]
    new: Mapped[int]
    known: Mapped[int]
    refused: Mapped[int]
    lists: Mapped[int] = mapped_column(default=0, server_default="0")  # lines that name other lists


class ImportPart(Base):
    """Some items of a list, in order, until all of it is done."""

    __tablename__ = "page_import_part"
    __table_args__ = ({"info": UNCACHED, **CLUSTERED},)

    import_id: Mapped[int] = mapped_column(ForeignKey("page_import.id", ondelete="CASCADE"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # how many items come before
    items: Mapped[bytes] = mapped_column(LargeBinary)  # `app.pages.imports.item.Item`s, JSON in zstd


class ImportLine(Base):
    """What became of one line."""

    __tablename__ = "page_import_line"
    __table_args__ = (
        Index("ix_page_import_line_verdict", "import_id", "verdict", "number"),
        {"info": UNCACHED, **CLUSTERED},
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("page_import.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 0
    place: Mapped[int]  # its line in the list, from 1; 0 where there are no lines
    given: Mapped[str] = mapped_column(Text)  # its beginning, where it is long
    verdict: Mapped[str] = mapped_column(String(7))  # new, known, refused, list
    reason: Mapped[str] = mapped_column(Text, default="")  # of a refusal, in English words
    instead: Mapped[str | None] = mapped_column(Text)  # an address that may be meant
    labels: Mapped[str | None] = mapped_column(Text)  # what the list says of such a one: title, folder, tags
    # No foreign key: pages come and go without looking for their imports, and their ids are never used again.
    page_id: Mapped[int | None] = mapped_column(BigInteger)
