"""Growth of the plain-Python structures, from a hundred items to a million, beside the built-in ones.

No floor here: Python's own structures are written in C and are faster. What has to show is the shape: a
flat line where a cost is said to be constant, a slow rise where it is said to be logarithmic.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, MutableMapping
from functools import lru_cache, partial

from bench.measure import Row, once
from bench.plot import Growth
from coils import (
    DoublyLinkedList,
    HashTable,
    LinkedList,
    MinHeap,
    SearchTree,
    SparseTrie,
    SplayTree,
    Trie,
)

Work = Callable[[list[str]], object]
MAPPINGS: dict[str, Callable[[], MutableMapping[str, int]]] = {
    "HashTable": HashTable,
    "SearchTree": SearchTree,
    "SplayTree": SplayTree,
    "Trie": Trie,
    "dict": dict,
}
PEERS = {"queue": "deque", "heap": "heapq", "fill": "dict", "read": "dict", "frozen": "sorted list"}
READ = 10**5
"""How many items are read at most."""
TITLES = {
    "fill": "Putting words into a mapping",
    "read": "Reading them in another order",
    "queue": "A queue: in on the right, out on the left",
    "heap": "Pushing all, popping all",
    "frozen": "Looking up the number of a word among frozen ones",
}


def rows(quick: bool) -> list[Row]:
    """One row for each structure at the largest size."""
    found: list[Row] = []
    size = _sizes(quick)[-1]
    for work, series in _measured(quick).items():
        peer = PEERS[work]
        for name, times in series.items():
            if name != peer:
                what = f"{TITLES[work].lower()}: {name}, {size:,} items, each"
                found.append(Row(what, times[-1], series[peer][-1], peer, "µs"))
    return found


def growth(quick: bool) -> list[Growth]:
    sizes = _sizes(quick)
    return [
        Growth(f"coils-{work}", TITLES[work], "items", "µs for each", sizes, series)
        for work, series in _measured(quick).items()
    ]


def _sizes(quick: bool) -> list[int]:
    return [10**power for power in range(2, 5 if quick else 7)]


@lru_cache(maxsize=2)
def _measured(quick: bool) -> dict[str, dict[str, list[float]]]:
    """Microseconds for each item: work → structure → one figure a size."""
    found: dict[str, dict[str, list[float]]] = {work: {} for work in TITLES}
    for size in _sizes(quick):
        words = [f"{number:07}" for number in random.Random(5).sample(range(10 * size), size)]
        other = random.Random(6).sample(words, min(size, READ))

        def note(work: str, name: str, run: Callable[[], object], share: int = size) -> None:
            best = min(once(run) for _ in range(3 if share < 10**5 else 1))
            found[work].setdefault(name, []).append(best / share * 1e6)

        for name, make in MAPPINGS.items():
            mapping = make()
            note("fill", name, partial(_fill, mapping, words))
            note("read", name, partial(_read, mapping, other), len(other))
        note("queue", "LinkedList", partial(_queue, LinkedList, words))
        note("queue", "DoublyLinkedList", partial(_queue, DoublyLinkedList, words))
        note("queue", "deque", partial(_queue, deque, words))
        note("heap", "MinHeap", partial(_sorted_by_heap, words))
        note("heap", "heapq", partial(_sorted_by_heapq, words))
        frozen, ordered = SparseTrie(words), sorted(words)
        note("frozen", "SparseTrie", partial(_numbers, frozen.__getitem__, other), len(other))
        note("frozen", "sorted list", partial(_numbers, partial(bisect_left, ordered), other), len(other))
    return found


def _fill(mapping: MutableMapping[str, int], words: list[str]) -> None:
    mapping.clear()  # putting in what is there already would be another task
    for word in words:
        mapping[word] = 0


def _read(mapping: MutableMapping[str, int], words: list[str]) -> None:
    for word in words:
        mapping[word]


Queue = LinkedList[str] | DoublyLinkedList[str] | deque[str]


def _queue(kind: Callable[[], Queue], words: list[str]) -> None:
    queue = kind()
    for word in words:
        queue.append(word)
    for _ in words:
        queue.popleft()


def _sorted_by_heap(words: list[str]) -> list[str]:
    heap: MinHeap[str] = MinHeap()
    for word in words:
        heap.push(word)
    return [heap.pop() for _ in words]


def _sorted_by_heapq(words: list[str]) -> list[str]:
    heap: list[str] = []
    for word in words:
        heapq.heappush(heap, word)
    return [heapq.heappop(heap) for _ in words]


def _numbers(find: Callable[[str], int], words: list[str]) -> list[int]:
    return [find(word) for word in words]
