"""A segment: which word stood how often in which version of which page, in a trie whose leaves are runs.

It is what the readable half of a time-travel index looks like. Rows (word, page, time, count) go in. The
distinct times of a page, in order, are its *versions*, numbered 0, 1, 2, …: their *ordinals*. Pages change
little, so most words stand in version after version with the same count, and one *run* says it all:

    rows of page 7 at times 100, 200, 300            versions 0, 1, 2
    "tea" 100 ×2, 200 ×2, 300 ×2                     run (7, 0 … 2, 2)
    "ten" 100 ×1, 300 ×1                             runs (7, 0 … 0, 1) and (7, 2 … 2, 1)

so the size grows with what changed and not with how often somebody looked. Time questions stay exact: a
word was on the page in a version if a run of it covers that version. AND, OR and NOT are set operations on
(page, ordinal):

    segment.versions("tea") & segment.versions("ten")         both words in the same version
    segment.versions("tea") | segment.versions("ten")         one of them
    segment.versions() - segment.versions("tea")              every version without it

Words are found through a `SparseTrie`; the leaves are one string of bytes, each run as four small numbers
(how much further the page, how much further the first version, how many versions more, count less one),
seven bits a byte.

Costs, for R rows and N words: building O(R log R); a word's runs O(length of the word + runs); a set
operation O(versions of both). Names and answers are those of `trie_core.Segment`.

Source: K. Berberich, S. Bedathur, T. Neumann, G. Weikum, "A time machine for text search", SIGIR 2007,
519-526, whose temporal coalescing of postings a run is, without its loss: only equal counts are joined.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Sequence

from coils.trie import SparseTrie

Row = tuple[str, int, int, int]
Run = tuple[str, int, int, int, int]
FIELD = "main"


class Segment:
    """Words of many pages through time, frozen."""

    __slots__ = ("_leaves", "_starts", "_times", "_words")

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Build from (word, page, time, count) in any order; equal ones add their counts up."""
        counted: dict[str, dict[tuple[int, int], int]] = {}
        moments: dict[int, set[int]] = {}
        for word, page, time, count in rows:
            if count < 1:
                raise ValueError(f"count of {word!r} on page {page} is {count}, expected at least 1")
            if not 0 <= page < 1 << 32:
                raise ValueError(f"page {page} out of range, expected 0 to {(1 << 32) - 1}")
            places = counted.setdefault(word, {})
            places[page, time] = places.get((page, time), 0) + count
            moments.setdefault(page, set()).add(time)
        self._times = {page: sorted(moments[page]) for page in sorted(moments)}
        ordinals = {page: {time: n for n, time in enumerate(times)} for page, times in self._times.items()}
        self._words = SparseTrie(counted)
        self._starts, leaves = array("q", [0]), bytearray()
        for word in sorted(counted):
            places = counted[word]
            _pack(
                leaves,
                _join((page, ordinals[page][time], places[page, time]) for page, time in sorted(places)),
            )
            self._starts.append(len(leaves))
        self._leaves = bytes(leaves)

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Segment:
        return cls(rows)

    @classmethod
    def merge(cls, segments: Sequence[Segment]) -> Segment:
        """One segment of several, oldest first: a page that a later one holds is stated anew by it, whole."""
        last = {page: segment for segment in segments for page in segment.pages()}
        return cls(row for segment in segments for row in segment.rows() if last[row[1]] is segment)

    def rows(self) -> Iterator[Row]:
        """What it was built from, in the order of word, page, time."""
        for word in self._words:
            for _, page, first, final, count in self.runs(word):
                for ordinal in range(first, final + 1):
                    yield word, page, self._times[page][ordinal], count

    def __len__(self) -> int:
        """How many distinct words."""
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Segment):
            return NotImplemented
        return self._times == other._times and list(self.rows()) == list(other.rows())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Segment of {len(self)} words on {len(self._times)} pages>"

    def ordinal(self, word: str) -> int | None:
        """The number of a word in byte order, or None when it is not there."""
        return self._words.ordinal(word)

    def ordinals(self, words: Sequence[str]) -> list[int | None]:
        return [self._words.ordinal(word) for word in words]

    def word(self, ordinal: int) -> str:
        return self._words.word(ordinal)

    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        return self._words.complete(prefix, limit)

    def similar(self, word: str, distance: int = 2, limit: int = 10) -> list[tuple[str, int]]:
        return self._words.similar(word, distance, limit)

    def runs(self, word: str) -> list[Run]:
        """(field, page, first ordinal, last ordinal, count) in the order of page and ordinal."""
        ordinal = self._words.ordinal(word)
        if ordinal is None:
            return []
        return list(_unpack(self._leaves[self._starts[ordinal] : self._starts[ordinal + 1]]))

    def versions(self, word: str | None = None) -> set[tuple[int, int]]:
        """The (page, ordinal) of every version with the word, or of every version there is."""
        if word is None:
            return {(page, ordinal) for page, times in self._times.items() for ordinal in range(len(times))}
        return {(page, n) for _, page, first, last, _ in self.runs(word) for n in range(first, last + 1)}

    def pages(self) -> list[int]:
        return list(self._times)

    def timeline(self, page: int) -> list[int]:
        """The times of a page's versions by ordinal; KeyError for a page that is not there."""
        return list(self._times[page])

    @property
    def nbytes(self) -> int:
        """How many bytes it takes when saved, by pickle."""
        return len(pickle.dumps(self, protocol=5))


def _join(places: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Sorted (page, ordinal, count) as the longest runs (page, first, last, count)."""
    run: tuple[int, int, int, int] | None = None
    for page, ordinal, count in places:
        if run is not None and (page, ordinal, count) == (run[0], run[2] + 1, run[3]):
            run = (page, run[1], ordinal, count)
            continue
        if run is not None:
            yield run
        run = (page, ordinal, ordinal, count)
    if run is not None:
        yield run


def _pack(leaves: bytearray, runs: Iterable[tuple[int, int, int, int]]) -> None:
    """Append runs as gaps: small numbers, seven bits a byte, the eighth says that more follow."""
    before, after = 0, 0
    for page, first, last, count in runs:
        gap = first - after if page == before else first
        for number in (page - before, gap, last - first, count - 1):
            rest = number
            while rest > 127:
                leaves.append(rest & 127 | 128)
                rest >>= 7
            leaves.append(rest)
        before, after = page, last + 1


def _unpack(leaf: bytes) -> Iterator[Run]:
    numbers = _numbers(leaf)
    page, after = 0, 0
    for step in numbers:
        first = next(numbers) + (0 if step else after)
        last = first + next(numbers)
        page, after = page + step, last + 1
        yield FIELD, page, first, last, next(numbers) + 1


def _numbers(leaf: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in leaf:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number, shift = 0, 0
