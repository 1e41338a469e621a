"""Words of a sentence with dates of their own: since when each stands, through what the sentence was before.

A sentence that has three fifths of its words from a lost one was changed from it, and so on backwards. A word
that was kept through a change is as old as it was before; one that was put in is as old as the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.changes.stands import Stands
from app.pages import texts
from app.pages.chain import DamagedChain
from app.pages.models import Version
from app.pages.walks import Stretch, main_hashes, majors_before, stretch_of
from app.text import SEEING, came_from, difference, sentence_hashes, sentences

MOST: Final = 100
"""Changes of one sentence that are gone through; what is older than them counts as old as the last."""
_HASH: Final = 8
_WORD: Final = re.compile(r"\S+\s*")


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word of a sentence with the white space behind it; times in µs, `since_version` an ordinal.

    `first_ever` is when the sentence, or one that it was before, had it first.
    """

    text: str
    since: int
    since_version: int
    first_ever: int


class _Lineage:
    """A sentence that is followed backwards, and where each of its letters stood in what it was before."""

    def __init__(self, sentence: str, here: Stretch) -> None:
        self.sentence = self._now = sentence
        self._newest = here
        self._words = [match.span() for match in _WORD.finditer(sentence)]
        self._places: list[int | None] = list(range(len(sentence)))
        self._since: list[Stretch | None] = [None] * len(sentence)
        self._first: dict[int, Stretch] = {}
        self._again: list[int] = []

    @property
    def now(self) -> str:
        """What it was when it was looked at last."""
        return self._now

    def stood(self, stretch: Stretch) -> None:
        """An older version has it as it is now."""
        self._newest = stretch
        for number in self._again:
            self._first[number] = stretch

    def was(self, older: str, language: str, stretch: Stretch) -> None:
        """An older version had this in its place."""
        places = dict(_kept(older, self._now, language))
        self._settle(places)
        self._now, self._newest = older, stretch
        said = set(older.split())
        self._again = [
            number
            for number, (start, end) in enumerate(self._words)
            if self._places[start] is None and self.sentence[start:end].strip() in said
        ]
        self.stood(stretch)

    def words(self, first_ever: int) -> list[Word]:
        """All words, when nothing older is known."""
        self._settle({})
        made = []
        for number, (start, end) in enumerate(self._words):
            bare = start + len(self.sentence[start:end].rstrip())
            letters = [one for one in self._since[start:bare] if one is not None]
            since = max(letters, key=lambda one: one.first_read)
            first = self._first.get(number, since)
            made.append(
                Word(
                    text=self.sentence[start:end],
                    since=since.first_read,
                    since_version=since.ordinal,
                    first_ever=min(first.first_read, since.first_read, first_ever),
                )
            )
        return made

    def _settle(self, places: dict[int, int]) -> None:
        """Letters that were not there before stand since the version that was looked at last."""
        for letter, place in enumerate(self._places):
            if place is None:
                continue
            self._places[letter] = places.get(place)
            if self._places[letter] is None:
                self._since[letter] = self._newest


def words_of(session: Session, version: Version, stands: Stands) -> list[Word]:
    """The words of a sentence of a version's main text, each with its dates. Raises `DamagedChain`."""
    line = _Lineage(stands.text, stretch_of(version))
    wanted, newer, left = sentence_hashes(stands.text, version.language), stretch_of(version), MOST
    for stretch, hashes in main_hashes(session, version.page_id, majors_before(session, version)):
        if wanted in {hashes[at : at + _HASH] for at in range(0, len(hashes), _HASH)}:
            line.stood(stretch)
        else:
            found = _lost(session, version.page_id, stretch, newer, line.now) if left else None
            if found is None:
                break
            left -= 1
            older, wanted = found
            line.was(older, version.language, stretch)
        newer = stretch
    return line.words(stands.first_ever)


def title_of(session: Session, version: Version) -> tuple[Stands, list[Word]]:
    """Since when a version's title stands, and its words."""
    query = select(Version).where(
        Version.page_id == version.page_id, Version.first_read < version.first_read, ~Version.minor
    )
    here = stretch_of(version)
    line = _Lineage(version.title, here)
    first = since = here
    away: Stretch | None = None
    broken = followed = False
    rows = session.scalars(query.order_by(Version.first_read.desc()).execution_options(yield_per=500))
    for older in rows:
        stretch = stretch_of(older)
        is_same = older.gone is None and older.title == version.title
        if is_same:
            first = stretch
            if broken and away is None:
                away = stretch
            if not broken:
                since = stretch
        broken = broken or not is_same
        followed = followed or not _follow(line, older, stretch)
    stands = Stands(
        text=version.title,
        first_ever=first.first_read,
        first_version=first.ordinal,
        since=since.first_read,
        since_version=since.ordinal,
        until=None if away is None else away.last_read,
        until_version=None if away is None else away.ordinal,
    )
    return stands, line.words(stands.first_ever)


def _follow(line: _Lineage, older: Version, stretch: Stretch) -> bool:
    """Whether an older version's title is what a title was before."""
    if older.gone is not None:
        return False
    if older.title == line.now:
        line.stood(stretch)
        return True
    if came_from([older.title], line.now) is None:
        return False
    line.was(older.title, older.language, stretch)
    return True


def _lost(
    session: Session, page_id: int, older: Stretch, newer: Stretch, sentence: str
) -> tuple[str, bytes] | None:
    """The sentence of an older version, lost in the next, that this one was made of, and its hash."""
    if older.gone is not None:
        return None
    rows = [(one.id, page_id, one.text_number) for one in (older, newer)]
    said = texts.look(session, rows)
    mains = [said.get(one.id) for one in (older, newer)]
    before, after = mains
    if before is None or after is None or isinstance(before, DamagedChain) or isinstance(after, DamagedChain):
        return None
    hashes = sentence_hashes(before.main, older.language)
    there = set(_eights(sentence_hashes(after.main, newer.language)))
    spans = sentences(before.main, older.language)
    lost = [
        (before.main[start:end], one)
        for (start, end), one in zip(spans, _eights(hashes), strict=True)
        if one not in there
    ]
    best = came_from([text for text, _ in lost], sentence)
    return None if best is None else lost[best]


def _eights(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + _HASH] for at in range(0, len(hashes), _HASH)]


def _kept(older: str, newer: str, language: str) -> Iterator[tuple[int, int]]:
    """Where each letter of the newer sentence that was kept stands in the older one."""
    found = difference(older, newer, language, SEEING)
    for step in found.steps:
        if step.kind == "kept":
            for was, now in zip(range(*step.older), range(*step.newer), strict=True):
                yield from _letters(older, newer, found.older[was], found.newer[now])
        for was_at, now_at in step.words:
            yield from _letters(older, newer, was_at, now_at)


def _letters(older: str, newer: str, was: Sequence[int], now: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The letters of two parts that are alike but for white space; none where they are not."""
    before = [at for at in range(was[0], was[1]) if not older[at].isspace()]
    after = [at for at in range(now[0], now[1]) if not newer[at].isspace()]
    if len(before) == len(after):
        yield from zip(after, before, strict=True)
