"""The database layer: one engine, one base for all tables, numbered changes."""

from app.db.base import Base
from app.db.engine import Database, unwritable

__all__ = ["Base", "Database", "unwritable"]
