"""Re-reading: the stored bytes of a page's versions through a newer extractor, oldest first.

What it makes of each version is a draft, with its text at the end of the page's chain, where nobody reads it.
Once every version has one, a single transaction puts all of them in force (`app.pages.reread_apply`). So a
page says either what the old extractor read or what the new one reads, a crash costs one slice of drafts, and
little is held in memory however many versions there are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from app import jobs
from app.db import Database
from app.extract import EXTRACTOR_VERSION, WHOLE
from app.mark import N_
from app.pages import bodies, reread_apply, texts
from app.pages.legacy_tables import OLD_VERSION
from app.pages.models import Page, PageText, Version
from app.pages.moving import move_page
from app.pages.parts_of import choice, parts_of
from app.pages.recent import LOOKS_BACK
from app.pages.reread_extract import Damaged, Extracts, Made, make, predecessor, summed_up
from app.pages.reread_models import STAYS, Draft

TITLE = N_("Re-read stored copies with the new extractor")
ALL = N_("%(number)s versions re-read")
ACTOR = "reread"
SLICE = 16
"""So many drafts are made in one step at most."""
SLICE_S = 1.0
SLICE_CHARACTERS = 4 << 20
AT_ONCE = 100
"""A page with more versions of an older extractor is re-read by a long job before it is read next."""

Step = Callable[[int], AbstractContextManager[Session]]
"""A write transaction in which so many versions are dealt with."""


def outdated() -> ColumnElement[bool]:
    """Versions to be read anew from bytes that are still there; none known to be damaged."""
    kept = or_(Version.body_number.is_not(None), Version.id.in_(select(OLD_VERSION.c.id)))
    return and_(_is_old(), Version.gone.is_(None), kept, ~_stays())


def _is_old() -> ColumnElement[bool]:
    """Versions that an older extractor read, or that were read with other parts than are chosen now."""
    other = and_(Version.extractor <= EXTRACTOR_VERSION, Version.parts != parts_of())
    return or_(Version.extractor < EXTRACTOR_VERSION, other)


def _stays() -> ColumnElement[bool]:
    """Versions that this extractor found damaged."""
    mark = select(Draft.version_id).where(_drafted(), Draft.text_number == STAYS)
    return and_(_is_old(), mark.exists())


def _drafted() -> ColumnElement[bool]:
    """The draft that this extractor made of a version's present bytes."""
    same = Draft.body_number.is_not_distinct_from(Version.body_number)
    mine = Draft.extractor == EXTRACTOR_VERSION, Draft.parts == parts_of()
    return and_(Draft.version_id == Version.id, *mine, same)


def count(session: Session, page_id: int | None = None) -> int:
    """How many versions, of one page or of all, an older extractor has read."""
    return _count(session, outdated(), page_id)


def damaged(session: Session, page_id: int | None = None) -> int:
    """How many versions, of one page or of all, stay as they are because they cannot be read."""
    return _count(session, _stays(), page_id)


def read_by_newer(session: Session) -> int:
    """How many versions a newer extractor than this one has read."""
    return _count(session, Version.extractor > EXTRACTOR_VERSION, None)


def try_again(session: Session, page_id: int | None = None) -> None:
    """Take those that were damaged for such as may be whole again."""
    marks = delete(Draft).where(Draft.text_number == STAYS)
    session.execute(marks if page_id is None else marks.where(Draft.page_id == page_id))


def _count(session: Session, which: ColumnElement[bool], page_id: int | None) -> int:
    mine = [which] if page_id is None else [Version.page_id == page_id, which]
    return session.scalar(select(func.count()).select_from(Version).where(*mine)) or 0


def ask(session: Session, page_id: int | None = None) -> bool:
    """Ask for a long job that re-reads all pages, or one; False when it waits or runs already."""
    payload = {} if page_id is None else {"page": page_id}
    total = count(session, page_id)
    return jobs.long.ask(session, ACTOR, TITLE, key=key(page_id), payload=payload, total=total)


def key(page_id: int | None = None) -> str:
    """The key of the long job that re-reads all pages, or one."""
    return ACTOR if page_id is None else f"{ACTOR}:{page_id}"


def work(db: Database, job: jobs.Long, extractor: Extracts) -> None:
    """Re-read every page that needs it, or the one that the job is about, from where the last turn ended."""
    only, after = _number(job.payload.get("page")), _number(job.payload.get("after")) or 0
    done, total = job.done, max(job.total, job.done)

    def step(more: int) -> AbstractContextManager[Session]:
        nonlocal done
        done = min(done + more, total)
        return job.step(done, total)

    while (page_id := _next_page(db, only, after)) is not None:
        read_again(db, page_id, extractor, step)
        after = page_id
        job.payload["after"] = after
    with db.write() as session:
        bad = damaged(session, only)
        said = N_("%(number)s versions re-read; %(damaged)s damaged ones stay as they were") if bad else ALL
        job.finish(session, said, number=done, damaged=bad)


def catch_up(db: Database, page_id: int, extractor: Extracts) -> bool:
    """Before a reading of a page is compared with what an older extractor read: re-read the page.

    False when that takes so long that a long job was asked for, and the page is to be read after it.
    """
    with db.read() as session:
        left = count(session, page_id)
    if not left:
        return True
    if left > AT_ONCE:
        with db.write() as session:
            ask(session, page_id)
        return False
    read_again(db, page_id, extractor, lambda _more: db.write())
    return True


