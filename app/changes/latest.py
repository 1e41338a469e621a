"""Latest changes over all pages: read from the summaries that stand beside the versions.

No text is read but for a choice by words. However much there is, so many changes are looked through at once;
from where that ended, the next part goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from app.clock import DAY, now
from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.choice import has_tag
from app.pages.history import LARGE
from app.pages.models import Page, Version, shown_first
from app.pages.reasons import reason
from app.pages.service import portions
from app.pages.summary import Summary, from_json
from app.pages.texts import Text
from app.text import tag_of
from app.text import words as words_of

LINES = 50
_SHORTEST, _LONGER, _LONGEST = DAY, 8, 2_000 * DAY
_EVER = -(2**62)
_AT_ONCE = 200
_MOST = 2_000
"""So many changes are looked through for one part of the list."""
_MOST_READ = 100
"""Of so many of them the texts are read, for a choice by words."""
_MOST_ALIKE = 12
"""So many of the pages that a line stands for are named."""


class Choice(msgspec.Struct, frozen=True):
    """Which changes are wanted: of a site, of a tag, large ones, those that add all of some words."""

    site: str = ""
    tag: str = ""
    size: str = ""
    words: str = ""


def choice_of(site: str, tag: str, size: str, words: str) -> Choice:
    """The same of what people write."""
    return Choice(site.strip().lower(), tag_of(tag) or tag, size, words.strip())


class Alike(msgspec.Struct, frozen=True):
    """Another page of the site on which the same changed."""

    page: int
    title: str
    ordinal: int
    before: int | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A version that changed a page, or its end; `before` is the ordinal of the version that it changed.

    `count` is on how many pages the same changed at about the same time; `alike` names some of the others.
    """

    page: int
    url: str
    site: str
    title: str
    title_before: str
    ordinal: int
    before: int | None
    at: int
    gone: str
    summary: Summary | None
    count: int
    alike: list[Alike]


class Latest(msgspec.Struct, frozen=True):
    """One part of the list, newest first; `looked_to` (µs) is where the next one begins, if there is more."""

    changes: list[Change]
    looked_to: int | None


_Row = tuple[Version, Page]


class _Group(msgspec.Struct):
    first: _Row
    summary: Summary | None
    others: list[_Row]


def latest(
    session: Session,
    choice: Choice,
    *,
    until: int | None = None,
    since: int | None = None,
    lines: int = LINES,
) -> Latest:
    """Changes before `until` (µs), newest first, down to `since`; a page's first version is no change."""
    groups: list[_Group] = []
    by_likeness: dict[tuple[object, ...], _Group] = {}
    finder = _Finder(session, choice)
    looked_to = None
    for version, page in _newest(session, choice, until, since):
        # What began at one moment is not torn apart: the next part begins before it.
        if version.first_read != looked_to and (len(groups) >= lines or finder.is_done):
            return Latest(_told(session, groups), looked_to)
        looked_to = version.first_read
        summary = from_json(version.summary)
        likeness = _likeness(page, summary)
        if likeness in by_likeness:
            by_likeness[likeness].others.append((version, page))
        elif finder.fits(version, summary):
            groups.append(_Group((version, page), summary, []))
            if likeness is not None:
                by_likeness[likeness] = groups[-1]
    return Latest(_told(session, groups), None)


def of_page(session: Session, page_id: int, lines: int = LINES) -> list[Change]:
    """The newest changes of one page, newest first."""
    mine = _changes().where(Version.page_id == page_id).limit(lines)
    groups = [
        _Group((version, page), from_json(version.summary), []) for version, page in session.execute(mine)
    ]
    return _told(session, groups)


def _changes() -> Select[Version, Page]:
    """All versions that are changes: not minor, not flapping alone, and not a page's first."""
    return (
        select(Version, Page)
        .join(Page, Page.id == Version.page_id)
        .where(~Version.minor, ~Version.flaps, or_(Version.summary.is_not(None), Version.gone.is_not(None)))
        .order_by(Version.first_read.desc(), Version.id.desc())
    )


class _Finder:
    """Tells which changes are chosen, and when it has looked through enough of them."""

    def __init__(self, session: Session, choice: Choice) -> None:
        self._session, self._size = session, choice.size
        self._words = words_of(choice.words)
        self._looked = self._read = 0

    @property
    def is_done(self) -> bool:
        return self._looked >= _MOST or self._read >= _MOST_READ

    def fits(self, version: Version, summary: Summary | None) -> bool:
        self._looked += 1
        if self._size and (summary is None or summary.size < LARGE):
            return False
        if not self._words:
            return True
        if summary is None or not (summary.added or summary.changed or summary.title):
            return False
        self._read += 1
        return _adds(self._session, version, self._words)


