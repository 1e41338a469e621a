"""A page's timeline: how one more reading becomes a new version, a minor one, a later last-read, or a gap.

A version is new when title or main text differ. A change of the rest (menus, footers) makes a minor one
inside its life. A page that is no longer there gets an empty version that is *gone*; what a second reading
has to confirm first tells `app.pages.confirmation`. Time-outs and errors of the server change nothing.
"""

from __future__ import annotations

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app.clock import HOUR
from app.db.changes import note
from app.extract import EXTRACTOR_VERSION, Extracted
from app.pages import bodies, minors, texts
from app.pages.content import Content, fill
from app.pages.models import Page, Reading, Version
from app.pages.ordinals import lead, next_ordinal

LOOKS_BACK = 8
"""Major versions among which one that says the same is looked for."""
LATE = HOUR
"""How much later than one interval, at most, the next reading may come and still count as within it."""
_LATE_SHARE = 4
"""It is no more than a quarter of the interval, so that a reading that was missed out always counts."""


def current(session: Session, page_id: int) -> Version | None:
    """The version that stands now, gone or minor too; None before the first reading."""
    return session.scalar(_newest_first(page_id).limit(1))


def standing(session: Session, page_id: int) -> Version | None:
    """The major version that stands now, gone or not; None before the first reading."""
    return session.scalar(_newest_first(page_id).where(~Version.minor).limit(1))


def keep(
    session: Session,
    page: Page,
    body: bytes,
    extracted: Extracted,
    at: int,
    content_type: str = "",
    *,
    incomplete: bool = False,
) -> Version:
    """Write down that `page` said this at `at`; returns the version it showed, a minor one if it is that.

    `incomplete`: only a part of the page arrived, and it is the page's first reading.
    """
    page.last_read = at
    newest = current(session, page.id)
    if newest is not None and _was_read_better(session, newest, body):
        _read_again(session, newest, at)
        return newest
    page.title, page.whole_text = extracted.title, extracted.whole or None
    version = _placed(session, page, Content(extracted, body, content_type, at), incomplete=incomplete)
    version.noarchive = extracted.noarchive
    return version


def _placed(session: Session, page: Page, content: Content, *, incomplete: bool) -> Version:
    """The version that a reading shows, begun by it or not."""
    last = standing(session, page.id)
    if last is not None and last.gone:
        last = _came_back(session, page, last, content) or last
    if last is not None and (last.incomplete or _is_read_anew(session, last, content)):
        return _restate(session, last, content)
    if last is not None and not last.gone and last.digest == content.digest:
        return _again(session, last, content)
    version = _begin(session, page, content.at)
    version.back_to, version.incomplete = _back_to(session, page.id, content.digest, content.at), incomplete
    fill(session, version, content)
    page.versions += 1
    return version


def same(session: Session, page: Page, at: int) -> Version | None:
    """The site says that nothing changed (304)."""
    last = current(session, page.id)
    if last is not None:
        page.last_read = at
        _read_again(session, last, at)
    return last


def vanish(session: Session, page: Page, why: str, at: int) -> Version | None:
    """The page is no longer there to be read; a page never read has nothing that could vanish."""
    last = current(session, page.id)
    if last is None:
        return None
    if last.gone:
        _read_again(session, last, at)
        return last
    version = _begin(session, page, at)
    version.gone = why
    return version


def newest_change(session: Session, page_id: int) -> int | None:
    """When the newest major version of a page began (µs); None where it is the first, or there is none."""
    begun = select(Version.first_read).where(Version.page_id == page_id, ~Version.minor)
    newest = session.scalars(begun.order_by(Version.first_read.desc()).limit(2)).all()
    return newest[0] if len(newest) == 2 else None


def _newest_first(page_id: int) -> Select[Version]:
    return select(Version).where(Version.page_id == page_id).order_by(Version.first_read.desc())


def _again(session: Session, major: Version, content: Content) -> Version:
    """Title and main text are as before; the rest may be another."""
    newest = current(session, major.page_id) or major
    if texts.says(session, newest, content.text):
        _read_again(session, newest, content.at)
        return newest
    major.last_read = content.at
    return minors.change(session, major, newest, content)


def _read_again(session: Session, newest: Version, at: int) -> None:
    newest.last_read = at
    if newest.minor and (major := standing(session, newest.page_id)):
        major.last_read = at
    note(session, "touch", newest.page_id, newest.first_read)


def _was_read_better(session: Session, newest: Version, body: bytes) -> bool:
    """Whether the very bytes came again that a newer extractor has read already.

    So it is while a HUD of before works beside a newer one, or after it was put back.
    """
    if newest.gone or newest.incomplete or newest.extractor <= EXTRACTOR_VERSION:
        return False
    return bodies.is_of(session, newest, body)


def _is_read_anew(session: Session, last: Version, content: Content) -> bool:
    """Whether the very bytes of a version came again, and a newer extractor reads something else in them.

    Mostly the version was re-read before; one that is damaged could not be.
    """
    if last.gone or last.extractor >= EXTRACTOR_VERSION or last.digest == content.digest:
        return False
    return current(session, last.page_id) is last and bodies.is_of(session, last, content.body)


def _restate(session: Session, version: Version, content: Content) -> Version:
    """All of the page has arrived for the first time, or it was read anew."""
    version.incomplete, version.last_read = False, content.at
    texts.release(session, version)
    bodies.release(session, version)
    fill(session, version, content)
    note(session, "put", version.page_id, version.first_read)
    return version


def _came_back(session: Session, page: Page, gone: Version, content: Content) -> Version | None:
    """The version before an absence that is no break: within an interval the page says the same again."""
    earlier = _newest_first(page.id).where(Version.first_read < gone.first_read)
    before = session.scalar(earlier.where(~Version.minor).limit(1))
    away = content.at - gone.first_read
    # The next reading is due when an interval has passed, and comes after it: others of its host come first.
    late = min(page.every // _LATE_SHARE, LATE)
    if before is None or before.digest != content.digest or away > page.every + late:
        return None
    newest = session.scalar(earlier.limit(1)) or before
    before.until = newest.until = None
    lead(session, page.id, gone.ordinal, before.ordinal)
    session.execute(update(Reading).where(Reading.version_id == gone.id).values(version_id=None))
    session.delete(gone)
    session.flush()
    page.changed_at = newest_change(session, page.id)
    note(session, "put", page.id, newest.first_read)
    return before


def _begin(session: Session, page: Page, at: int) -> Version:
    for last in (current(session, page.id), standing(session, page.id)):
        if last is not None:
            last.until = page.changed_at = at
    version = Version(page_id=page.id, ordinal=next_ordinal(session, page.id), first_read=at, last_read=at)
    session.add(version)
    note(session, "put", page.id, at)
    return version


def _back_to(session: Session, page_id: int, digest: bytes, at: int) -> int | None:
    """The newest of the page's last major versions that said the same."""
    majors = _newest_first(page_id).where(~Version.minor, Version.gone.is_(None), Version.first_read < at)
    lately = session.scalars(majors.limit(LOOKS_BACK)).all()
    return next((version.ordinal for version in lately if version.digest == digest), None)
