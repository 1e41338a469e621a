"""A heap merges posting lists: the pages of many words come out as one ascending list, read as far as needed.

A heap of the lists' next pages always has the smallest on top, so N pages of K words take O(N log K), and
no list has to be in memory as a whole.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from coils import MinHeap

POSTINGS = {
    "tea": [1, 4, 9, 12],
    "coffee": [2, 4, 7],
    "milk": [4, 9, 10, 12],
}


def merge(postings: Iterable[Iterable[int]]) -> Iterator[int]:
    """Every page that any of the lists has, in order, once for each list that has it."""
    heap: MinHeap[tuple[int, int]] = MinHeap()
    sources = [iter(pages) for pages in postings]
    for n, source in enumerate(sources):
        for page in islice(source, 1):
            heap.push((page, n))
    while heap:
        page, n = heap.pop()
        yield page
        for following in islice(sources[n], 1):
            heap.push((following, n))


def main() -> None:
    merged = list(merge(POSTINGS.values()))
    print("any of them:", *dict.fromkeys(merged))
    print("all of them:", *(page for page in dict.fromkeys(merged) if merged.count(page) == len(POSTINGS)))


if __name__ == "__main__":
    main()
