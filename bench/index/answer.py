"""The page's whole answer on 7,000 real pages: ten best, exact total, ruler of a hundred bins, and sites.

It is what every search of a reader costs. Totals, ruler and sites have to be equal before the clock starts.
The ten best are held against BM25 counted in Python, each engine by its own formula, since these differ:

- trie_core multiplies by recency, which over these two hours changes a score by less than 1 part in 1,000.
- tantivy keeps a page's length in one byte, which the lengths of its ten best show: up to 1 part in 20.
- SQLite calls a word that stands in more than half of the pages worth next to nothing instead of little.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from math import log
from pathlib import Path

import trie_core
from bench.corpus import read_at, texts
from bench.index.newest import PAGES, Counts, Pair, in_turns, word_pairs
from bench.index.whole import BEST, BINS, Core, Engine, Fts5, Paper, Tantivy, Whole
from bench.measure import Row, median
from bench.sites import LARGE, pages

K1, B = 1.2, 0.75
TOLERANCE = {"trie_core": 1e-3, "tantivy-py": 0.05, "SQLite FTS5": 1e-6}
PEERS = {"tantivy-py": (2, 4), "SQLite FTS5": (10, 20)}
"""Floor and goal."""


def rows(quick: bool) -> list[Row]:
    papers = pages_read()
    counts = [Counter(paper.words) for paper in papers]
    pairs = word_pairs(counts, 3 if quick else 10)
    now = read_at(PAGES)
    with tempfile.TemporaryDirectory() as folder:
        engines: dict[str, Engine] = {
            "trie_core": Core(Path(folder), papers, now),
            "tantivy-py": Tantivy(papers, now),
            "SQLite FTS5": Fts5(papers, now),
        }
        check(engines, papers, counts, [pair for band in pairs.values() for pair in band])
        taken = {band: [_timed(engines, pair, quick) for pair in chosen] for band, chosen in pairs.items()}
    everything = [found for band in taken.values() for found in band]
    what = f"whole answer of two words, {PAGES:,} pages"
    return [
        *(_row(f"{what}, median of {len(everything)}", everything, peer, *PEERS[peer]) for peer in PEERS),
        *(_row(f"{what}, {band}", found, peer) for band, found in taken.items() for peer in PEERS),
    ]


def pages_read() -> list[Paper]:
    """The corpus of `bench.index.newest` with the package each page came from as its site."""
    sites = [path.parts for path in pages(PAGES, packages=LARGE)]
    names = [next(part for part in parts if part in LARGE) for parts in sites]
    read = enumerate(zip(texts(PAGES, packages=LARGE), names, strict=True))
    return [Paper(trie_core.words(text), read_at(page), f"{name}.example") for page, (text, name) in read]


def check(
    engines: Mapping[str, Engine], papers: Sequence[Paper], counts: Counts, pairs: Sequence[Pair]
) -> None:
    """Every engine counts what reading all the pages counts, and its ten best are the best by its formula."""
    spread = Counter(word for words in counts for word in words)
    lengths = [len(paper.words) for paper in papers]
    mean = sum(lengths) / len(lengths)
    for pair in pairs:
        both = [page for page, words in enumerate(counts) if all(word in words for word in pair)]
        begun = Counter(page * BINS // len(papers) for page in both)
        ruler = list(accumulate(begun[place] for place in range(BINS)))
        sites = dict(Counter(papers[page].site for page in both))
        for name, engine in engines.items():
            found = engine.search(*pair)
            if (found.total, found.ruler, found.sites) != (len(both), ruler, sites):
                raise AssertionError(f"{name} counts the pages with {pair} differently: {found}")
            rare = {word: rarity(name, spread[word], len(papers)) for word in pair}

            def score(page: int, rare: Mapping[str, float] = rare) -> float:
                norm = K1 * (1 - B + B * lengths[page] / mean)
                return sum(
                    rare[word] * counts[page][word] * (K1 + 1) / (counts[page][word] + norm) for word in rare
                )

            _check_best(name, found, score, sorted(map(score, both), reverse=True)[:BEST])


def rarity(engine: str, pages: int, everything: int) -> float:
    """BM25's weight of a word that stands in so many pages."""
    share = (everything - pages + 0.5) / (pages + 0.5)
    return max(log(share), 1e-6) if engine == "SQLite FTS5" else log(1 + share)


def _check_best(name: str, found: Whole, score: Callable[[int], float], best: Sequence[float]) -> None:
    least = 1 - TOLERANCE[name]
    scores = [score(page) for page, _ in found.best]
    pairs = list(zip(scores, best, strict=True))
    if len({page for page, _ in found.best}) < len(best) or any(
        ours < theirs * least for ours, theirs in pairs
    ):
        raise AssertionError(f"{name} finds pages of {scores}, the best are {best}")


def _timed(engines: Mapping[str, Engine], pair: Pair, quick: bool) -> dict[str, float]:
    calls = {name: partial(engine.search, *pair) for name, engine in engines.items()}
    return in_turns(calls, quick)


def _row(
    what: str,
    found: Sequence[Mapping[str, float]],
    peer: str,
    floor: float | None = None,
    goal: float | None = None,
) -> Row:
    ours, theirs = (median(times[name] for times in found) * 1e6 for name in ("trie_core", peer))
    return Row(what, ours, theirs, peer, "µs", floor=floor, goal=goal)
