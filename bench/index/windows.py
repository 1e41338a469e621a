"""A search inside a stretch of time beside the same search without one: time costs nothing extra.

Two histories are asked: 7,000 pages read once each, one after the other, as after a first crawl, and 1,500
pages read again and again for a year, of which each changed up to seven times. The windows lie anywhere in
them and are as wide as a share of the whole. A window is never slower than no window, although it finds all
that stood at some moment of it, of pages that changed since too.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import trie_core
from bench.corpus import read_at, texts
from bench.index.newest import PAGES, Counts, Pair, in_turns, word_pairs
from bench.measure import Row, median
from bench.sites import LARGE

DAY = 86_400_000_000
YEAR = 365 * DAY
CHANGING = 1_500
CHANGES = 7
CHANGED = 0.03
"""The share of a page's words that a change replaces."""
WIDTHS = {"1 %": 0.01, "5 %": 0.05, "9 %": 0.09, "30 %": 0.3, "60 %": 0.6, "all": 1.0}
FLOOR, GOAL = 1 / 1.1, 1.0
WITHOUT = "without a window"
Window = tuple[int, int]


def rows(quick: bool) -> list[Row]:
    pages = texts(PAGES, packages=LARGE)
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        once = [[(read_at(page), read_at(page), text)] for page, text in enumerate(pages)]
        found += _rows(f"{PAGES:,} pages read once", Path(folder) / "once", once, quick)
        many = histories(pages[:CHANGING])
        found += _rows(f"{CHANGING:,} pages changing for a year", Path(folder) / "many", many, quick)
    return found


Reads = list[tuple[int, int, str]]


def histories(pages: Sequence[str], seed: int = 3) -> list[Reads]:
    """For each page its versions: first read, last read, text; a change replaces some of its words."""
    chance = random.Random(seed)
    found = []
    for page in pages:
        words = page.split()
        times = sorted(chance.randrange(YEAR) for _ in range(chance.randint(1, CHANGES)))
        reads: Reads = []
        for time, after in zip(times, [*times[1:], YEAR], strict=True):
            if reads:
                other = chance.choice(pages).split()
                many = max(1, int(min(len(words), len(other)) * CHANGED))
                at, of = chance.randrange(len(words)), chance.randrange(len(other))
                words[at : at + many] = other[of : of + many]
            reads.append((read_at(0) + time, read_at(0) + (time + after) // 2, " ".join(words)))
        found.append(reads)
    return found


def _rows(what: str, folder: Path, pages: Sequence[Reads], quick: bool) -> list[Row]:
    index = built(folder, pages)
    counts: Counts = trie_core.counts([reads[-1][2] for reads in pages])
    pairs = [pair for band in word_pairs(counts, 1 if quick else 3).values() for pair in band]
    start, stop = min(reads[0][0] for reads in pages), max(reads[-1][1] for reads in pages)
    chance = random.Random(7)
    taken: dict[tuple[str, str], list[float]] = {}
    for pair in pairs:
        windows = {name: _window(chance, start, stop, width) for name, width in WIDTHS.items()}
        for order in ("newest", "best"):
            for name, seconds in _timed(index, pair, order, stop, windows, quick).items():
                taken.setdefault((order, name), []).append(seconds)
    found = []
    for order in ("newest", "best"):
        without = median(taken[order, WITHOUT]) * 1e6
        for name in WIDTHS:
            ours = median(taken[order, name]) * 1e6
            asked = f"{what}, ten {order}, window of {name}"
            found.append(Row(asked, ours, without, WITHOUT, "µs", floor=FLOOR, goal=GOAL))
    return found


def built(folder: Path, pages: Sequence[Reads]) -> trie_core.Index:
    """The index of the histories, in one segment."""
    with trie_core.Writer(folder) as writer:
        for page, reads in enumerate(pages):
            versions = [
                trie_core.Version(first_read=first, last_read=last, title="", main=text, rest="")
                for first, last, text in reads
            ]
            writer.put(page, 0, versions, site="example.org")
        writer.commit()
        writer.merge(all=True)
    return trie_core.Index.open(folder)


def _window(chance: random.Random, start: int, stop: int, width: float) -> Window:
    wide = int((stop - start) * width)
    begin = start + chance.randrange(stop - start - wide + 1)
    return begin, begin + wide


def _timed(
    index: trie_core.Index, pair: Pair, order: str, now: int, windows: dict[str, Window], quick: bool
) -> dict[str, float]:
    """Seconds of one search; read to the end of its hits, as whoever shows them does."""
    query = trie_core.parse(" ".join(pair))

    def search(window: Window | None) -> object:
        answer = index.search(query, window=window, order=order, now=now, loosen=False)
        return answer.total, answer.rows("page", "since", "counts")

    calls = {name: partial(search, window) for name, window in windows.items()}
    return in_turns({WITHOUT: partial(search, None), **calls}, quick)
