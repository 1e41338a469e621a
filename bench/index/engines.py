"""Three search engines behind one question: how many pages have both words, which ten were read last, and how
often does each word stand there?

All give the same answer. Each peer gets its best honest set-up, and a flattering one where there is a choice:

- The words are the core's own, each page's distinct words once: no positions, frequencies or stored text.
- Everything is in memory and in one segment; queries are objects where that is quicker than a string.
- Page numbers rise with the time of reading, so SQLite can walk its rows backwards and stop at the tenth.
- Neither peer can say how often a word stands in a page without keeping what would make it slower, so their
  counts come from a Python dict at hand. The core says them itself.
- Counting all that match costs the peers extra, so they are also timed without it (`total=False`); the core
  counts at every search.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from pathlib import Path
from typing import Any, Protocol

import tantivy

import trie_core

Hits = list[tuple[int, int, int, int]]
"""(page, time, count of the first word, count of the second), newest first."""
Found = tuple[int | None, Hits]
"""How many pages have both words (None when not asked), and the newest of them."""
NEWEST = 10
HEAP = 256 << 20


class Engine(Protocol):
    """What the benchmark asks of each."""

    def search(self, one: str, other: str, total: bool = True) -> Found: ...


class Core:
    """An index directory of trie_core, written and opened the way HUD does it."""

    def __init__(self, folder: Path, texts: Sequence[str], times: Sequence[int]) -> None:
        with trie_core.Writer(folder) as writer:
            for page, (text, time) in enumerate(zip(texts, times, strict=True)):
                version = trie_core.Version(first_read=time, last_read=time, title="", main=text, rest="")
                writer.put(page, 0, [version], site="example.org")
            writer.commit()
            writer.merge(all=True)
        self._index = trie_core.Index.open(folder)

    @property
    def nbytes(self) -> int:
        """Bytes of the index, with times, counts and all."""
        return self._index.nbytes

    def search(self, one: str, other: str, total: bool = True) -> Found:
        answer = self._index.search(f"{one} {other}", order="newest", limit=NEWEST, loosen=False)
        return answer.total if total else None, answer.rows("page", "since", "counts")


class Sets:
    """A Python set of page numbers for each word: what needs no engine as long as it fits in memory."""

    def __init__(self, counts: Sequence[Mapping[str, int]], times: Sequence[int]) -> None:
        self._pages: dict[str, set[int]] = {}
        for page, words in enumerate(counts):
            for word in words:
                self._pages.setdefault(word, set()).add(page)
        self._counts, self._times = counts, times

    @property
    def nbytes(self) -> int:
        """Bytes of the sets and their words, without the counts."""
        sizes = sum(sys.getsizeof(word) + sys.getsizeof(pages) for word, pages in self._pages.items())
        return sys.getsizeof(self._pages) + sizes

    def search(self, one: str, other: str, total: bool = True) -> Found:
        both = self._pages[one] & self._pages[other]
        hits = [
            (page, self._times[page], self._counts[page][one], self._counts[page][other])
            for page in nlargest(NEWEST, both)
        ]
        return len(both) if total else None, hits


class Tantivy:
    """tantivy-py: whitespace tokens, documents without frequencies, ordered by a fast field."""

    def __init__(self, counts: Sequence[Mapping[str, int]], times: Sequence[int]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="basic")
        builder.add_integer_field("page", fast=True)
        builder.add_integer_field("time", fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for page, (words, time) in enumerate(zip(counts, times, strict=True)):
            writer.add_document(tantivy.Document(text=" ".join(words), page=page, time=time))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._counts = counts
        self._searcher = index.searcher()

    def search(self, one: str, other: str, total: bool = True) -> Found:
        must, term = tantivy.Occur.Must, tantivy.Query.term_query
        query = tantivy.Query.boolean_query(
            [
                (must, term(self._schema, "text", one, "basic")),
                (must, term(self._schema, "text", other, "basic")),
            ]
        )
        # What the stub says of an answer knows neither its count nor the order by a field.
        answer: Any = self._searcher.search(query, NEWEST, count=total, order_by_field="time")
        pages: list[Any] = self._searcher.fast_field_values("page", [address for _, address in answer.hits])
        hits = [
            (page, time, self._counts[page][one], self._counts[page][other])
            for (time, _), page in zip(answer.hits, pages, strict=True)
        ]
        return answer.count, hits


class Fts5:
    """SQLite FTS5: contentless, detail=none, optimised into one tree, times joined by row number."""

    QUERY = (
        "SELECT page.id, page.time FROM text JOIN page ON page.id = text.rowid "
        "WHERE text MATCH ? ORDER BY text.rowid DESC LIMIT ?"
    )
    TOTAL = "SELECT count(*) FROM text WHERE text MATCH ?"

    def __init__(self, counts: Sequence[Mapping[str, int]], times: Sequence[int]) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._database.execute("CREATE TABLE page(id INTEGER PRIMARY KEY, time INTEGER NOT NULL)")
        options = f"words, content='', detail=none, tokenize={fts5_tokenizer(counts)}"
        self._database.execute(f"CREATE VIRTUAL TABLE text USING fts5({options})")
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO page VALUES (?, ?)", enumerate(times))
        self._database.executemany(
            "INSERT INTO text(rowid, words) VALUES (?, ?)",
            ((page, " ".join(words)) for page, words in enumerate(counts)),
        )
        self._database.execute("COMMIT")
        self._database.execute("INSERT INTO text(text) VALUES ('optimize')")
        self._counts = counts

    def search(self, one: str, other: str, total: bool = True) -> Found:
        wanted = f'"{one}" AND "{other}"'
        rows = self._database.execute(self.QUERY, (wanted, NEWEST)).fetchall()
        hits = [(page, time, self._counts[page][one], self._counts[page][other]) for page, time in rows]
        return self._database.execute(self.TOTAL, (wanted,)).fetchone()[0] if total else None, hits


def fts5_tokenizer(pages: Iterable[Iterable[str]]) -> str:
    """A quoted tokeniser that cuts between spaces alone: each sign inside one of the words belongs to it."""
    signs = {letter for words in pages for word in words for letter in word if not letter.isalnum()}
    tokenizer = f"unicode61 remove_diacritics 0 tokenchars '{_quoted(''.join(sorted(signs)))}'"
    return f"'{_quoted(tokenizer)}'"


def _quoted(text: str) -> str:
    return text.replace("'", "''")
