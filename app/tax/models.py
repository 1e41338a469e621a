"""Tables of taxes: countries, imported indicators, and each figure as it was known from when to when."""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base


class TaxCountry(Base):
    """A country or a group of countries, as the World Bank calls it."""

    __tablename__ = "tax_country"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)  # ISO 3166-1 alpha-3, or the publisher's
    name: Mapped[str] = mapped_column(Text)
    former_name: Mapped[str | None] = mapped_column(Text)
    renamed_at: Mapped[int | None] = mapped_column(BigInteger)  # µs
    is_group: Mapped[bool]
    region: Mapped[str] = mapped_column(Text, default="")
    income: Mapped[str] = mapped_column(String(12), default="")  # code of the income group


class TaxIndicator(Base):
    """What an admin imported: its name, unit and where it is from."""

    __tablename__ = "tax_indicator"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    source_link: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    published_at: Mapped[int] = mapped_column(BigInteger)  # µs
    imported_at: Mapped[int] = mapped_column(BigInteger)


class TaxFigure(Base):
    """A figure of a country and year, as it was known from one moment to another (µs).

    It is never changed: a revision ends what was known and begins another row, and an empty value says that
    the figure was withdrawn.
    """

    __tablename__ = "tax_figure"
    __table_args__ = (
        Index("ix_tax_figure_country", "country", "indicator"),
        {"info": UNCACHED},
    )

    indicator: Mapped[str] = mapped_column(String(40), primary_key=True)
    country: Mapped[str] = mapped_column(String(12), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    known_from: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    known_until: Mapped[int | None] = mapped_column(BigInteger)  # empty = still
    value: Mapped[float | None] = mapped_column(Float(53))
    published_at: Mapped[int | None] = mapped_column(BigInteger)  # by the publisher
    reading: Mapped[int | None] = mapped_column(BigInteger)  # of the feed; empty for an import
