"""Two words, both wanted, the ten newest pages: the core beside its peers on 7,000 real pages.

This is the search HUD makes all day. Pairs of words are drawn over the whole range of frequencies, because an
engine can be quick on rare words and slow on common ones, and every pair's answers must be equal before the
clock starts.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import trie_core
from bench.corpus import read_at, texts
from bench.index.engines import NEWEST, Core, Engine, Found, Fts5, Sets, Tantivy
from bench.measure import Row, median, once, seconds
from bench.sites import LARGE

PAGES = 7_000
BANDS = {"common": (0.2, 0.9), "middling": (0.02, 0.2), "rare": (0.001, 0.02)}
"""In which share of the pages a word stands."""
PEERS = ("tantivy-py", "SQLite FTS5")
SETS = "Python sets"
SPARED = ", no total"
Counts = Sequence[Mapping[str, int]]
Pair = tuple[str, str]


def rows(quick: bool) -> list[Row]:
    pages = texts(PAGES, packages=LARGE)
    times = [read_at(page) for page in range(len(pages))]
    counts = trie_core.counts(pages)
    pairs = word_pairs(counts, 4 if quick else 12)
    with tempfile.TemporaryDirectory() as folder:
        core, sets = Core(Path(folder), pages, times), Sets(counts, times)
        engines: dict[str, Engine] = {
            "trie_core": core,
            "tantivy-py": Tantivy(counts, times),
            "SQLite FTS5": Fts5(counts, times),
            SETS: sets,
        }
        check(engines, counts, [pair for band in pairs.values() for pair in band])
        taken = {band: [_timed(engines, pair, quick) for pair in chosen] for band, chosen in pairs.items()}
    everything = [found for band in taken.values() for found in band]
    what = f"two-word AND, ten newest of {PAGES:,} pages"
    return [
        _row(f"{what}, median of {len(everything)} pairs", everything, "tantivy-py", 3, 7),
        _row(f"{what}, median of {len(everything)} pairs", everything, "SQLite FTS5", 10, 20),
        _row(f"{what}, median of {len(everything)} pairs", everything, SETS, goal=1 / 2.5),
        Row(f"index of {PAGES:,} pages", core.nbytes / 1e6, sets.nbytes / 1e6, SETS, "MB", goal=30),
        *(_row(f"{what}, peer spared the total", everything, peer + SPARED) for peer in PEERS),
        *(_row(f"{what}, {band}", found, peer) for band, found in taken.items() for peer in (*PEERS, SETS)),
    ]


def word_pairs(counts: Counts, each_band: int, seed: int = 11) -> dict[str, list[Pair]]:
    """Pairs of words that share a page, for every two bands of frequency, the same ones for the same seed."""
    chance = random.Random(seed)
    spread = Counter(word for words in counts for word in words)
    inside = {
        band: {word for word, n in spread.items() if low <= n / len(counts) < high and plain(word)}
        for band, (low, high) in BANDS.items()
    }
    bands = list(BANDS)
    found: dict[str, list[Pair]] = {}
    for left, right in [(one, other) for n, one in enumerate(bands) for other in bands[n:]]:
        chosen: list[Pair] = []
        while len(chosen) < each_band:
            page = counts[chance.randrange(len(counts))]
            ones, others = (sorted(inside[band].intersection(page)) for band in (left, right))
            if ones and others:
                pair = (chance.choice(ones), chance.choice(others))
                if pair[0] != pair[1] and pair not in chosen:
                    chosen.append(pair)
        found[f"{left} and {right}"] = chosen
    return found


def plain(word: str) -> bool:
    """Whether every engine's query language reads it as one word."""
    return word.isascii() and word.isalpha() and len(word) > 2


def check(engines: Mapping[str, Engine], counts: Counts, pairs: Sequence[Pair]) -> None:
    """Every engine gives what reading all the pages gives, or there is nothing to compare."""
    for one, other in pairs:
        both = [page for page, words in enumerate(counts) if one in words and other in words]
        newest = both[: -NEWEST - 1 : -1]
        hits = [(page, read_at(page), counts[page][one], counts[page][other]) for page in newest]
        truth: Found = len(both), hits
        for name, engine in engines.items():
            found = engine.search(one, other)
            if found != truth:
                raise AssertionError(f"{name} answers {one!r} and {other!r} with {found}, expected {truth}")


def _timed(engines: Mapping[str, Engine], pair: Pair, quick: bool) -> dict[str, float]:
    """Seconds of one search of each engine."""
    calls: dict[str, Callable[[], object]] = {}
    for name, engine in engines.items():
        calls[name] = partial(engine.search, *pair)
        if name in PEERS:
            calls[name + SPARED] = partial(engine.search, *pair, total=False)
    return in_turns(calls, quick)


def in_turns(calls: Mapping[str, Callable[[], object]], quick: bool) -> dict[str, float]:
    """Seconds of one call of each: the best round of several, in which each has about as long.

    A quick call is made more often, or its first one, which finds nothing in the machine's caches, would
    count for more than a slow one's.
    """
    spell = 1e-3 if quick else 3e-3
    numbers = {}
    for name, call in calls.items():
        call()
        numbers[name] = max(1, round(spell / once(call)))

    def repeated(name: str) -> Callable[[], None]:
        def run() -> None:
            call = calls[name]
            for _ in range(numbers[name]):
                call()

        return run

    found = seconds({name: repeated(name) for name in calls}, rounds=3 if quick else 7)
    return {name: total / numbers[name] for name, total in found.items()}


def _row(
    what: str,
    found: Sequence[Mapping[str, float]],
    peer: str,
    floor: float | None = None,
    goal: float | None = None,
) -> Row:
    ours, theirs = (median(times[name] for times in found) * 1e6 for name in ("trie_core", peer))
    return Row(what, ours, theirs, peer.removesuffix(SPARED), "µs", floor=floor, goal=goal)
