"""Flapping passages: what varies on a page again and again, as counters, dates and rotating boxes do.

What flaps is learnt from the versions that the last ten readings showed, by the hashes of their sentences;
texts are read only where these vary often enough. Nothing of it is stored but what it said of a change when
that came: it is a view, and no text is another for it. A passage counts when it varied three times:

- a sentence of which nothing but numbers and dates varies (a *form*);
- a sentence that comes and goes;
- a *place* between two sentences that stand still, where each time something else stood.

Whatever else changed beside them is told, and so is what varies in another way than it used to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

READINGS: Final = 10
TIMES: Final = 3
"""So often in so many readings a passage varies that flaps."""
LONGEST: Final = 8
"""Sentences of a place at most."""
MANY: Final = 100
"""Of more sentences that came or went at once, all of both versions are looked at."""
_EDGE: Final = -1
"""What stands before the first sentence and behind the last one."""

Place = tuple[int, int]


class Said(msgspec.Struct, frozen=True):
    """A version's sentences: by their hashes, and by the keys that are the same whatever their numbers are.

    `title` and `title_key` are the same of its title.
    """

    hashes: Sequence[int]
    keys: Sequence[int]
    title: str = ""
    title_key: bytes = b""


class Flaps(msgspec.Struct, frozen=True):
    """What flaps on a page, as some of its versions show.

    `forms` are keys, `coming` hashes, `places` how many sentences stood at most between two others; `anchors`
    are the sentences that stood still. The same of titles.
    """

    forms: frozenset[int] = frozenset()
    coming: frozenset[int] = frozenset()
    places: dict[Place, int] = msgspec.field(default_factory=dict)
    anchors: frozenset[int] = frozenset()
    title_forms: frozenset[bytes] = frozenset()
    titles: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.forms or self.coming or self.places or self.title_forms or self.titles)

    def of(self, said: Said) -> list[bool]:
        """Which of a version's sentences flap."""
        return [mark is not None for mark in self._marks(said)]

    def between(self, older: Said, newer: Said) -> tuple[list[bool], list[bool]]:
        """Which sentences of two versions flap; what is gone for good, or is more than it was, does not."""
        marks = self._marks(older), self._marks(newer)
        had, has = (Counter(mark for mark in side if mark is not None and mark != "") for side in marks)
        real = {
            mark
            for mark in had | has
            if (had[mark] != has[mark] if isinstance(mark, int) else not (had[mark] and has[mark]))
        }
        flags = [[mark is not None and mark not in real for mark in side] for side in marks]
        return flags[0], flags[1]

    def title_between(self, older: str, older_key: bytes, newer: str, newer_key: bytes) -> bool:
        """Whether a title that changed is one that flaps."""
        if {older, newer} <= self.titles:
            return True
        return older_key == newer_key and newer_key in self.title_forms

    def is_all(self, older: Said, newer: Said) -> bool:
        """Whether nothing but what flaps changed from one version to another."""
        if not self:
            return False
        if older.title != newer.title and not self.title_between(
            older.title, older.title_key, newer.title, newer.title_key
        ):
            return False
        before, after = (
            [one for one, flaps in zip(said.hashes, flags, strict=True) if not flaps]
            for said, flags in zip((older, newer), self.between(older, newer), strict=True)
        )
        return before == after

    def _marks(self, said: Said) -> list[int | Place | str | None]:
        """What each sentence is: its form, "" for one that comes and goes, its place; None of all others."""
        marks: list[int | Place | str | None] = [
            key if key in self.forms else "" if one in self.coming else None
            for one, key in zip(said.hashes, said.keys, strict=True)
        ]
        if not self.places:
            return marks
        counts = Counter(said.hashes)
        here = [at for at, one in enumerate(said.hashes) if one in self.anchors and counts[one] == 1]
        edges = [-1, *here, len(said.hashes)]
        for left, right in pairwise(edges):
            place = (_at(said.hashes, left), _at(said.hashes, right))
            most = self.places.get(place, 0)
            free = [at for at in range(left + 1, right) if not isinstance(marks[at], int)]
            if 0 < len(free) <= most:
                for at in free:
                    marks[at] = place
        return marks


NOTHING: Final = Flaps()


def varies(history: Sequence[Sequence[int]]) -> bool:
    """Whether some place may have varied often enough to be looked at; `history` is the hashes, oldest first.

    Most pages have none, and this is asked at each of their changes: only what came or went is looked at.
    """
    if len(history) <= TIMES:
        return False
    sets = [set(hashes) for hashes in history]
    still = set.intersection(*sets)
    touched: Counter[int] = Counter()
    for (older, had), (newer, has) in pairwise(zip(history, sets, strict=True)):
        changed = [(older, one) for one in had - has] + [(newer, one) for one in has - had]
        if len(changed) > MANY:
            return any(_changes(slot) >= TIMES for slot in _cut(history)[1])
        touched.update({_before(hashes, one, still) for hashes, one in changed})
    return any(times >= TIMES for times in touched.values())


