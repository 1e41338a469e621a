"""Readings written down by whatever commit of HUD is on the path, so that two can be compared.

    python -P bench/taken.py READINGS DATABASE     with PYTHONPATH set to a checkout

prints the bytes that the database holds after each page's first reading and after its last, in JSON.
`READINGS` is a file as `save` makes it. Only names that all commits since 846ba47 have are used here.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import text

from app.db import Database, migrate
from app.extract import Extracted
from app.pages import service
from app.pages.reading import record

HTML = {"content-type": "text/html; charset=utf-8"}


class Read(msgspec.Struct, frozen=True):
    """One reading of a page, extracted."""

    page: int
    at: int
    body: bytes
    said: Extracted


def save(readings: Sequence[Read], file: Path) -> None:
    """Write readings down for another process."""
    file.write_bytes(msgspec.msgpack.encode(readings))


def sizes(readings: Sequence[Read], file: Path) -> tuple[int, int]:
    """Take readings in, as a worker would: the bytes held after each page's first one, and after all."""
    db = Database(f"sqlite:///{file}")
    try:
        migrate.upgrade(db)
        began = readings[0].at
        first = 0
        for read in readings:
            if not first and read.at > began:
                first = size(db)
            take(db, read)
        return first, size(db)
    finally:
        db.dispose()


def take(db: Database, read: Read) -> None:
    """Write one reading down."""
    # Their places have changed since; what they are made of has not.
    names = importlib.import_module("app.pages.reading")
    with db.write() as session:
        page = service.add(session, f"https://a.org/{read.page}").page
        fetched = names.Fetched(page.url, 200, HTML, read.body, (), False, 20_000)
        record(session, page, names.Seen(read.at, fetched, read.said))


def size(db: Database) -> int:
    """Bytes of the database that hold something."""
    with db.read() as session:
        page, count, free = (
            session.scalar(text(f"PRAGMA {what}")) or 0
            for what in ("page_size", "page_count", "freelist_count")
        )
    return int(page * (count - free))


if __name__ == "__main__":
    found = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=list[Read])
    print(json.dumps(sizes(found, Path(sys.argv[2]))))
