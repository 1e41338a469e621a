"""Comparison of two versions of a page: title, main text and rest, each as lines with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from functools import partial
from typing import Final, Literal

import msgspec
from sqlalchemy.orm import Session

from app.changes import script
from app.changes.annotate import annotated
from app.changes.flapping import flapping_lines, without_flapping
from app.changes.marks import mark, words_of
from app.changes.pairs import Pair, choose
from app.changes.script import Fold, Line, folded, marked
from app.pages import bodies, texts
from app.pages.flapping import is_quiet
from app.pages.models import Page, Version
from app.pages.rights import asks_for_no_copies, may_read_copies
from app.settings import Settings
from app.text import SEEING, Blind, count
from app.text.stopwords import says_something
from app.web.errors import NotFound

Part = Literal["title", "main", "rest"]
MOST: Final = 2_000
"""Changes that are shown of one comparison."""
MOST_TO_OTHERS: Final = 60
"""The same for who may not read copies: a text that is another altogether is no way to all of it."""
_WORDS: Final = 12
_OLDER: Final = ("kept", "changed", "removed", "away")
_NEWER: Final = ("kept", "changed", "added", "moved", "back")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Which versions are compared, and how: see `app.changes.pairs` for their names.

    `flaps`: what flaps is shown also where an editor has left it out.
    """

    older: str = ""
    newer: str = ""
    minor: bool = False
    blind: Blind = SEEING
    only: bool = False
    flaps: bool = False
    q: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two versions; times in µs, `sentences` of its main text, `sha256` of the bytes if kept."""

    ordinal: int
    first_read: int
    last_read: int
    gone: str | None
    minor: bool
    title: str
    sentences: int
    sha256: str | None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many sentences became what, over title, main text and rest; those that flap count as that alone."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    back: int = 0
    kept: int = 0
    flapping: int = 0

    @property
    def all(self) -> int:
        """How many changes there are."""
        return self.flapping + self.added + self.removed + self.changed + self.moved + self.back


class Section(msgspec.Struct, frozen=True):
    """Title, main text or rest of both versions."""

    part: Part
    lines: list[Line]

    def shown(self, *, whole: bool, only: bool) -> list[Line | Fold]:
        """What is shown of it, with folds."""
        return folded(self.lines, whole=whole, only=only)


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What changed between two versions of a page.

    `older` is None where the newer one is the page's first. `whole`: full texts may be shown. `is_cut`: there
    are more changes than are told. `left_out` is how many of flapping passages are not
    shown. `previous` and `next` name the changes before and after.
    """

    page: int
    url: str
    older: Told | None
    newer: Told
    previous: int | None
    next: int | None
    sections: list[Section]
    counts: Counts
    new_words: list[str]
    lost_words: list[str]
    whole: bool
    is_cut: bool
    left_out: int

    @property
    def changes(self) -> list[Line]:
        """The changes of all sections, by their numbers."""
        return [line for section in self.sections for line in section.lines if line.number]


def compare(
    session: Session, page_id: int, wish: Wish, settings: Settings, role: str, *, zone: tzinfo = UTC
) -> Compared:
    """Compare two versions as somebody with this role may see it.

    Raises `BadRequest` and `NotFound` for what does not name two versions, `DamagedChain`.
    """
    page = session.get(Page, page_id)
    if page is None:
        raise NotFound
    pair = choose(session, page_id, wish.older, wish.newer, minor=wish.minor, zone=zone)
    noarchive = asks_for_no_copies(session, pair.newer, pair.older)
    whole = may_read_copies(settings, role, noarchive=noarchive)
    sections, left_out = _quietened(session, page, _sections(session, pair, wish), wish)
    counts = _counts(sections)
    if not whole and _is_one_sided(pair):
        # Against nothing all of a text has changed.
        sections = []
    numbered, is_cut = _numbered(sections, MOST if whole else MOST_TO_OTHERS)
    return Compared(
        page=page_id,
        url=page.url,
        older=_told(session, pair.older, numbered, _OLDER) if pair.older else None,
        newer=_told(session, pair.newer, numbered, _NEWER),
        previous=pair.previous,
        next=pair.next,
        sections=[_marked(section, wish.q) for section in numbered],
        counts=counts,
        new_words=_words(numbered, pair.newer.language, "added"),
        lost_words=_words(numbered, pair.newer.language, "removed"),
        whole=whole,
        is_cut=is_cut,
        left_out=left_out,
    )


