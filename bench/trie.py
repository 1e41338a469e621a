"""Build, compress, size and look-up of the core's trie beside the same trie in plain Python.

The peers read the very same rows, counted from real pages; the first peer is what one would write in an
afternoon (`bench.plain`), the second is the readable twin of the core (`coils.segment`).
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import trie_core
from bench import plain
from bench.corpus import Counted, counted_rows, read_at
from bench.measure import Row, at_most, each, once, seconds
from bench.plot import Growth
from coils.segment import Segment as Coil

REFERENCE = (
    "Published for the 2018 system, on its own machine and data, to read beside and not to compare:",
    "  build 3.583 s · compress 2.38 s · 119.2 MB → 6.2 MB · one search 4 ms · ten searches 116 ms",
)
PLAIN = "dict of dict, pickle 5"
LOOKED_UP = 1000
MB = 1e6


def rows(quick: bool) -> list[Row]:
    counted, texts = counted_rows()
    rounds = 3 if quick else 9
    return [
        *_built_from_rows(counted, rounds),
        *_built_from_texts(texts, rounds),
        *_saved(counted),
        *_looked_up(counted, rounds),
    ]


def _built_from_rows(counted: list[Counted], rounds: int) -> list[Row]:
    times = seconds(
        {
            "core": lambda: trie_core.Segment.from_rows(counted),
            "plain": lambda: plain.save(plain.build(counted)),
            "unsaved": lambda: plain.build(counted),
        },
        rounds,
    )
    what = f"{len(counted):,} rows built and compressed"
    return [
        Row(what, times["core"], times["plain"], PLAIN, "s", floor=10),
        Row(f"{what}, peer only built", times["core"], times["unsaved"], "dict of dict", "s"),
        Row(what, times["core"], once(lambda: Coil.from_rows(counted)), "coils.segment", "s"),
    ]


def _built_from_texts(texts: list[str], rounds: int) -> list[Row]:
    pages = [(page, read_at(page), text) for page, text in enumerate(texts)]
    times = seconds(
        {
            "core": lambda: trie_core.Segment.from_texts(pages),
            "plain": lambda: plain.save(plain.build_from_texts(pages)),
        },
        rounds,
    )
    letters = sum(map(len, texts)) / MB
    what = f"texts of {len(texts)} pages ({letters:.1f} M letters) tokenised, counted, built, compressed"
    return [Row(what, times["core"], times["plain"], PLAIN, "s", floor=25)]


def _saved(counted: list[Counted]) -> list[Row]:
    what = f"{len(counted):,} rows saved"
    ours = _saved_size(counted) / MB
    return [
        at_most(what, ours, 0.6, "MB"),
        Row(what, ours, len(plain.save(plain.build(counted))) / MB, PLAIN, "MB"),
        Row(what, ours, Coil.from_rows(counted).nbytes / MB, "coils.segment", "MB"),
    ]


def _looked_up(counted: list[Counted], rounds: int) -> list[Row]:
    """One word from Python: the same thousand words, in random order, none of them the dict's own objects."""
    segment, peer = trie_core.Segment.from_rows(counted), plain.build(counted)
    vocabulary = sorted({row[0] for row in counted})
    numbers = {word: number for number, word in enumerate(vocabulary)}
    words = ["".join(list(word)) for word in random.Random(4).sample(vocabulary, LOOKED_UP)]
    if segment.ordinals(words) != [numbers[word] for word in words]:
        raise AssertionError("the core numbers words otherwise than a sorted list does")
    times = each(
        {
            "dict in": partial(_contain, numbers, words),
            "dict": partial(_call, numbers.__getitem__, words),
            "in": partial(_contain, segment, words),
            "ordinal": partial(_call, segment.ordinal, words),
            "batch": partial(segment.ordinals, words),
            "runs": partial(_call, segment.runs, words),
            "plain": partial(_call, partial(plain.look_up, peer), words),
        },
        rounds,
        # Enough that what the others left in the processor's caches does not count.
        number=50,
    )
    ns = {name: time / LOOKED_UP * 1e9 for name, time in times.items()}
    return [
        at_most("`word in segment`, in dict look-ups", ns["in"] / ns["dict in"], 3, "×"),
        at_most("`segment.ordinal(word)`, in dict look-ups", ns["ordinal"] / ns["dict"], 3, "×"),
        Row("`word in segment`", ns["in"], ns["dict in"], "dict", "ns"),
        Row("`segment.ordinal(word)`", ns["ordinal"], ns["dict"], "dict", "ns"),
        Row("`segment.ordinals(words)`, one word's share", ns["batch"], ns["dict"], "dict", "ns"),
        Row("all a word's entries, from Python", ns["runs"], ns["plain"], "dict of dict", "ns"),
    ]


def _contain(container: dict[str, int] | trie_core.Segment, words: list[str]) -> None:
    for word in words:
        _ = word in container


def _call(look_up: Callable[[str], object], words: list[str]) -> None:
    for word in words:
        look_up(word)


@lru_cache(maxsize=1)
def _steps(quick: bool) -> list[int]:
    return [1_000, 10_000, 100_000] if quick else [1_000, 3_000, 10_000, 30_000, 100_000, 173_693]


def growth(quick: bool) -> list[Growth]:
    """Time to build and size when saved, by the number of rows."""
    counted, _ = counted_rows()
    parts = [counted[:size] for size in _steps(quick)]
    builders = {
        "trie_core": trie_core.Segment.from_rows,
        PLAIN: lambda part: plain.save(plain.build(part)),
        "coils.segment": Coil.from_rows,
    }
    times = {name: [once(partial(build, part)) for part in parts] for name, build in builders.items()}
    sizes = {
        "trie_core": [_saved_size(part) / MB for part in parts],
        PLAIN: [len(plain.save(plain.build(part))) / MB for part in parts],
        "coils.segment": [Coil.from_rows(part).nbytes / MB for part in parts],
    }
    x = [float(size) for size in _steps(quick)]
    return [
        Growth("trie-build", "Rows built and compressed", "rows", "seconds", x, times),
        Growth("trie-size", "Rows saved", "rows", "MB", x, sizes),
    ]


def _saved_size(counted: list[Counted]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "segment")
        trie_core.Segment.from_rows(counted).save(path)
        return path.stat().st_size
