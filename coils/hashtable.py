"""A hash table with open addressing: a mapping kept in one array, without chains.

A key's hash names the place where it would like to stand. Is that taken by another key, the next place is
tried, then the next: linear probing, which reads memory in order. The table is kept at most two thirds full
and doubles when it would be more, so that runs of taken places stay short; it halves when it is mostly
empty.

    8 places; a, b and c all want place 2, d wants place 4        place  0 1 2 3 4 5 6 7
    stored in the order a, b, d, c                                       . . a b d c . .

Deleting must not tear a hole into a run, or what comes after it would no longer be found. Instead of
leaving a tombstone, later entries of the run move back into the hole, those at least that may: an entry
must not move before the place it would like to stand at. After `del a`: b moves to 2, c (wants 2) to 3, d
stays at 4.

    after `del a`                                                        . . b c d . . .

Costs, for N entries and a hash that spreads well: get, set, delete O(1) expected (resizing amortised), O(N)
when all hashes are equal; iteration O(places); memory at most four array places an entry, shrinking with
deletion. Python's hash of a whole number is the number itself, so it is multiplied by 2⁶⁴/φ and the upper
bits are used, which spreads neighbours and multiples alike (Fibonacci hashing).

Sources: W. W. Peterson, "Addressing for random-access storage", IBM Journal of Research and Development 1
(1957) 130-146; D. E. Knuth, The Art of Computer Programming 3, section 6.4, algorithms L (probing) and R
(deletion).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SMALLEST = 3  # bits: eight places
SPREAD = 0x9E3779B97F4A7C15


class _Entry(NamedTuple, Generic[K, V]):
    hash: int
    key: K
    value: V


class HashTable(MutableMapping[K, V]):
    """A mapping like dict, in no particular order."""

    __slots__ = ("_bits", "_places", "_size")

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._bits = SMALLEST
        self._places: list[_Entry[K, V] | None] = [None] * (1 << self._bits)
        self._size = 0
        self.update(items)

    def __getitem__(self, key: K) -> V:
        entry = self._places[self._probe(hash(key), key)]
        if entry is None:
            raise KeyError(key)
        return entry.value

    def __setitem__(self, key: K, value: V) -> None:
        place = self._probe(hash(key), key)
        known = self._places[place]
        if known is not None:
            # Like dict, the key that was there first stays.
            self._places[place] = known._replace(value=value)
            return
        if 3 * (self._size + 1) > 2 * len(self._places):
            self._resize(self._bits + 1)
            place = self._probe(hash(key), key)
        self._places[place] = _Entry(hash(key), key, value)
        self._size += 1

    def __delitem__(self, key: K) -> None:
        hole = self._probe(hash(key), key)
        if self._places[hole] is None:
            raise KeyError(key)
        self._size -= 1
        last = len(self._places) - 1
        place = hole
        while True:
            self._places[hole] = None
            # Find the next entry of the run that may stand in the hole: one whose wish is not after it.
            while True:
                place = (place + 1) & last
                entry = self._places[place]
                if entry is None:
                    break
                if (place - self._wish(entry.hash)) & last >= (place - hole) & last:
                    break
            if entry is None:
                break
            self._places[hole] = entry
            hole = place
        if self._bits > SMALLEST and 6 * self._size < len(self._places):
            self._resize(self._bits - 1)

    def __iter__(self) -> Iterator[K]:
        size, places = self._size, self._places
        for entry in places:
            if entry is not None:
                yield entry.key
                if size != self._size or places is not self._places:
                    raise RuntimeError("hash table changed size during iteration")

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"HashTable({dict(self)!r})" if self else "HashTable()"

    def clear(self) -> None:
        self._bits, self._size = SMALLEST, 0
        self._places = [None] * (1 << self._bits)

    def copy(self) -> HashTable[K, V]:
        return HashTable(self)

    __copy__ = copy

    def __reduce__(self) -> tuple[type[HashTable[K, V]], tuple[list[tuple[K, V]]]]:
        # As items: the hash of a string is another one in the next process, so places mean nothing there.
        return type(self), (list(self.items()),)

    def _wish(self, hashed: int) -> int:
        """The place where an entry of this hash would like to stand."""
        return (hashed * SPREAD & 0xFFFFFFFFFFFFFFFF) >> (64 - self._bits)

    def _probe(self, hashed: int, key: K) -> int:
        """The place where the key stands, or the free one where it would."""
        last = len(self._places) - 1
        place = self._wish(hashed)
        while (entry := self._places[place]) is not None:
            # Identity first, as dict does, so that a nan is found by itself; hashes before the costlier ==.
            if entry.key is key or (entry.hash == hashed and entry.key == key):
                break
            place = (place + 1) & last
        return place

    def _resize(self, bits: int) -> None:
        """Lay all entries out anew over 2**bits places; each is different, so no key is compared."""
        entries = [entry for entry in self._places if entry is not None]
        self._bits = bits
        self._places = [None] * (1 << bits)
        last = len(self._places) - 1
        for entry in entries:
            place = self._wish(entry.hash)
            while self._places[place] is not None:
                place = (place + 1) & last
            self._places[place] = entry
