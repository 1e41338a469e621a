"""Speed of building an index from words and texts: the core beside marisa-trie, a trie in Python, SQLite
FTS5, tantivy.

Freezing takes sorted words to a structure that is ready to be saved. Indexing takes texts to an index on disk
that answers phrases too: positions everywhere, one thread (the process is held on one core), every text a
page of its own, whatever each engine needs to make it lasting left out except for the core, which cannot do
without.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import marisa_trie
import tantivy

import trie_core
from bench import plain
from bench.corpus import counted_rows, read_at, texts
from bench.index.engines import HEAP
from bench.measure import Row, seconds
from bench.sites import LARGE

PAGES = 600
TRIES = 3
"""marisa-trie's own choice, small and quick."""


def vocabulary() -> list[str]:
    """The words of some hundred real pages, sorted as the core and marisa-trie want them."""
    return sorted({row[0] for row in counted_rows()[0]}, key=str.encode)


def rows(quick: bool) -> list[Row]:
    return [*_frozen(vocabulary(), 3 if quick else 9), *_indexed(2 if quick else 4)]


def _frozen(words: Sequence[str], rounds: int) -> list[Row]:
    once_each = [(word, 0, 0, 1) for word in words]
    check(words)
    times = seconds(
        {
            "core": lambda: trie_core.Segment.from_rows(once_each),
            "naive": lambda: plain.save(plain.build(once_each)),
            "built": lambda: plain.build(once_each),
            "marisa": lambda: marisa_trie.Trie(words, num_tries=TRIES),
        },
        rounds,
    )
    what = f"{len(words):,} sorted words frozen"
    ours = times["core"]
    return [
        Row(what, ours, times["naive"], "dict of dict, pickle 5", "s", floor=8, goal=15),
        Row(what, ours, times["marisa"], "marisa-trie", "s", floor=2, goal=4),
        Row(f"{what}, peer only built", ours, times["built"], "dict of dict", "s"),
    ]


def check(words: Sequence[str]) -> None:
    """Both give every word a number and the number the word, or there is nothing to compare."""
    ours = trie_core.Segment.from_rows((word, 0, 0, 1) for word in words)
    marisa = marisa_trie.Trie(words, num_tries=TRIES)
    numbers = ours.ordinals(words)
    if numbers != list(range(len(words))) or [
        ours.word(number) for number in range(0, len(words), 97)
    ] != list(words[::97]):
        raise AssertionError("the core loses words")
    if any(marisa.restore_key(marisa[word]) != word for word in words[::97]):
        raise AssertionError("marisa-trie loses words")


def _indexed(rounds: int) -> list[Row]:
    pages = texts(7_000, packages=LARGE)[:PAGES]
    letters = sum(map(len, pages)) / 1e6
    makers = {"core": core, "FTS5": fts5, "tantivy": tantivy_py}
    checked = {name: _on_disk(partial(make, pages=pages)) for name, make in makers.items()}
    if len(set(checked.values())) != 1:
        raise AssertionError(f"the engines do not hold as many pages: {checked}")
    with one_core():
        times = seconds(
            {name: partial(_on_disk, partial(make, pages=pages)) for name, make in makers.items()}, rounds
        )
    what = f"{PAGES} texts ({letters:.1f} M letters) indexed with positions, one thread"
    return [
        Row(what, times["core"], times["FTS5"], "SQLite FTS5", "s", floor=1.5, goal=3),
        Row(what, times["core"], times["tantivy"], "tantivy-py", "s", floor=3, goal=5),
    ]


def _on_disk(make: Callable[[Path], int]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder))


@contextmanager
def one_core() -> Iterator[None]:
    """Hold the process, and the threads it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def core(folder: Path, pages: Sequence[str]) -> int:
    with trie_core.Writer(folder) as writer:
        for page, text in enumerate(pages):
            at = read_at(page)
            version = trie_core.Version(first_read=at, last_read=at, title="", main=text, rest="")
            writer.put(page, 0, [version], site="example.org")
        writer.commit()
    return trie_core.Index.open(folder).pages


def fts5(folder: Path, pages: Sequence[str]) -> int:
    """Contentless, because the core keeps no texts either; nothing is synced."""
    database = sqlite3.connect(folder / "index.sqlite3", isolation_level=None)
    for setting in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-262144", "locking_mode=EXCLUSIVE"):
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE page(id INTEGER PRIMARY KEY, time INTEGER NOT NULL)")
    database.execute(
        "CREATE VIRTUAL TABLE text USING fts5(main, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO page VALUES (?, ?)", ((page, read_at(page)) for page in range(len(pages)))
    )
    database.executemany("INSERT INTO text(rowid, main) VALUES (?, ?)", enumerate(pages))
    database.execute("COMMIT")
    (count,) = database.execute("SELECT count(*) FROM page").fetchone()
    database.close()
    return int(count)


def tantivy_py(folder: Path, pages: Sequence[str]) -> int:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    builder.add_integer_field("page", fast=True)
    builder.add_integer_field("time", fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=HEAP, num_threads=1)
    for page, text in enumerate(pages):
        writer.add_document(tantivy.Document(text=text, page=page, time=read_at(page)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return int(index.searcher().num_docs)