def _is_one_sided(pair: Pair) -> bool:
    return pair.older is None or pair.older.gone is not None or pair.newer.gone is not None


def _sections(session: Session, pair: Pair, wish: Wish) -> list[Section]:
    older, newer = pair.older, pair.newer
    if older is None:
        return []
    said = texts.read_many(session, [older, newer])
    before, after = said.get(older.id, texts.NOTHING), said.get(newer.id, texts.NOTHING)
    language = newer.language or older.language
    main = script.lines(before.main, after.main, language, wish.blind)
    main = annotated(session, older, newer, (before.main, after.main), language, main)
    titles = "" if older.gone else older.title, "" if newer.gone else newer.title
    title = script.lines(*titles, language, wish.blind)
    title, main = flapping_lines(session, (older, newer), (before.main, after.main), language, (title, main))
    return [
        Section("title", title),
        Section("main", main),
        Section("rest", script.lines(before.rest, after.rest, language, wish.blind)),
    ]


def _quietened(
    session: Session, page: Page, sections: list[Section], wish: Wish
) -> tuple[list[Section], int]:
    """The sections without what flaps where an editor has left it out, and how many changes that were."""
    count = sum(line.flaps and line.is_change for section in sections for line in section.lines)
    if not count or wish.flaps or not is_quiet(session, page):
        return sections, 0
    return [Section(one.part, without_flapping(one.lines)) for one in sections], count


def _numbered(sections: Sequence[Section], most: int) -> tuple[list[Section], bool]:
    """The changes with their numbers, and none behind the last that is shown."""
    number, is_cut = 0, False
    made = []
    for section in sections:
        lines = []
        for line in section.lines:
            if line.is_change and number == most:
                is_cut = True
                break
            number += line.is_change
            lines.append(msgspec.structs.replace(line, number=number) if line.is_change else line)
        made.append(Section(section.part, lines))
    return made, is_cut


def _counts(sections: Sequence[Section]) -> Counts:
    numbers: dict[str, int] = {}
    for section in sections:
        for line in section.lines:
            if section.part == "title" and line.kind == "kept":
                continue  # nobody asks for it
            kind = "flapping" if line.flaps and line.is_change else line.kind
            numbers[kind] = numbers.get(kind, 0) + 1
    numbers.pop("away", None)
    return Counts(**numbers)


def _told(session: Session, version: Version, sections: Sequence[Section], kinds: Sequence[str]) -> Told:
    digest = bodies.digests(session, [version.id]).get(version.id)
    lines = [line for section in sections if section.part == "main" for line in section.lines]
    return Told(
        ordinal=version.ordinal,
        first_read=version.first_read,
        last_read=version.last_read,
        gone=version.gone,
        minor=version.minor,
        title=version.title,
        sentences=sum(line.kind in kinds for line in lines),
        sha256=digest.hex() if digest else None,
    )


def _words(sections: Sequence[Section], language: str, kind: Literal["added", "removed"]) -> list[str]:
    """Words that only one side has, of those that say something; the most frequent ones."""
    sides: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for line in (line for section in sections if section.part != "rest" for line in section.lines):
        if line.kind in ("kept", "away", "moved"):
            _add(sides[0], line.as_is())
            _add(sides[1], line.as_is())
        else:
            _add(sides[0], line.as_was())
            _add(sides[1], line.as_is())
    mine, others = sides[::-1] if kind == "added" else sides
    found = [word for word in mine if word not in others and says_something(word, language)]
    return sorted(found, key=lambda word: (-mine[word], word))[:_WORDS]


def _add(words: dict[str, int], text: str) -> None:
    for word, number in count(text).items():
        words[word] = words.get(word, 0) + number


def _marked(section: Section, q: str) -> Section:
    wanted = words_of(q)
    if not wanted:
        return section
    return Section(section.part, [marked(line, partial(mark, wanted=wanted)) for line in section.lines])