def _newest(session: Session, choice: Choice, until: int | None, since: int | None) -> Iterator[_Row]:
    query = _changes().where(~Page.builtin, shown_first())
    if choice.site:
        query = query.where(Page.site == choice.site)
    if choice.tag:
        query = query.where(has_tag(choice.tag))
    for begin, end in _windows(until, since):
        part = query.where(Version.first_read >= begin)
        part = part if end is None else part.where(Version.first_read < end)
        rows = session.execute(part.execution_options(yield_per=_AT_ONCE))
        try:
            yield from ((version, page) for version, page in rows)
        finally:
            rows.close()


def _windows(until: int | None, since: int | None) -> Iterator[tuple[int, int | None]]:
    """Ever longer stretches of time, from now or `until` back to `since`, each as its begin and end (µs).

    No index has all versions by time, which would cost bytes for each; a page's own versions have one. So a
    stretch is looked up page by page, and the newest changes need a short one.
    """
    end, length = until, _SHORTEST
    begin = (now() if until is None else until) - length
    least = _EVER if since is None else since
    while True:
        yield max(begin, least), end
        if begin <= least:
            return
        length *= _LONGER
        end, begin = begin, begin - length if length < _LONGEST else least


def _likeness(page: Page, summary: Summary | None) -> tuple[object, ...] | None:
    """Equal for changes that one line tells: the same sentences came or went on pages of one site."""
    if summary is None or not (summary.first_added or summary.first_removed):
        return None
    return (page.site, summary.added, summary.removed, summary.first_added, summary.first_removed)


def _adds(session: Session, version: Version, wanted: list[str]) -> bool:
    """Whether a version says all the words, and the one that it changed did not say one of them."""
    try:
        said = _words(version.title, texts.read(session, version))
        if not said.issuperset(wanted):
            return False
        before = session.scalar(_before(version).limit(1))
        return before is None or not _words(before.title, texts.read(session, before)).issuperset(wanted)
    except DamagedChain:
        return False


def _words(title: str, text: Text) -> set[str]:
    return {*words_of(title), *words_of(text.main)}


def _before(version: Version) -> Select[Version]:
    """The version that `version` changed: the one before it that was not gone."""
    earlier = select(Version).where(
        Version.page_id == version.page_id, Version.first_read < version.first_read
    )
    there = earlier.where(~Version.minor, Version.gone.is_(None))
    return there.order_by(Version.first_read.desc())


class _Earlier(msgspec.Struct, frozen=True):
    """What is told of the version that another one changed."""

    ordinal: int
    title: str


def _told(session: Session, groups: list[_Group]) -> list[Change]:
    shown = [row for group in groups for row in (group.first, *group.others[:_MOST_ALIKE])]
    earlier = _earlier(session, [version.id for version, _ in shown])
    return [_change(group, earlier) for group in groups]


def _earlier(session: Session, versions: list[int]) -> dict[int, _Earlier]:
    """The versions that some changed, by the ids of these: the ones before them that were not gone."""
    older, before = aliased(Version), aliased(Version)
    nearest = (
        select(older.id)
        .where(older.page_id == Version.page_id, older.first_read < Version.first_read)
        .where(~older.minor, older.gone.is_(None))
        .order_by(older.first_read.desc())
        .limit(1)
        .correlate(Version)
        .scalar_subquery()
    )
    query = select(Version.id, before.ordinal, before.title).join(before, before.id == nearest)
    return {
        row[0]: _Earlier(row[1], row[2])
        for some in portions(versions)
        for row in session.execute(query.where(Version.id.in_(some)))
    }


def _change(group: _Group, earlier: dict[int, _Earlier]) -> Change:
    version, page = group.first
    before = earlier.get(version.id)
    return Change(
        page=page.id,
        url=page.url,
        site=page.site,
        title=version.title or page.title,
        title_before=before.title if before else "",
        ordinal=version.ordinal,
        before=before.ordinal if before else None,
        at=version.first_read,
        gone=reason(version.gone) if version.gone else "",
        summary=group.summary,
        count=1 + len(group.others),
        alike=[_alike(row, earlier) for row in group.others[:_MOST_ALIKE]],
    )


def _alike(row: _Row, earlier: dict[int, _Earlier]) -> Alike:
    version, page = row
    before = earlier.get(version.id)
    return Alike(page.id, version.title or page.url, version.ordinal, before.ordinal if before else None)