def _before(hashes: Sequence[int], one: int, still: set[int]) -> int:
    """The nearest sentence before one that stands in all versions."""
    at = hashes.index(one)
    while at and hashes[at - 1] not in still:
        at -= 1
    return hashes[at - 1] if at else _EDGE


def learn(history: Sequence[Said]) -> Flaps:
    """What flaps by versions that followed each other, oldest first."""
    if len(history) <= TIMES:
        return NOTHING
    anchors, slots = _cut([said.hashes for said in history])
    key_of = {one: key for said in history for one, key in zip(said.hashes, said.keys, strict=True)}
    forms: set[int] = set()
    coming: set[int] = set()
    places: dict[Place, int] = {}
    edges = [_EDGE, *anchors, _EDGE]
    for number, slot in enumerate(slots):
        if _changes(slot) < TIMES:
            continue
        mine = _forms(slot, key_of)
        forms |= mine
        left = [tuple(one for one in said if key_of[one] not in mine) for said in slot]
        if _changes(left) < TIMES:
            continue
        coming |= _coming(left)
        most = _replaced(left)
        if most and anchors:
            places[edges[number], edges[number + 1]] = most
    titles = [said.title for said in history]
    keys = [said.title_key for said in history]
    return Flaps(
        frozenset(forms),
        frozenset(coming - set(anchors)),
        places,
        frozenset(anchors),
        frozenset(key for key in set(keys) if _same_key(titles, keys, key) >= TIMES),
        frozenset(title for title in set(titles) if _toggles(one == title for one in titles) >= TIMES),
    )


def _at(hashes: Sequence[int], place: int) -> int:
    return hashes[place] if 0 <= place < len(hashes) else _EDGE


def _cut(history: Sequence[Sequence[int]]) -> tuple[list[int], list[list[tuple[int, ...]]]]:
    """The sentences that stood still, and what each version has before, between and behind them."""
    if not history:
        return [], []
    counts = [Counter(hashes) for hashes in history]
    still = [one for one in history[-1] if all(count[one] == 1 for count in counts)]
    for hashes in history[:-1]:
        places = {one: at for at, one in enumerate(hashes)}
        still = _rising(still, [places[one] for one in still])
    slots: list[list[tuple[int, ...]]] = [[] for _ in range(len(still) + 1)]
    known = set(still)
    for hashes in history:
        number = 0
        open_: list[int] = []
        for one in hashes:
            if one in known:
                slots[number].append(tuple(open_))
                number, open_ = number + 1, []
            else:
                open_.append(one)
        slots[number].append(tuple(open_))
    return still, slots


def _rising(values: Sequence[int], places: Sequence[int]) -> list[int]:
    """As many of the values as can be whose places rise."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(at_end[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            at_end.append(number)
        else:
            ends[length], at_end[length] = place, number
    row = []
    number = at_end[-1] if at_end else -1
    while number >= 0:
        row.append(values[number])
        number = before[number]
    return row[::-1]


def _changes(slot: Sequence[tuple[int, ...]]) -> int:
    return sum(one != other for one, other in pairwise(slot))


def _toggles(there: Iterable[bool]) -> int:
    seen = list(there)
    return sum(one != other for one, other in pairwise(seen))


def _forms(slot: Sequence[tuple[int, ...]], key_of: dict[int, int]) -> set[int]:
    """Keys of which the sentences varied from one version to the next, and nothing else of them."""
    varied: Counter[int] = Counter()
    for older, newer in pairwise(slot):
        if older == newer:
            continue
        was, now = _by_key(older, key_of), _by_key(newer, key_of)
        varied.update(key for key in was.keys() & now.keys() if was[key] != now[key])
    return {key for key, times in varied.items() if times >= TIMES}


def _by_key(said: Sequence[int], key_of: dict[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one in said:
        found.setdefault(key_of[one], []).append(one)
    return found


def _coming(slot: Sequence[tuple[int, ...]]) -> set[int]:
    """Sentences that came or went three times."""
    there = [set(said) for said in slot]
    return {one for one in set().union(*there) if _toggles(one in said for said in there) >= TIMES}


def _replaced(slot: Sequence[tuple[int, ...]]) -> int:
    """How many sentences stood there at most, where all were replaced by others three times; else 0."""
    times = sum(
        len(older) == len(newer) > 0 and set(older).isdisjoint(newer) for older, newer in pairwise(slot)
    )
    most = max(map(len, slot), default=0)
    return most if times >= TIMES and most <= LONGEST else 0


def _same_key(titles: Sequence[str], keys: Sequence[bytes], key: bytes) -> int:
    pairs = pairwise(zip(titles, keys, strict=True))
    return sum(one[1] == other[1] == key and one[0] != other[0] for one, other in pairs)
