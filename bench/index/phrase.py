"""An exact phrase of two frequent words, the ten newest pages: the core beside tantivy and SQLite FTS5.

Both peers keep the places of the words, as the core does, in memory and in one segment; all read the
same tokens. A pair is two words that stand beside each other somewhere in the corpus and each on a good
part of its pages, so that most pages with both do not have the phrase, and every place has to be looked at.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy

import trie_core
from bench.corpus import read_at, texts
from bench.index.engines import HEAP, NEWEST, Core
from bench.index.newest import plain
from bench.measure import Row, each, median
from bench.sites import LARGE

PAGES = 7_000
FREQUENT = 0.2
"""In at least this share of the pages each word stands."""
Found = tuple[int, list[tuple[int, int]]]
"""How many pages have the phrase; (page, time) of the newest."""
Pair = tuple[str, str]


class Phrases(Core):
    """The core, asked for phrases."""

    def phrase(self, one: str, other: str) -> Found:
        answer = self._index.search(f'"{one} {other}"', order="newest", limit=NEWEST)
        return answer.total, answer.rows("page", "since")


class Tantivy:
    """tantivy-py with positions, ordered by a fast field."""

    def __init__(self, words: Sequence[Sequence[str]], times: Sequence[int]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        builder.add_integer_field("page", fast=True)
        builder.add_integer_field("time", fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for page, (tokens, time) in enumerate(zip(words, times, strict=True)):
            writer.add_document(tantivy.Document(text=" ".join(tokens), page=page, time=time))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def phrase(self, one: str, other: str) -> Found:
        words: list[Any] = [one, other]
        query = tantivy.Query.phrase_query(self._schema, "text", words)
        answer: Any = self._searcher.search(query, NEWEST, count=True, order_by_field="time")
        pages: list[Any] = self._searcher.fast_field_values("page", [address for _, address in answer.hits])
        return answer.count, [(page, time) for (time, _), page in zip(answer.hits, pages, strict=True)]


class Fts5:
    """SQLite FTS5: contentless, with positions, optimised into one tree, times joined by row number."""

    QUERY = (
        "SELECT page.id, page.time FROM text JOIN page ON page.id = text.rowid "
        "WHERE text MATCH ? ORDER BY text.rowid DESC LIMIT ?"
    )
    TOTAL = "SELECT count(*) FROM text WHERE text MATCH ?"

    def __init__(self, words: Sequence[Sequence[str]], times: Sequence[int]) -> None:
        # Every sign that stands inside one of the words belongs to it, or FTS5 would cut it in two.
        signs = {letter for tokens in words for word in tokens for letter in word if not letter.isalnum()}
        quoted = "".join(sorted(signs)).replace("'", "''")
        tokenizer = f"unicode61 remove_diacritics 0 tokenchars '{quoted}'".replace("'", "''")
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._database.execute("CREATE TABLE page(id INTEGER PRIMARY KEY, time INTEGER NOT NULL)")
        options = f"words, content='', columnsize=0, detail=full, tokenize='{tokenizer}'"
        self._database.execute(f"CREATE VIRTUAL TABLE text USING fts5({options})")
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO page VALUES (?, ?)", enumerate(times))
        rows = ((page, " ".join(tokens)) for page, tokens in enumerate(words))
        self._database.executemany("INSERT INTO text(rowid, words) VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        self._database.execute("INSERT INTO text(text) VALUES ('optimize')")

    def phrase(self, one: str, other: str) -> Found:
        wanted = f'"{one} {other}"'
        rows = self._database.execute(self.QUERY, (wanted, NEWEST)).fetchall()
        return self._database.execute(self.TOTAL, (wanted,)).fetchone()[0], rows


def rows(quick: bool) -> list[Row]:
    pages = texts(PAGES, packages=LARGE)
    times = [read_at(page) for page in range(len(pages))]
    words = [trie_core.words(page) for page in pages]
    pairs = frequent(words, 8 if quick else 40)
    with tempfile.TemporaryDirectory() as folder:
        engines = {
            "trie_core": Phrases(Path(folder), pages, times),
            "tantivy-py": Tantivy(words, times),
            "SQLite FTS5": Fts5(words, times),
        }
        check(engines, words, pairs)
        taken = [_timed(engines, pair, quick) for pair in pairs]
    what = f"phrase of two frequent words, ten newest of {PAGES:,} pages, median of {len(pairs)} pairs"
    return [_row(what, taken, peer) for peer in ("tantivy-py", "SQLite FTS5")]


def frequent(words: Sequence[Sequence[str]], wanted: int, seed: int = 11) -> list[Pair]:
    """Pairs of frequent words that stand beside each other somewhere, the same ones for the same seed."""
    chance = random.Random(seed)
    spread = Counter(word for tokens in words for word in set(tokens))
    inside = {word for word, n in spread.items() if n >= FREQUENT * len(words) and plain(word)}
    found: list[Pair] = []
    while len(found) < wanted:
        tokens = words[chance.randrange(len(words))]
        at = chance.randrange(max(len(tokens) - 1, 1))
        pair = tuple(tokens[at : at + 2])
        if len(pair) == 2 and inside.issuperset(pair) and pair not in found:
            found.append((pair[0], pair[1]))
    return found


def check(engines: Mapping[str, Any], words: Sequence[Sequence[str]], pairs: Sequence[Pair]) -> None:
    """Every engine gives what reading all the pages gives, or there is nothing to compare."""
    beside = [set(pairwise(tokens)) for tokens in words]
    for pair in pairs:
        both = [page for page, neighbours in enumerate(beside) if pair in neighbours]
        truth = len(both), [(page, read_at(page)) for page in both[: -NEWEST - 1 : -1]]
        for name, engine in engines.items():
            found = engine.phrase(*pair)
            if found != truth:
                raise AssertionError(f"{name} answers {pair} with {found}, expected {truth}")


def _timed(engines: Mapping[str, Any], pair: Pair, quick: bool) -> dict[str, float]:
    calls: dict[str, Callable[[], object]] = {
        name: partial(engine.phrase, *pair) for name, engine in engines.items()
    }
    return each(calls, rounds=3 if quick else 5, number=5 if quick else 20)


def _row(what: str, taken: Sequence[Mapping[str, float]], peer: str) -> Row:
    ours, theirs = (median(times[name] for times in taken) * 1e6 for name in ("trie_core", peer))
    return Row(what, ours, theirs, peer, "µs", floor=1, goal=3)
