"""Searches that nobody has made before: pairs of words that stand on one page, drawn over all frequencies.

A search that a cache has seen says nothing about the search. Pairs come from the pages themselves, so
that each finds something, and evenly from rare, middling and common words, because an engine can be quick
with one kind and slow with another.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from app.text import count
from bench.index.newest import BANDS, plain

SEED = 2026


def pairs(texts: Sequence[str], wanted: int, seed: int = SEED) -> list[str]:
    """`wanted` different two-word queries over these texts, the same ones for the same seed.

    Raises ValueError when the texts don't have so many.
    """
    chance = random.Random(seed)
    pages = _by_band([count(text) for text in texts])
    kinds = [(one, other) for n, one in enumerate(BANDS) for other in list(BANDS)[n:]]
    found: dict[str, None] = {}
    for turn in range(wanted * 50):
        left, right = kinds[turn % len(kinds)]
        page = chance.choice(pages)
        if page[left] and page[right]:
            one, other = chance.choice(page[left]), chance.choice(page[right])
            if one != other:
                found[f"{one} {other}"] = None
        if len(found) == wanted:
            return list(found)
    raise ValueError(f"{wanted} queries wanted, but these {len(texts)} texts give only {len(found)}")


def _by_band(counts: Sequence[Mapping[str, int]]) -> list[dict[str, list[str]]]:
    """The words of each page, by how many pages they stand in."""
    spread = Counter(word for words in counts for word in words)
    share = {
        band: {word for word, n in spread.items() if low <= n / len(counts) < high and plain(word)}
        for band, (low, high) in BANDS.items()
    }
    return [{band: sorted(inside.intersection(words)) for band, inside in share.items()} for words in counts]
