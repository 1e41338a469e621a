"""Pages with a word that is one or two edits away from a misspelt one: the core beside tantivy's fuzzy terms.

Both look for the same misspelt words on 7,000 real pages and have to find the same pages before the clock
starts. What they count as an edit is the same, too: tantivy is told that swapping neighbours is one. Words
whose similar ones are more than the core takes are left out, because tantivy takes them all. SQLite has no
such search.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import tantivy

import trie_core
from bench.corpus import read_at, texts
from bench.index.engines import HEAP, NEWEST
from bench.measure import Row, each, median
from bench.sites import LARGE

PAGES = 7_000
FEWEST, MOST = 2, 256
"""Words that are similar to one asked for: one alone is no search for similar words."""
GOALS = {1: (8, 20), 2: (5, 15)}
Found = tuple[int, list[int]]


class Core:
    """An index directory of trie_core."""

    def __init__(self, folder: Path, pages: Sequence[str]) -> None:
        with trie_core.Writer(folder) as writer:
            for page, text in enumerate(pages):
                time = read_at(page)
                version = trie_core.Version(first_read=time, last_read=time, title="", main=text, rest="")
                writer.put(page, 0, [version], site="example.org")
            writer.commit()
            writer.merge(all=True)
        self.index = trie_core.Index.open(folder)

    def search(self, word: str, distance: int) -> Found:
        answer = self.index.search(f"{word}~{distance}", order="newest", limit=NEWEST)
        return answer.total, [page for (page,) in answer.rows("page")]


class Tantivy:
    """tantivy-py: whitespace tokens of each page's distinct words, ordered by a fast field."""

    def __init__(self, counts: Sequence[Mapping[str, int]]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="basic")
        builder.add_integer_field("page", fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for page, words in enumerate(counts):
            writer.add_document(tantivy.Document(text=" ".join(words), page=page))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, word: str, distance: int) -> Found:
        query = tantivy.Query.fuzzy_term_query(
            self._schema, "text", word, distance=distance, transposition_cost_one=True
        )
        # What the stub says of an answer knows neither its count nor the order by a field.
        answer: Any = self._searcher.search(query, NEWEST, count=True, order_by_field="page")
        return answer.count, [page for page, _ in answer.hits]


def rows(quick: bool) -> list[Row]:
    pages = texts(PAGES, packages=LARGE)
    counts = trie_core.counts(pages)
    with tempfile.TemporaryDirectory() as folder:
        core, peer = Core(Path(folder), pages), Tantivy(counts)
        found = []
        for distance, (floor, goal) in GOALS.items():
            asked = typos(core, counts, distance, 8 if quick else 24)
            for word in asked:
                ours, theirs = core.search(word, distance), peer.search(word, distance)
                if ours != theirs:
                    raise AssertionError(f"{word}~{distance}: {ours} of the core, {theirs} of tantivy")
            taken = [_timed(core, peer, word, distance, quick) for word in asked]
            mine, other = (median(times[name] for times in taken) * 1e6 for name in ("core", "peer"))
            what = f"typo distance {distance}, ten newest of {PAGES:,} pages, median of {len(asked)} words"
            found.append(Row(what, mine, other, "tantivy-py", "µs", floor=floor, goal=goal))
    return found


def typos(
    core: Core, counts: Sequence[Mapping[str, int]], distance: int, many: int, seed: int = 5
) -> list[str]:
    """Words of the pages with as many slips as the distance, the same ones for the same seed."""
    chance = random.Random(seed)
    spread = Counter(word for words in counts for word in words)
    known = sorted(w for w, n in spread.items() if n > 2 and len(w) > 4 and w.isascii() and w.isalpha())
    chosen: list[str] = []
    while len(chosen) < many:
        word = chance.choice(known)
        for _ in range(distance):
            word = slip(word, chance)
        near = core.index.similar(word, distance, MOST + 1)
        if FEWEST <= len(near) <= MOST and word not in chosen:
            chosen.append(word)
    return chosen


def slip(word: str, chance: random.Random) -> str:
    """A word with one edit."""
    at = chance.randrange(len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
        ]
    )


def _timed(core: Core, peer: Tantivy, word: str, distance: int, quick: bool) -> dict[str, float]:
    calls = {
        "core": partial(core.search, word, distance),
        "peer": partial(peer.search, word, distance),
    }
    return each(calls, rounds=3 if quick else 7, number=5 if quick else 100)