def read_again(db: Database, page_id: int, extractor: Extracts, step: Step) -> None:
    """Re-read one page. A version that is damaged, and has no bytes that are sound, stays as it is."""
    move_page(db, page_id)
    while True:
        while some := _slice(db, page_id, extractor):
            read = [one for one in some if isinstance(one, Made) and one.body_number is not None]
            with step(len(read)) as session:
                _draft(session, page_id, some)
        with step(0) as session:
            if not _lock(session, page_id) or left(session, page_id, 1) == []:
                reread_apply.put_in_force(session, page_id)
                break
    _forget_unused(page_id, step)


def _forget_unused(page_id: int, step: Step) -> None:
    """Forget the bodies of versions that were joined with others."""
    after: int | None = 0
    while after is not None:
        with step(0) as session:
            after = bodies.forget_unused(session, page_id, after) if _lock(session, page_id) else None


def left(session: Session, page_id: int, limit: int) -> Sequence[Version]:
    """The page's versions without a draft that have to have one, oldest first.

    Those of older extractors, and others whose text stands where all of the page's texts will be deleted.
    """
    first = reread_apply.first_text(session, page_id)
    old = _is_old() if first is None else Version.text_number < first
    query = (
        select(Version)
        .outerjoin(Draft, _drafted())
        .where(Version.page_id == page_id, Version.gone.is_(None), Draft.version_id.is_(None), old)
        .order_by(Version.first_read)
    )
    return session.scalars(query.limit(limit)).all()


def _slice(db: Database, page_id: int, extractor: Extracts) -> list[Made | Damaged]:
    """Drafts of the next versions: few enough to be written at once, and after a second at most."""
    with db.read() as session:
        page = session.get(Page, page_id)
        versions = [] if page is None else left(session, page_id, SLICE)
        parts = WHOLE if page is None else choice(session, page_id, page.parts)
    some: list[Made | Damaged] = []
    until = time.monotonic() + SLICE_S
    size = 0
    for version in versions:
        assert page is not None
        is_outdated = version.extractor < EXTRACTOR_VERSION or version.parts != page.parts
        one = make(db, page, version, extractor, parts, is_outdated=is_outdated)
        if isinstance(one, Made):
            last = some[-1] if some else None
            with db.read() as session:
                before, is_after_gone = predecessor(
                    session, version, last if isinstance(last, Made) else None
                )
            size += len(one.text.main) + len(one.text.rest)
            one = summed_up(one, before, is_after_gone=is_after_gone)
        some.append(one)
        if size >= SLICE_CHARACTERS or time.monotonic() >= until:
            break
    return some


def _draft(session: Session, page_id: int, some: Sequence[Made | Damaged]) -> None:
    """Write drafts down, but none of a version that is no longer what it was."""
    if not _lock(session, page_id):
        return
    wanted = {version.id: version for version in left(session, page_id, len(some) + SLICE)}
    parts = session.scalar(select(Page.parts).where(Page.id == page_id))
    good = [one for one in some if one.version in wanted and one.parts == parts]
    good = [one for one in good if wanted[one.version].body_number == one.body_number]
    other = or_(Draft.extractor != EXTRACTOR_VERSION, Draft.parts != parts)
    stale = or_(other, Draft.version_id.in_([one.version for one in good]))
    session.execute(delete(Draft).where(Draft.page_id == page_id, stale))
    lately = _lately(session, page_id)
    with texts.CHAIN.writing(session, page_id, anew=not lately) as end:
        writer = texts.Writer(end, lately)
        for one in good:
            session.add(_row(page_id, one, writer))


def _row(page_id: int, one: Made | Damaged, writer: texts.Writer) -> Draft:
    row = Draft(
        version_id=one.version,
        page_id=page_id,
        extractor=EXTRACTOR_VERSION,
        parts=one.parts,
        body_number=one.body_number,
    )
    if isinstance(one, Damaged):
        row.title, row.language, row.digest, row.text_number = "", "", b"", STAYS
        return row
    row.title, row.language, row.digest, row.summary = one.title, one.language, one.digest, one.summary
    row.text_number = writer.keep(one.text, one.language)
    return row


def _lately(session: Session, page_id: int) -> list[tuple[bytes, int]]:
    """The digests and numbers of the last drafts' texts, oldest first."""
    link = and_(PageText.page_id == Draft.page_id, PageText.number == Draft.text_number)
    query = select(PageText.digest, PageText.number).join(Draft, link).where(Draft.page_id == page_id)
    newest = session.execute(query.order_by(PageText.number.desc()).limit(LOOKS_BACK)).all()
    return [(digest, number) for digest, number in reversed(newest)]


def _lock(session: Session, page_id: int) -> bool:
    """Whether the page is there; nobody else writes its history then until this transaction ends."""
    return session.scalar(select(Page.id).where(Page.id == page_id).with_for_update()) is not None


def _next_page(db: Database, only: int | None, after: int) -> int | None:
    with db.read() as session:
        if only is not None:
            return only if after < only and count(session, only) else None
        query = select(Version.page_id).where(Version.page_id > after, outdated())
        return session.scalar(query.order_by(Version.page_id).limit(1))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
