"""Moving texts and bodies of before into the chains of their pages.

A slice of one page's versions, oldest first, is one transaction: their texts and bodies are links of the
chains, their rows say where, and what stood in the old tables is gone from there. So a crash costs a slice of
work and loses nothing, and whoever reads meanwhile finds each version in one place or the other. A page is
moved before its next version is kept, which keeps its chain in the order of time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.mark import N_
from app.pages import bodies, texts
from app.pages.chain import DamagedChain
from app.pages.legacy_tables import OLD_BODY, OLD_VERSION, forget, forget_bodies
from app.pages.models import Page, Version
from app.pages.texts import Text

log = logging.getLogger(__name__)

TITLE = N_("Store the texts of older versions as differences")
SLICE = 64
"""So many versions are moved in one transaction at most."""
SLICE_BYTES = 4 << 20
"""With more than this of texts and bytes a slice ends early."""
_SWEEP = 500

_old = OLD_VERSION.c
_version = cast(Table, Version.__table__)
_PLACE = (
    update(_version)
    .where(_version.c.id == bindparam("of_version"))
    .values(text_number=bindparam("text"), body_number=bindparam("body"))
)


class Steps(Protocol):
    """What a long job gives its work: transactions in which a part of it and the progress are committed."""

    @property
    def done(self) -> int: ...
    def step(
        self, done: int, total: int, said: str = "", **figures: int | str
    ) -> AbstractContextManager[Session]: ...
    def finish(self, session: Session, said: str = "", **figures: int | str) -> None: ...


def is_needed(session: Session) -> bool:
    """Whether something of before is left to be moved."""
    return any(
        session.execute(select(table).limit(1)).first() is not None for table in (OLD_VERSION, OLD_BODY)
    )


def move(db: Database, job: Steps) -> None:
    """Move all pages, as a long job: each step is a slice, and the next turn goes on where this one ends."""
    done = job.done
    with db.read() as session:
        total = done + (session.scalar(select(func.count()).select_from(OLD_VERSION)) or 0)
    while True:
        with db.read() as session:
            page = session.scalar(select(func.min(_old.page_id)))
            versions = [] if page is None else _next(session, page)
        if page is None:
            break
        done = min(done + len(versions), total)
        with job.step(done, total) as session:
            _move(session, page, versions)
    _sweep(db, job, total)


def move_page(db: Database, page_id: int) -> None:
    """Move what is left of one page, if anything is."""
    while True:
        with db.read() as session:
            left = select(_old.id).where(_old.page_id == page_id).limit(1)
            if session.scalar(left) is None:
                return
            versions = _next(session, page_id)
        with db.write() as session:
            _move(session, page_id, versions)


def _next(session: Session, page_id: int) -> Sequence[tuple[int, int]]:
    """The page's oldest versions that are not moved yet, and when each of them begins."""
    query = (
        select(Version.id, Version.first_read)
        .join(OLD_VERSION, _old.id == Version.id)
        .where(Version.page_id == page_id)
        .order_by(Version.first_read)
    )
    return session.execute(query.limit(SLICE)).all()


def _move(session: Session, page_id: int, versions: Sequence[tuple[int, int]]) -> None:
    """Move these versions, or as many as fill a slice; without any, drop what belongs to no version."""
    if session.scalar(select(Page.id).where(Page.id == page_id).with_for_update()) is None:
        return
    if not versions:
        forget(session, [page_id])
        return
    moved: list[int] = []
    left: set[str] = set()
    size = 0
    first = versions[0][1]
    with texts.moving(session, page_id, first) as said, bodies.writing(session, page_id, first) as came:
        for version, _ in versions:
            columns = (_old.main, _old.rest, _old.sha256, _version.c.language)
            query = select(*columns).join(_version, _version.c.id == _old.id).where(_old.id == version)
            row = session.execute(query).one_or_none()
            if row is None or size >= SLICE_BYTES:
                continue
            number = said.keep(Text(row.main, row.rest), row.language)
            body, read = (None, 0) if row.sha256 is None else _move_body(session, came, row.sha256)
            # Past the session, whose events would make everything that is kept of any version count no more:
            # what this one says is the same as before, and who knows its row as it was still finds it.
            place = {"of_version": version, "text": number, "body": body}
            session.connection().execute(_PLACE, place)
            moved.append(version)
            left |= {row.sha256} - {None}
            size += len(row.main) + len(row.rest) + read
    session.execute(delete(OLD_VERSION).where(_old.id.in_(moved)))
    forget_bodies(session, sorted(left))


def _move_body(session: Session, came: bodies.Writer, sha256: str) -> tuple[int | None, int]:
    """The number of a body in the chain, and how many bytes were looked at."""
    number = came.number_of(bytes.fromhex(sha256))
    if number is not None:
        return number, 0
    columns = (OLD_BODY.c.zstd, OLD_BODY.c.content_type)
    row = session.execute(select(*columns).where(OLD_BODY.c.sha256 == sha256)).one()
    try:
        body = bodies.from_old(row.zstd, row.content_type, sha256)
    except DamagedChain:
        log.exception("the bytes of a version cannot be moved, its text is")
        return None, 0
    return came.keep(body.data, body.content_type), len(body.data)


def _sweep(db: Database, job: Steps, total: int) -> None:
    """Drop the bodies that are left: two pages that shared one may each have left it to the other."""
    while True:
        with db.read() as session:
            left = session.scalars(select(OLD_BODY.c.sha256).limit(_SWEEP)).all()
        with job.step(total, total) as session:
            forget_bodies(session, left)
            if len(left) < _SWEEP:
                job.finish(session)
                return
