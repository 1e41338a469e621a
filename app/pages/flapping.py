"""Flapping of pages as it stands in the database: learnt from their versions, said of a change when it came.

A change is nothing but flapping when the versions *before* it show so; the first ones are told. A passage
that stood still for ten readings flaps no more, and its next change is told again.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.flaps import NOTHING, READINGS, TIMES, Flaps, Said, learn, varies
from app.pages.models import Page, QuietSite, Reading, Version
from app.pages.walks import main_hashes, stretch_of
from app.text import sentence_hashes, sentence_keys, sentences

log = logging.getLogger(__name__)

EXCERPT = 120
"""Characters shown of a passage."""
RENEWED = 50
"""Versions of which it is told anew what they changed; for all of a long history it would take minutes."""
SHOWN = 12
"""Passages shown of a page."""


class Passage(msgspec.Struct, frozen=True):
    """A passage that flaps, as the newest version has it: its beginning, and which sentence it is, from 1."""

    text: str
    number: int


def flaps_by(session: Session, page_id: int, until: int, *, inclusive: bool = True) -> Flaps:
    """What flaps on a page by the versions of the last ten readings up to a time (µs).

    Not `inclusive`: by those that began before it. Nothing where a text is damaged.
    """
    window = _window(session, page_id, until, inclusive=inclusive)
    if len(window) <= TIMES:
        return NOTHING
    titles = {version.title for version in window}
    stretches = [stretch_of(version) for version in window]
    history = [_numbers(hashes) for _, hashes in main_hashes(session, page_id, stretches)]
    if len(titles) == 1 and not varies(history):
        return NOTHING
    try:
        return learn(said_by(session, window))
    except DamagedChain as damage:
        log.warning("%s; what flaps on page %s is not known", damage, page_id)
        return NOTHING


def said_by(session: Session, versions: Sequence[Version]) -> list[Said]:
    """The sentences of versions, in the same order. Raises `DamagedChain`."""
    found = texts.read_many(session, versions)
    return [said(version.title, found[version.id].main, version.language) for version in versions]


def said(title: str, main: str, language: str) -> Said:
    """The sentences of a text."""
    return Said(
        _numbers(sentence_hashes(main, language)),
        _numbers(sentence_keys(main, language)),
        title,
        sentence_keys(title, language),
    )


def judge(session: Session, page: Page, version: Version | None, at: int) -> None:
    """After a reading at `at` (µs): say whether the version it began changed nothing but what flaps."""
    is_new = version is not None and version.first_read == at and not version.minor
    if version is not None and is_new and version.gone is None:
        # What flapped when the page was read last is what flaps before this reading.
        version.flaps = page.flaps and _is_quiet(session, version)
    if is_new or page.flaps:
        page.flaps = bool(flaps_by(session, page.id, at))


def renew(session: Session, page: Page) -> None:
    """The same of the newest versions of a page that says something else now, as if they came one by one."""
    for version in reversed(_majors(session, page.id, limit=RENEWED)):
        version.flaps = _is_quiet(session, version)
    page.flaps = bool(page.last_read and flaps_by(session, page.id, page.last_read))


def _is_quiet(session: Session, version: Version) -> bool:
    earlier = select(Version).where(
        Version.page_id == version.page_id, Version.first_read < version.first_read, ~Version.minor
    )
    before = session.scalar(earlier.order_by(Version.first_read.desc()).limit(1))
    if before is None or before.gone is not None:
        return False
    known = flaps_by(session, version.page_id, version.first_read, inclusive=False)
    if not known:
        return False
    try:
        return known.is_all(*said_by(session, [before, version]))
    except DamagedChain:
        return False


def passages(session: Session, page_id: int) -> list[Passage]:
    """What flaps on a page now, in its newest version's order; at most `SHOWN`. Raises `DamagedChain`."""
    newest = _majors(session, page_id, limit=1)
    if not newest:
        return []
    version = newest[0]
    known = flaps_by(session, page_id, version.last_read)
    main = texts.read(session, version).main
    flags = known.of(said(version.title, main, version.language))
    spans = sentences(main, version.language)
    found = [
        Passage(_excerpt(main[start:end]), number)
        for number, ((start, end), flaps) in enumerate(zip(spans, flags, strict=True), 1)
        if flaps
    ]
    return found[:SHOWN]


def is_quiet(session: Session, page: Page) -> bool:
    """Whether what flaps is left out of what is shown of a page."""
    if page.quiet is not None:
        return page.quiet
    return session.get(QuietSite, page.site) is not None


def leave_out(session: Session, page_id: int, *, out: bool, site: bool = False) -> bool:
    """Leave what flaps out of what is shown of a page, or of all pages of its site; or take that back.

    The pages of a site that have a choice of their own lose it. False when there is no such page.
    """
    page = session.get(Page, page_id)
    if page is None:
        return False
    if not site:
        page.quiet = out
        return True
    chosen = session.get(QuietSite, page.site)
    if out and chosen is None:
        session.add(QuietSite(site=page.site))
    elif not out and chosen is not None:
        session.delete(chosen)
    for one in session.scalars(select(Page).where(Page.site == page.site, Page.quiet.is_not(None))):
        one.quiet = None
    return True


def _window(session: Session, page_id: int, until: int, *, inclusive: bool) -> list[Version]:
    """The major versions that the last readings up to `until` showed, oldest first."""
    mine = Reading.page_id == page_id, Reading.version_id.is_not(None)
    here = Reading.at <= until if inclusive else Reading.at < until
    times = session.scalars(
        select(Reading.at).where(*mine, here).order_by(Reading.at.desc()).limit(READINGS)
    ).all()
    least = times[-1] if len(times) == READINGS else None
    found = _majors(session, page_id, until=until, inclusive=inclusive)
    return [one for one in reversed(found) if least is None or one.last_read >= least]


def _majors(
    session: Session, page_id: int, *, until: int | None = None, inclusive: bool = True, limit: int = READINGS
) -> Sequence[Version]:
    query = select(Version).where(Version.page_id == page_id, ~Version.minor, Version.gone.is_(None))
    if until is not None:
        query = query.where(Version.first_read <= until if inclusive else Version.first_read < until)
    return session.scalars(query.order_by(Version.first_read.desc()).limit(limit)).all()


def _numbers(packed: bytes) -> array[int]:
    return array("Q", packed)


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"
