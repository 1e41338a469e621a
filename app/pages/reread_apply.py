"""Drafts put in force: all versions of a page say at once what a newer extractor made of their bytes.

Their ordinals and times stay. Neighbours that have become equal are joined: the later one's number leads to
the earlier one, whose life goes on. Which of them are minor is told anew. Of a page of which parts are chosen
they stay as minor ones, so that they are what they were when all of it is read again. Nothing begins that no
reading began.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from app.db.changes import note
from app.extract import EXTRACTOR_VERSION
from app.pages import flapping, texts
from app.pages.models import Page, PageText, Reading, Version
from app.pages.ordinals import lead
from app.pages.parts_of import parts_of
from app.pages.reread_models import STAYS, Draft
from app.pages.timeline import newest_change

_Drafted = tuple[Version, int | None, str, str, bytes, str | None]
_DRAFTED = (Draft.text_number, Draft.title, Draft.language, Draft.digest, Draft.summary)
_AT_ONCE = 500
_LOOKS_BACK = 8
"""Major versions among which one that says the same is looked for."""


def first_text(session: Session, page_id: int) -> int | None:
    """The number of the first text of drafts of this extractor in the page's chain; None without any."""
    mine = Draft.page_id == page_id, Draft.extractor == EXTRACTOR_VERSION, Draft.text_number != STAYS
    parts = select(Page.parts).where(Page.id == page_id).scalar_subquery()
    return session.scalar(select(func.min(Draft.text_number)).where(*mine, Draft.parts == parts))


def put_in_force(session: Session, page_id: int) -> None:
    """Do so in one transaction, and restate the page once if it says anything else now.

    The caller holds the page's row locked and has seen that each version has a draft that has to have one.
    What a version says that is damaged stays where it is, with what it rests on, for whoever can repair it.
    """
    first = first_text(session, page_id)
    page = session.get(Page, page_id)
    if first is None or page is None:
        return
    said = texts_of(session, page_id)
    line = _Line(session, page, said)
    stay: list[int] = []
    for version, number, title, language, digest, summary in _versions(session, page_id):
        if number is None:
            stay += [] if version.text_number is None else [version.text_number]
        else:
            old = (version.title, version.language, said.get(version.text_number or 0))
            line.changed |= old != (title, language, said[number])
            version.title, version.language, version.digest = title, language, digest
            version.text_number, version.summary = number, summary
            if version.body_number is not None:
                version.extractor, version.parts = EXTRACTOR_VERSION, page.parts
        line.add(version)
    line.close()
    texts.CHAIN.forget_before(session, page_id, first, stay)
    session.execute(delete(Draft).where(Draft.page_id == page_id, Draft.text_number != STAYS))
    if line.changed:
        session.flush()
        flapping.renew(session, page)
        note(session, "put", page_id)


def _versions(session: Session, page_id: int) -> Iterator[_Drafted]:
    """The page's versions by time, each with its draft; a page may have more than fit into memory at once."""
    # Without the draft of a version that rests on other bytes by now.
    mine = and_(
        Draft.version_id == Version.id,
        Draft.body_number.is_not_distinct_from(Version.body_number),
        Draft.parts == parts_of(),
        Draft.text_number != STAYS,
    )
    query = select(Version, *_DRAFTED).outerjoin(Draft, mine).where(Version.page_id == page_id)
    query = query.order_by(Version.first_read).limit(_AT_ONCE)
    last: int | None = None
    while True:
        after = query if last is None else query.where(Version.first_read > last)
        rows = [row._tuple() for row in session.execute(after)]
        if not rows:
            return
        last = rows[-1][0].first_read
        yield from rows
        # What is written is held no longer.
        session.flush()


def texts_of(session: Session, page_id: int) -> dict[int, bytes]:
    """The digests of a page's texts by their numbers."""
    query = select(PageText.number, PageText.digest).where(PageText.page_id == page_id)
    return {row.number: row.digest for row in session.execute(query)}


class _Line:
    """The page's timeline, told anew from its first version on."""

    def __init__(self, session: Session, page: Page, said: dict[int, bytes]) -> None:
        self.changed = False
        self._session = session
        self._page = page
        self._said = said
        self._majors = 0
        self._title = page.title
        # What stands: a major version, and the newest of its minor ones or itself.
        self._major: Version | None = None
        self._newest: Version | None = None
        self._lately: deque[tuple[bytes, int]] = deque(maxlen=_LOOKS_BACK)

    def add(self, version: Version) -> None:
        """The next version in time."""
        if version.gone is not None:
            self._end(version.first_read)
        elif self._major is None or self._newest is None or self._major.digest != version.digest:
            self._end(version.first_read)
            self._begin(version)
        elif not self._page.parts and self._says_the_same(self._newest, version):
            self._join(version, self._newest)
        else:
            self._change(version, self._major, self._newest)

    def close(self) -> None:
        """After the last version: what stands has no end."""
        self._end(None)
        self._page.versions, self._page.title = self._majors, self._title
        self._session.flush()
        self._page.changed_at = newest_change(self._session, self._page.id)

    def _says_the_same(self, older: Version, newer: Version) -> bool:
        # Of one whose text is lost nobody can tell.
        said = self._said.get(newer.text_number or 0)
        return said is not None and said == self._said.get(older.text_number or 0)

    def _end(self, at: int | None) -> None:
        major, newest = self._major, self._newest
        if major is not None and newest is not None:
            self._stop(major, at)
            self._stop(newest, at)
            major.last_read = max(major.last_read, newest.last_read)
        self._major = self._newest = None

    def _stop(self, version: Version, at: int | None) -> None:
        """Let it end, and not be read later: it may have lived on through what is none of it any more."""
        version.until = at
        if at is not None and version.last_read >= at:
            own = select(func.max(Reading.at)).where(Reading.page_id == self._page.id, Reading.at < at)
            read = self._session.scalar(own.where(Reading.version_id == version.id))
            version.last_read = max(version.first_read, read or 0)

    def _begin(self, version: Version) -> None:
        self.changed |= version.minor
        version.minor = False
        version.back_to = next((number for said, number in self._lately if said == version.digest), None)
        self._lately.appendleft((version.digest, version.ordinal))
        self._major = self._newest = version
        self._majors += 1
        self._title = version.title

    def _change(self, version: Version, major: Version, newest: Version) -> None:
        """Only the rest is another: a minor version inside the life of `major`."""
        self.changed |= not version.minor
        version.minor, version.back_to = True, None
        version.title, version.language = major.title, major.language
        if newest.minor:
            self._stop(newest, version.first_read)
        major.last_read = max(major.last_read, version.last_read)
        self._newest = version

    def _join(self, version: Version, into: Version) -> None:
        """It says what the one before says."""
        self.changed = True
        page_id = self._page.id
        readings = update(Reading).where(
            Reading.page_id == page_id, Reading.at >= version.first_read, Reading.version_id == version.id
        )
        self._session.execute(readings.values(version_id=into.id))
        lead(self._session, page_id, version.ordinal, into.ordinal)
        for earlier in (into, self._major):
            if earlier is not None:
                earlier.last_read = max(earlier.last_read, version.last_read)
        self._session.delete(version)
