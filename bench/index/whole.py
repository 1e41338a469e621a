"""Three engines behind the question that a page of results asks: which ten, how many in all, when, and where.

All count the same pages in the same bins and sites. Each peer gets its best honest set-up:

- The words are the core's own with their frequencies, as BM25 needs them; no positions, no stored text.
- tantivy counts bins and sites in one pass over fast fields, beside the search for the ten best.
- SQLite counts both by one statement, grouped by site and bin, and the total is their sum.
- Every page has one version, since the peers know no others: alive in a bin is what was read before its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import tantivy

import trie_core
from bench.index.engines import HEAP, fts5_tokenizer

BINS = 100
SITES = 12
BEST = 10


@dataclass(frozen=True)
class Paper:
    """One page: its words in order, when it was read and where."""

    words: list[str]
    time: int
    site: str


@dataclass(frozen=True)
class Whole:
    """What a page of results is made of; `best` are the pages and their scores."""

    total: int
    ruler: list[int]
    sites: dict[str, int]
    best: list[tuple[int, float]]


class Engine(Protocol):
    """What the benchmark asks of each."""

    def search(self, one: str, other: str) -> Whole: ...


class Core:
    """An index directory of trie_core, asked the way the search page asks, for pages with both words."""

    def __init__(self, folder: Path, papers: Sequence[Paper], now: int) -> None:
        with trie_core.Writer(folder) as writer:
            for page, paper in enumerate(papers):
                version = trie_core.Version(
                    first_read=paper.time,
                    last_read=paper.time,
                    title="",
                    main=" ".join(paper.words),
                    rest="",
                )
                writer.put(page, 0, [version], site=paper.site)
            writer.commit()
            writer.merge(all=True)
        self._index = trie_core.Index.open(folder)
        self._now = now

    def search(self, one: str, other: str) -> Whole:
        answer = self._index.search(
            f"{one} {other}",
            limit=BEST,
            now=self._now,
            ruler=BINS,
            sites=SITES,
            before=True,
            loosen=False,
        )
        return Whole(answer.total, answer.curve.tolist(), dict(answer.sites), answer.rows("page", "score"))


class Tantivy:
    """tantivy-py: whitespace tokens with frequencies, a histogram and terms over fast fields."""

    def __init__(self, papers: Sequence[Paper], now: int) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("page", fast=True)
        builder.add_integer_field("time", fast=True)
        builder.add_text_field("site", tokenizer_name="raw", index_option="basic", fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for page, paper in enumerate(papers):
            writer.add_document(
                tantivy.Document(text=" ".join(paper.words), page=page, time=paper.time, site=paper.site)
            )
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._start = papers[0].time
        step = (now - self._start) // BINS
        bins = {"field": "time", "interval": step, "offset": self._start % step}
        self._step = step
        self._wanted = {
            "ruler": {"histogram": bins},
            "sites": {"terms": {"field": "site", "size": SITES}},
        }

    def search(self, one: str, other: str) -> Whole:
        must, term = tantivy.Occur.Must, tantivy.Query.term_query
        query = tantivy.Query.boolean_query(
            [
                (must, term(self._schema, "text", one, "freq")),
                (must, term(self._schema, "text", other, "freq")),
            ]
        )
        found: Any = self._searcher.search(query, BEST, count=True)
        pages: list[Any] = self._searcher.fast_field_values("page", [address for _, address in found.hits])
        sums: Any = self._searcher.aggregate(query, self._wanted)
        begun = [0] * BINS
        for bucket in sums["ruler"]["buckets"]:
            begun[int(bucket["key"] - self._start) // self._step] = bucket["doc_count"]
        sites = {bucket["key"]: bucket["doc_count"] for bucket in sums["sites"]["buckets"]}
        best = [(page, score) for (score, _), page in zip(found.hits, pages, strict=True)]
        return Whole(found.count, list(accumulate(begun)), sites, best)


class Fts5:
    """SQLite FTS5: contentless, one tree, times and sites joined by row number."""

    TEN = "SELECT rowid, rank FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?"
    SUMS = (
        "SELECT page.site, (page.time - ?) / ?, count(*) FROM text JOIN page ON page.id = text.rowid "
        "WHERE text MATCH ? GROUP BY 1, 2"
    )

    def __init__(self, papers: Sequence[Paper], now: int) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        table = "CREATE TABLE page(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, site INTEGER NOT NULL)"
        self._database.execute(table)
        tokenizer = fts5_tokenizer(paper.words for paper in papers)
        self._database.execute(
            f"CREATE VIRTUAL TABLE text USING fts5(words, content='', tokenize={tokenizer})"
        )
        self._sites = sorted({paper.site for paper in papers})
        number = {site: at for at, site in enumerate(self._sites)}
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO page VALUES (?, ?, ?)",
            ((page, paper.time, number[paper.site]) for page, paper in enumerate(papers)),
        )
        self._database.executemany(
            "INSERT INTO text(rowid, words) VALUES (?, ?)",
            ((page, " ".join(paper.words)) for page, paper in enumerate(papers)),
        )
        self._database.execute("COMMIT")
        self._database.execute("INSERT INTO text(text) VALUES ('optimize')")
        self._start = papers[0].time
        self._step = (now - self._start) // BINS

    def search(self, one: str, other: str) -> Whole:
        wanted = f'"{one}" AND "{other}"'
        best = [(page, -rank) for page, rank in self._database.execute(self.TEN, (wanted, BEST))]
        begun = [0] * BINS
        sites: dict[str, int] = {}
        for site, place, pages in self._database.execute(self.SUMS, (self._start, self._step, wanted)):
            begun[place] += pages
            sites[self._sites[site]] = sites.get(self._sites[site], 0) + pages
        return Whole(sum(begun), list(accumulate(begun)), sites, best)
