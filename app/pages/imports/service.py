"""Imports from the outside: asking for one, ending it before its time, seeing how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
import zstandard
from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app import jobs
from app.clock import DAY, now
from app.mark import N_
from app.pages.imports.item import Item
from app.pages.imports.models import ImportLine, ImportPart, PageImport
from app.pages.models import Page

ACTOR = "import"
FORGET = "forget-import"
TITLE = N_("Import pages")
KEPT = 30 * DAY
PART = 1_000
"""Items of one row: so many are in memory at a time."""
VERDICTS = ("", "new", "known", "refused", "list")
_FEW = 1_000  # lines deleted by one statement

_items = msgspec.json.Decoder(list[Item])


def packed(items: Iterable[Item]) -> Iterator[tuple[int, bytes]]:
    """Items in parts as they are stored: how many each holds, and it."""
    source = iter(items)
    while part := list(islice(source, PART)):
        yield len(part), zstandard.compress(msgspec.json.encode(part))


def unpacked(data: bytes) -> list[Item]:
    """The items of one part."""
    return _items.decode(zstandard.decompress(data))


def begin(session: Session, parts: Iterable[tuple[int, bytes]], every: int, name: str = "") -> int:
    """Ask for the items of a list, `packed`, to be taken in; returns the number of the import.

    `every` is the time between readings in µs, `name` that of the file.
    """
    row = PageImport(state="running", name=name[:200], begun_at=now(), every=every, total=0)
    row.done = row.new = row.known = row.refused = row.lists = 0
    session.add(row)
    session.flush()
    row.total = append(session, row.id, 0, parts)
    session.flush()
    jobs.long.ask(session, "import", TITLE, key=key_of(row.id), payload={"import": row.id}, total=row.total)
    return row.id


def append(session: Session, import_id: int, total: int, parts: Iterable[tuple[int, bytes]]) -> int:
    """Put more items behind the `total` that an import has; returns how many it has then."""
    rows = []
    for size, data in parts:
        rows.append({"import_id": import_id, "first": total, "items": data})
        total += size
    if rows:
        session.execute(insert(ImportPart), rows)
    return total


def key_of(import_id: int) -> str:
    """The key of an import's job."""
    return f"{ACTOR}:{import_id}"


def end(session: Session, import_id: int, state: str) -> None:
    """Write down that an import has ended, and have it forgotten after some weeks."""
    session.execute(update(PageImport).where(PageImport.id == import_id).values(state=state, ended_at=now()))
    session.execute(delete(ImportPart).where(ImportPart.import_id == import_id))
    jobs.enqueue(
        session,
        "forget-import",
        f"{FORGET}:{import_id}",
        payload={"import": import_id},
        due=jobs.now(session) + KEPT,
    )


def cancel(session: Session, import_id: int) -> bool:
    """Take in no more of it; what is watched by now stays. False when there is nothing to cancel."""
    row = session.scalar(select(PageImport).where(PageImport.id == import_id).with_for_update())
    if row is None or row.state != "running":
        return False
    jobs.long.end(session, key_of(import_id))
    end(session, import_id, "cancelled")
    return True


def retry(session: Session, import_id: int) -> bool:
    """Go on with one that was quarantined. False when there is nothing to go on with."""
    return jobs.long.retry(session, key_of(import_id))


def forget(session: Session, import_id: int) -> bool:
    """Delete some lines of an import, and at last itself. Whether there are more."""
    some = select(ImportLine.number).where(ImportLine.import_id == import_id).limit(_FEW)
    numbers = list(session.scalars(some.order_by(ImportLine.number)))
    if numbers:
        mine = ImportLine.import_id == import_id, ImportLine.number <= numbers[-1]
        session.execute(delete(ImportLine).where(*mine))
        return True
    session.execute(delete(ImportPart).where(ImportPart.import_id == import_id))
    session.execute(delete(PageImport).where(PageImport.id == import_id))
    return False


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an import is. `new`, `known`, `refused` and `lists` add up to `done`."""

    id: int
    state: str
    name: str
    begun_at: int
    total: int
    done: int
    new: int
    known: int
    refused: int
    lists: int
    quarantined: bool


class Read(msgspec.Struct, frozen=True):
    """How far the pages of an import have been read: once at least, not without a fault, not yet."""

    read: int
    failing: int
    waiting: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line with its verdict; `title`, `last_read` and `error` are its page's, if it is there."""

    number: int
    place: int
    given: str
    verdict: str
    reason: str
    instead: str | None
    page_id: int | None
    title: str
    last_read: int | None
    error: str | None


def progress(session: Session, import_id: int) -> Progress | None:
    """How far an import is; None when there is none of this number."""
    row = session.get(PageImport, import_id)
    return None if row is None else _progress(session, row)


def newest(session: Session, limit: int = 5) -> list[Progress]:
    """The imports that were asked for last."""
    rows = session.scalars(select(PageImport).order_by(PageImport.id.desc()).limit(limit)).all()
    return [_progress(session, row) for row in rows]


def read(session: Session, import_id: int) -> Read:
    """How far reading is with the pages that an import has found or added."""
    failing = Page.error.is_not(None)
    waiting = Page.last_read.is_(None) & ~failing
    kinds = [func.coalesce(func.sum(case((kind, 1), else_=0)), 0) for kind in (failing, waiting)]
    mine = (ImportLine.import_id == import_id, ImportLine.verdict == "new")
    query = (
        select(func.count(), *kinds)
        .select_from(ImportLine)
        .join(Page, Page.id == ImportLine.page_id)
        .where(*mine)
    )
    total, bad, left = session.execute(query).one()
    return Read(int(total) - int(bad) - int(left), int(bad), int(left))


def lines(
    session: Session, import_id: int, *, verdict: str = "", offset: int = 0, limit: int = 100
) -> list[Line]:
    """Some lines of an import in their order, of one verdict or of all."""
    columns = (ImportLine, Page.id, Page.title, Page.given_title, Page.last_read, Page.error)
    query = select(*columns).outerjoin(Page, Page.id == ImportLine.page_id)
    query = query.where(ImportLine.import_id == import_id)
    if verdict:
        query = query.where(ImportLine.verdict == verdict)
    found = session.execute(query.order_by(ImportLine.number).offset(offset).limit(limit))
    return [
        Line(
            number=row.number,
            place=row.place,
            given=row.given,
            verdict=row.verdict,
            reason=row.reason,
            instead=row.instead,
            page_id=page_id,
            title=title or given_title or "",
            last_read=last_read,
            error=error,
        )
        for row, page_id, title, given_title, last_read, error in found
    ]


def count_instead(session: Session, import_id: int) -> int:
    """How many refused lines have an address that may be meant."""
    mine = (
        ImportLine.import_id == import_id,
        ImportLine.verdict == "refused",
        ImportLine.instead.is_not(None),
    )
    return session.scalar(select(func.count()).where(*mine)) or 0


def _progress(session: Session, row: PageImport) -> Progress:
    state, quarantined = row.state, False
    if state == "running":
        live = jobs.long.live(session, key_of(row.id))
        # Whoever cancels it in the list of jobs ends it as well.
        state = "cancelled" if live is None else state
        quarantined = live is not None and live.state == "quarantined"
    return Progress(
        id=row.id,
        state=state,
        name=row.name,
        begun_at=row.begun_at,
        total=row.total,
        done=row.done,
        new=row.new,
        known=row.known,
        refused=row.refused,
        lists=row.lists,
        quarantined=quarantined,
    )
