"""Work of an import's job: some hundred lines a step, with the database free for others in between.

Each step commits its pages, the verdicts on its lines and how far the list is, so whoever takes it up goes on
where it was, and no line has two verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.db import Database
from app.pages.imports import service
from app.pages.imports.item import MOST, TOO_LARGE, Item
from app.pages.imports.models import ImportPart, PageImport
from app.pages.imports.sitemaps import NotFetched, Sitemaps, not_followed
from app.pages.imports.verdicts import Counts, Judged, count, judge, watch

CHUNK = 250
"""Lines of one transaction: it holds the write lock for a tenth of a second at most."""


class _Here(msgspec.Struct, frozen=True):
    """Where an import is: its lines so far, of how many, and those that come next."""

    import_id: int
    every: int
    done: int
    total: int
    items: list[Item]


def carry_on(db: Database, job: jobs.Long, sitemaps: Sitemaps) -> None:
    """A turn of an import's job: what is left of the list, step by step."""
    import_id = int(str(job.payload["import"]))
    part: tuple[int, list[Item]] | None = None
    while (here := _next(db, import_id, part)) is not None:
        part = (here.done, here.items) if part is None or here.done >= part[0] + len(part[1]) else part
        chunk = _chunk(part[1][here.done - part[0] :])
        if chunk and chunk[0].is_list and not chunk[0].refusal:
            _follow(db, job, here, chunk[0], sitemaps)
        else:
            _step(job, here, judge(db, chunk))
        if job.is_finished:
            return
    raise jobs.Cancelled(job.key)


def _next(db: Database, import_id: int, part: tuple[int, list[Item]] | None) -> _Here | None:
    """Where the import is, with the items that come next, those of `part` if it has them; None when over."""
    with db.read() as session:
        row = session.get(PageImport, import_id)
        if row is None or row.state != "running":
            return None
        if part is not None and part[0] <= row.done < part[0] + len(part[1]):
            return _Here(import_id, row.every, row.done, row.total, part[1])
        query = select(ImportPart).where(ImportPart.import_id == import_id, ImportPart.first <= row.done)
        found = session.scalar(query.order_by(ImportPart.first.desc()).limit(1))
        items = [] if found is None else service.unpacked(found.items)[row.done - found.first :]
    return _Here(import_id, row.every, row.done, row.total, items)


def _chunk(items: Sequence[Item]) -> Sequence[Item]:
    """The next lines; one that names another list is fetched, and so is alone."""
    for number, one in enumerate(items[:CHUNK]):
        if one.is_list and not one.refusal:
            return items[: max(number, 1)]
    return items[:CHUNK]


def _step(job: jobs.Long, here: _Here, lines: list[Judged], more: Sequence[tuple[int, bytes]] = ()) -> None:
    """One transaction: these lines get their verdicts, and `more` items come behind the others."""
    total = here.total + sum(size for size, _ in more)
    done = here.done + len(lines)
    is_last = done >= total
    with job.step(done, total) as session:
        _lock(session, here, job.key)
        counts = watch(session, here.import_id, here.done, lines, here.every) if lines else Counts()
        service.append(session, here.import_id, here.total, more)
        count(session, here.import_id, counts, total=total)
        if is_last:
            service.end(session, here.import_id, "done")
            job.finish(session)


def _follow(db: Database, job: jobs.Long, here: _Here, one: Item, sitemaps: Sitemaps) -> None:
    """Fetch another list, and put its lines behind those there are."""
    (line,) = judge(db, [one])
    if not line.url:
        _step(job, here, [line])
        return
    try:
        with sitemaps.items(line.url) as listing:
            if here.total + listing.total > MOST:
                raise NotFetched(TOO_LARGE)
            more = list(service.packed(map(not_followed, listing)))
    except NotFetched as error:
        _step(job, here, [Judged(one, reason=str(error))])
        return
    line.is_list = True
    _step(job, here, [line], more)


def _lock(session: Session, here: _Here, key: str) -> None:
    """Hold the import's row, where nothing has changed. Raises `Cancelled` when it is over meanwhile."""
    row = session.scalar(select(PageImport).where(PageImport.id == here.import_id).with_for_update())
    if row is None or row.state != "running" or row.done != here.done:
        raise jobs.Cancelled(key)


def forget(db: Database, lease: jobs.Lease) -> None:
    """The whole work of the job that removes an import some weeks after its end. Raises `jobs.LeaseLost`."""
    import_id = int(str(lease.payload["import"]))
    while True:
        with db.write() as session:
            if not service.forget(session, import_id):
                jobs.finish(session, lease)
                return
            jobs.advance(session, lease)
