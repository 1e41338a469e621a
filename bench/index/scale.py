"""Growth of build time, size and search time from a thousand runs to ten million, as plots.

Real pages, and where they do not suffice the same ones again under other numbers: a vocabulary that no longer
grows, as that of a large site does not, and lists that do.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

import trie_core
from bench.corpus import counted_rows, read_at, texts
from bench.index.newest import word_pairs
from bench.measure import Row, at_most, once, seconds
from bench.plot import Growth
from bench.sites import LARGE

ASKED = 5
"""So many rounds over all pairs of words."""
WHAT = "trie_core"


def rows(quick: bool) -> list[Row]:
    """Beside the figures published in 2018: 5.96 s to build and compress, 6.2 MB, 116 ms for ten searches."""
    counted, pages = counted_rows()
    rounds = 3 if quick else 9
    built = seconds({"core": partial(trie_core.Segment.from_rows, counted)}, rounds)["core"]
    saved = trie_core.Segment.from_rows(counted).nbytes / 1e6
    pairs = [pair for chosen in word_pairs(trie_core.counts(pages), 2).values() for pair in chosen]
    with tempfile.TemporaryDirectory() as folder:
        _written(Path(folder), pages)
        index = trie_core.Index.open(folder)
        ten = min(sum(_spent(index, pairs[:10], 1)) for _ in range(rounds))
    return [
        at_most(f"{len(counted):,} words built and compressed (2018: 5,960 ms)", built * 1e3, 60, "ms"),
        at_most(f"{len(counted):,} words saved (2018: 6.2 MB)", saved, 0.6, "MB"),
        at_most("ten searches in the core (2018: 116,000 µs)", ten, 50, "µs"),
    ]


def growth(quick: bool) -> list[Growth]:
    pages = texts(7_000, packages=LARGE)
    counts = trie_core.counts(pages)
    steps = [10**3, 10**4, 10**5] if quick else [10**3, 10**4, 10**5, 10**6, 10**7]
    pairs = [pair for chosen in word_pairs(counts, 4).values() for pair in chosen]
    build, size, middle, worst = [], [], [], []
    for step in steps:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            chosen = list(_chosen(pages, [len(words) for words in counts], step))
            build.append(once(partial(_written, path, chosen)))
            index = trie_core.Index.open(path)
            size.append(index.nbytes / 1e6)
            spent = sorted(_spent(index, pairs, ASKED))
            middle.append(spent[len(spent) // 2])
            worst.append(spent[len(spent) * 99 // 100])
    x = [float(step) for step in steps]
    return [
        Growth("core-build", "Texts indexed with positions", "runs", "seconds", x, {WHAT: build}),
        Growth("core-size", "Index on disk", "runs", "MB", x, {WHAT: size}),
        Growth("core-search", "Two words, ten newest", "runs", "µs", x, {"p50": middle, "p99": worst}),
    ]


def _chosen(pages: Sequence[str], runs: Sequence[int], wanted: int) -> Iterator[str]:
    """Pages, again and again, until they have as many runs."""
    for text, own in cycle(zip(pages, runs, strict=True)):
        yield text
        wanted -= own
        if wanted <= 0:
            return


def _written(path: Path, pages: Sequence[str]) -> None:
    with trie_core.Writer(path) as writer:
        for page, text in enumerate(pages):
            at = read_at(page)
            version = trie_core.Version(first_read=at, last_read=at, title="", main=text, rest="")
            writer.put(page, 0, [version], site="example.org")
        writer.commit()
        writer.merge(all=True)


def _spent(index: trie_core.Index, pairs: Sequence[tuple[str, str]], rounds: int) -> Iterator[float]:
    """Microseconds of one search after the other, as the core measured them."""
    for _ in range(rounds):
        for one, other in pairs:
            yield index.search(f"{one} {other}", order="newest", limit=10, loosen=False).took_ns / 1e3
