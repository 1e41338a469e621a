"""Cost of one more crawl of pages that hardly changed: runs against an engine that indexes every version
anew.

Eighty pages, crawled 28 times; each time three words of a hundred are replaced by other words of the pages.
Every version stays searchable in each engine. The slope is what a crawl adds once all segments have been
merged.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import tantivy

import trie_core
from bench.corpus import counted_rows, read_at
from bench.index.engines import HEAP
from bench.measure import Row

PAGES = 80
CRAWLS = 28
CHURN = 0.03
DAY = 86_400_000_000
Crawl = Sequence[str]


def rows(quick: bool) -> list[Row]:
    everything = crawls()
    steps = (CRAWLS // 4, CRAWLS // 2) if quick else (CRAWLS // 2, CRAWLS)
    makers: dict[str, Callable[[Path, Sequence[Crawl]], None]] = {
        "core": core,
        "FTS5": partial(fts5, places=True),
        "tantivy": partial(tantivy_py, places=True),
        "FTS5, no places": partial(fts5, places=False),
        "tantivy, no places": partial(tantivy_py, places=False),
    }
    sizes = {name: [_size(make, everything[:step]) / 1e6 for step in steps] for name, make in makers.items()}
    slopes = {name: (last - first) / (steps[1] - steps[0]) * 1e3 for name, (first, last) in sizes.items()}
    what = f"growth per crawl of {PAGES} pages, {CHURN:.0%} changed"
    total = f"{PAGES} pages, {steps[1]} crawls, {CHURN:.0%} changed each time"
    ours = slopes["core"]
    return [
        Row(what, ours, slopes["FTS5"], "SQLite FTS5", "kB", floor=1 / 0.3, goal=1 / 0.12),
        Row(what, ours, slopes["tantivy"], "tantivy-py", "kB", floor=1 / 0.3, goal=10),
        Row(f"{what}, peer without places", ours, slopes["FTS5, no places"], "SQLite FTS5", "kB"),
        Row(f"{what}, peer without places", ours, slopes["tantivy, no places"], "tantivy-py", "kB"),
        Row(total, sizes["core"][1], sizes["FTS5"][1], "SQLite FTS5", "MB"),
        Row(total, sizes["core"][1], sizes["tantivy"][1], "tantivy-py", "MB"),
    ]


def crawls(seed: int = 5) -> list[Crawl]:
    """The texts of the pages at each crawl, the same ones for the same seed."""
    chance = random.Random(seed)
    pages = [text.split() for text in counted_rows()[1][:PAGES]]
    pool = [word for page in pages for word in page]
    found: list[Crawl] = []
    for _ in range(CRAWLS):
        found.append([" ".join(page) for page in pages])
        for page in pages:
            for place in chance.sample(range(len(page)), round(len(page) * CHURN)):
                page[place] = chance.choice(pool)
    return found


def _size(make: Callable[[Path, Sequence[Crawl]], None], crawled: Sequence[Crawl]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), crawled)
        return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def _times(crawl: int, page: int) -> int:
    return read_at(page) + crawl * DAY


def core(folder: Path, crawled: Sequence[Crawl]) -> None:
    """A commit after each crawl, as HUD does it."""
    with trie_core.Writer(folder) as writer:
        for crawl, pages in enumerate(crawled):
            for page, text in enumerate(pages):
                at = _times(crawl, page)
                version = trie_core.Version(first_read=at, last_read=at, title="", main=text, rest="")
                writer.put(page, crawl, [version], site="example.org")
            writer.commit()
        writer.merge(all=True)
    if trie_core.Index.open(folder).versions != PAGES * len(crawled):
        raise AssertionError("the core lost versions")


def fts5(folder: Path, crawled: Sequence[Crawl], *, places: bool) -> None:
    """Contentless; with the places of words, as the core has them, or the smallest there is."""
    database = sqlite3.connect(folder / "index.sqlite3", isolation_level=None)
    database.execute(
        "CREATE TABLE version(id INTEGER PRIMARY KEY, page INTEGER NOT NULL, time INTEGER NOT NULL)"
    )
    database.execute(
        "CREATE VIRTUAL TABLE text USING fts5("
        f"main, content='', detail={'full' if places else 'none'}, tokenize='unicode61 remove_diacritics 0')"
    )
    database.execute("BEGIN")
    for crawl, pages in enumerate(crawled):
        for page, text in enumerate(pages):
            row = database.execute(
                "INSERT INTO version(page, time) VALUES (?, ?)", (page, _times(crawl, page))
            )
            words = " ".join(trie_core.words(text) if places else sorted(trie_core.count(text)))
            database.execute("INSERT INTO text(rowid, main) VALUES (?, ?)", (row.lastrowid, words))
    database.execute("COMMIT")
    database.execute("INSERT INTO text(text) VALUES ('optimize')")
    database.execute("VACUUM")
    database.close()


def tantivy_py(folder: Path, crawled: Sequence[Crawl], *, places: bool) -> None:
    """The same in one segment."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position" if places else "freq")
    builder.add_integer_field("page", fast=True)
    builder.add_integer_field("time", fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=HEAP, num_threads=1)
    for crawl, pages in enumerate(crawled):
        for page, text in enumerate(pages):
            words = " ".join(trie_core.words(text))
            writer.add_document(tantivy.Document(text=words, page=page, time=_times(crawl, page)))
    writer.commit()
    writer.wait_merging_threads()
