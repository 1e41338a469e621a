"""Addresses that were refused with a question, watched when somebody has answered it with yes."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.pages import service
from app.pages.imports.item import Item
from app.pages.imports.models import ImportLine, PageImport
from app.pages.imports.verdicts import Counts, Judged, count, verdicts

CHUNK = 250
MOST = 5_000
"""Lines of one answer: what a request may take."""


def mend(db: Database, import_id: int, number: int | None = None) -> int:
    """Watch the address that may be meant by line `number`, or by each refused line, up to `MOST` of them.

    Returns how many lines have another verdict.
    """
    mended = 0
    while mended < MOST:
        with db.write() as session:
            some = _mended(session, import_id, number)
        mended += some
        if not some or number is not None:
            break
    return mended


def _mended(session: Session, import_id: int, number: int | None) -> int:
    row = session.scalar(select(PageImport).where(PageImport.id == import_id).with_for_update())
    if row is None:
        return 0
    mine = [
        ImportLine.import_id == import_id,
        ImportLine.verdict == "refused",
        ImportLine.instead.is_not(None),
    ]
    if number is not None:
        mine.append(ImportLine.number == number)
    lines = session.scalars(select(ImportLine).where(*mine).order_by(ImportLine.number).limit(CHUNK)).all()
    found, counts = verdicts(session, [_judged(session, line) for line in lines], row.every)
    for line, verdict in zip(lines, found, strict=True):
        here = (ImportLine.import_id == import_id, ImportLine.number == line.number)
        session.execute(update(ImportLine).where(*here).values(verdict))
    change = Counts(counts.new, counts.known, counts.refused - len(lines))
    count(session, import_id, change)
    return len(lines)


def _judged(session: Session, line: ImportLine) -> Judged:
    title, folder, tags = msgspec.json.decode(
        line.labels or '["", "", []]', type=tuple[str, str, tuple[str, ...]]
    )
    address = line.instead or ""
    meant = Item(line.place, line.given, address, title, folder, tags)
    try:
        return Judged(meant, service.readable(session, address, exactly=True))
    except service.PageError as error:
        return Judged(meant, reason=str(error))
