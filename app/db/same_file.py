"""Keeping all connections of a process to one and the same SQLite file.

A file that was deleted or replaced under a running process would otherwise be made anew, empty, or be
written to by half of its connections: SQLite opens whatever stands at the path.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, event

from app.inode import Inode, inode


def keep_to(engine: Engine, path: Path, *, makes: bool) -> None:
    """Refuse a connection once another file stands at `path`; without `makes`, also when none does."""
    known: list[Inode | None] = [None]

    def refuse_another() -> None:
        if known[0] is not None and inode(path) != known[0]:
            raise sqlite3.OperationalError(f"disk I/O error: {path} was deleted or replaced; start HUD again")

    @event.listens_for(engine, "do_connect")
    def _opening(_dialect: object, _record: object, where: list[str], how: dict[str, object]) -> None:
        refuse_another()
        if not makes:
            where[0] = f"file:{quote(str(path))}?mode=rw"
            how["uri"] = True

    @event.listens_for(engine, "connect")
    def _opened(_connection: object, _record: object) -> None:
        refuse_another()
        known[0] = known[0] or inode(path)
