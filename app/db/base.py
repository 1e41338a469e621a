"""The base of all tables: names of constraints that migrations can rely on.

Times are whole microseconds since 1970 in UTC, in a BIGINT: both databases keep and compare them
exactly, years 1 to 9999 fit, and the index holds the same number.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import Integer

Identifier = BigInteger().with_variant(Integer(), "sqlite")
"""A primary key that both databases count up by themselves."""


UNCACHED = {"uncached": True}
"""As a table's `info`: its rows change too often to be kept in the cache."""


class Base(DeclarativeBase):
    """Every table of HUD."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
