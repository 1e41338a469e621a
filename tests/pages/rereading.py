"""Pages that a made-up newer extractor re-reads, and what they say then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import jobs
from app.clock import HOUR
from app.db import Database
from app.db.changes import after
from app.extract import EXTRACTOR_VERSION, WHOLE, Extracted, ExtractError, Parts
from app.pages import content, reread, reread_apply, service, texts, timeline
from app.pages.models import Page, PageBody, PageText, Reading, Version
from app.pages.texts import Text

BEGUN = 1_780_000_000_000_000
OLD, NEW = EXTRACTOR_VERSION, EXTRACTOR_VERSION + 1
TYPE = "text/html"
ASK = (content, reread_apply, reread, timeline)
"""The modules that ask which extractor there is."""


def made(title: str, main: str, rest: str) -> Extracted:
    """What an extractor reads."""
    return Extracted(title, main, rest, "en", None, False, False, (), None)


def old(body: bytes) -> Extracted:
    """What the old extractor reads: three parts, all of which but title and menu are main text."""
    title, main, ads, menu = body.decode().split("|")
    return made(title, f"{main} {ads}".strip(), menu)


@dataclass
class New:
    """The made-up new extractor, which has learnt that advertisements are not main text."""

    refuses: bytes | None = None
    asked: list[bytes] = field(default_factory=list)

    def extract(
        self, body: bytes, *, url: str, content_type: str, x_robots_tag: str, parts: Parts = WHOLE
    ) -> Extracted:
        assert (url, content_type, x_robots_tag, parts) == ("https://example.org/", TYPE, "", WHOLE)
        self.asked.append(body)
        if body == self.refuses:
            raise ExtractError("timeout", "expected an answer, got none")
        return new(body)


def new(body: bytes) -> Extracted:
    title, main, ads, menu = body.decode().split("|")
    return made(title, main, f"{menu} {ads}".strip())


def history(db: Database, seen: Sequence[bytes | None]) -> int:
    """A page that was read every hour, and each time showed these bytes, or was gone; returns its id."""
    with db.write() as session:
        page = service.add(session, "https://example.org/").page
        for hour, body in enumerate(seen):
            see(session, page, body, BEGUN + hour * HOUR)
        return page.id


def see(session: Session, page: Page, body: bytes | None, at: int) -> None:
    if body is None:
        version = timeline.vanish(session, page, "404", at)
    else:
        version = timeline.keep(session, page, body, old(body), at, TYPE)
    session.flush()
    session.add(Reading(page_id=page.id, at=at, version_id=version.id if version else None))


def again(db: Database, page_id: int, extractor: New) -> None:
    """Re-read a page."""
    reread.read_again(db, page_id, extractor, lambda _more: db.write())


def versions(db: Database) -> list[Version]:
    """All there are, by time."""
    with db.read() as session:
        return list(session.scalars(select(Version).order_by(Version.first_read)))


def lives(db: Database) -> list[tuple[int | None, int | None, int | None, str, str, bool]]:
    """Hour it begins, hour it was last read, hour it ends, main text, rest, whether it is minor."""

    def hour(at: int | None) -> int | None:
        return None if at is None else (at - BEGUN) // HOUR

    with db.read() as session:
        rows = session.scalars(select(Version).order_by(Version.first_read)).all()
        said = texts.read_many(session, rows)
        return [
            (
                hour(row.first_read) or 0,
                hour(row.last_read) or 0,
                hour(row.until),
                text.main,
                text.rest,
                row.minor,
            )
            for row in rows
            for text in [said.get(row.id, texts.NOTHING)]
        ]


def news(db: Database) -> list[tuple[str, int]]:
    """What the index is told."""
    with db.read() as session:
        return [(change.kind, change.at) for change in after(session, 0)]


def damage(db: Database, *, texts: Sequence[int] = (), bodies: Sequence[int] = ()) -> None:
    """Spoil links of the page's chains, and the bytes of versions that have none."""
    with db.write() as session:
        for model, numbers in ((PageText, texts), (PageBody, bodies)):
            session.execute(update(model).where(model.number.in_(numbers)).values(data=b"spoilt"))


def words(db: Database) -> list[str]:
    """What each version says in its main text, or that it cannot be read."""
    with db.read() as session:
        rows = session.scalars(select(Version).order_by(Version.first_read)).all()
        found = texts.look(session, [(row.id, row.page_id, row.text_number) for row in rows])
    return [text.main if isinstance(text := found[row.id], Text) else "damaged" for row in rows]


def finish(db: Database, extractor: New, key: str = reread.ACTOR) -> int:
    """Do the long job, with a turn for each step; returns how many turns that took."""
    for turn in range(1, 100):
        with db.write() as session:
            lease = next(one for one in jobs.lease(session, limit=9) if one.actor == key)
        work = partial(reread.work, extractor=extractor)
        if jobs.take_turn(db, lease, work, stopping=lambda: True):
            return turn
    raise AssertionError("the job does not end")
