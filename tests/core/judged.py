"""Collections of pages that people have judged, and how well an order agrees with the judges.

nDCG@10: each page among the first ten counts what the judges gave it, less the further down it stands,
and the whole is held against the best order there could be.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import pytest
import tantivy

import trie_core

DATA = Path(__file__).resolve().parents[3] / "shared/data/ranking"
TEN = 10


@dataclass(frozen=True)
class Collection:
    """Pages by number, with title and text; questions, each with the pages that answer it."""

    pages: dict[int, tuple[str, str]]
    questions: list[tuple[str, dict[int, int]]]


def folder(name: str) -> Path:
    """Where a collection lies, which is beside the project; without it the test is skipped."""
    if not (DATA / name).is_dir():
        pytest.skip(
            f"the judged collection {name} lies in ../shared/data beside the project, which is not there"
        )
    return DATA / name


def records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of a file in SMART's form, a letter a field."""
    for record in re.split(r"^\.I ", path.read_text(errors="replace"), flags=re.MULTILINE)[1:]:
        number, _, body = record.partition("\n")
        parts = re.split(r"^\.([A-Z])[ \t]*\n", body, flags=re.MULTILINE)
        yield int(number), dict(zip(parts[1::2], parts[2::2], strict=True))


def cranfield() -> Collection:
    """1,400 abstracts about aerodynamics; questions are judged by place, not by the number they carry."""
    home = folder("cranfield")
    judged: dict[int, dict[int, int]] = defaultdict(dict)
    for line in (home / "cranqrel.trec.txt").read_text().splitlines():
        question, _, page, worth = map(int, line.split())
        if worth > 0:
            judged[question][page] = worth
    pages = {n: (fields["T"], fields["W"]) for n, fields in records(home / "cran.all.1400")}
    questions = [fields["W"] for _, fields in records(home / "cran.qry")]
    return Collection(pages, [(text, judged[place]) for place, text in enumerate(questions, 1)])


def swedish() -> Collection:
    """Passages in Swedish and what was asked about them."""
    home = folder("squad-sv")
    read = [json.loads(line) for line in (home / "docs.jsonl").read_text().splitlines()]
    number = {page["id"]: at for at, page in enumerate(read)}
    judged: dict[str, dict[int, int]] = defaultdict(dict)
    for line in (home / "qrels.tsv").read_text().splitlines():
        question, _, page, worth = line.split()
        judged[question][number[page]] = int(worth)
    asked = [line.split("\t", 1) for line in (home / "queries.tsv").read_text().splitlines()]
    return Collection(
        {number[page["id"]]: (page["title"], page["text"]) for page in read},
        [(text, judged[question]) for question, text in asked[::5]],
    )


Ten = Callable[[Sequence[str]], list[int]]
"""From words, any of which may stand in a page, to the ten best pages."""


def mean_ndcg(collection: Collection, ten: Ten) -> float:
    """How well an engine's tens agree with the judges, over all questions."""
    return mean(
        collection, [ten(sorted(set(trie_core.words(text)))[:64]) for text, _ in collection.questions]
    )


def mean(collection: Collection, tens: Sequence[Sequence[int]]) -> float:
    """How well the ten of each question agree with the judges, over all questions."""
    asked = collection.questions
    return sum(ndcg(ten, good) for ten, (_, good) in zip(tens, asked, strict=True)) / len(asked)


def ndcg(ten: Sequence[int], worth: Mapping[int, int]) -> float:
    """Of one question."""

    def gain(worths: Sequence[int]) -> float:
        return sum(each / log2(place) for place, each in enumerate(worths[:TEN], 2))

    return gain([worth.get(page, 0) for page in ten]) / gain(sorted(worth.values(), reverse=True))


def ours(collection: Collection, path: Path, language: str = "") -> tuple[trie_core.Index, Ten]:
    """The core's order, with the weights HUD has; all pages were read at once and nobody opened any.

    Without a language words stand for themselves alone.
    """
    with trie_core.Writer(path) as writer:
        for number, (title, main) in collection.pages.items():
            version = trie_core.Version(
                first_read=0, last_read=0, title=title, main=main, rest="", language=language
            )
            writer.put(number, 0, [version], site="example.org")
        writer.commit()
    index = trie_core.Index.open(path)

    def ten(words: Sequence[str]) -> list[int]:
        return [hit.page for hit in index.search(" OR ".join(words), now=0).hits]

    return index, ten


def by_tantivy(collection: Collection) -> Ten:
    """tantivy's BM25 on the same words."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("page", fast=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=64 << 20, num_threads=1)
    for number, page in collection.pages.items():
        writer.add_document(tantivy.Document(text=_words(page), page=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ten(words: Sequence[str]) -> list[int]:
        should, term = tantivy.Occur.Should, tantivy.Query.term_query
        query = tantivy.Query.boolean_query([(should, term(schema, "text", word, "freq")) for word in words])
        hits: Any = searcher.search(query, TEN).hits
        found: Any = searcher.fast_field_values("page", [address for _, address in hits])
        return list(found)

    return ten


def by_fts5(collection: Collection) -> Ten:
    """SQLite FTS5's BM25 on the same words."""
    database = sqlite3.connect(":memory:")
    signs = {sign for page in collection.pages.values() for sign in _words(page) if not sign.isalnum()} - {
        " "
    }
    quoted = "".join(sorted(signs)).replace("'", "''''")
    tokenizer = f"unicode61 remove_diacritics 0 tokenchars ''{quoted}''"
    database.execute(f"CREATE VIRTUAL TABLE text USING fts5(words, content='', tokenize='{tokenizer}')")
    rows = ((number, _words(page)) for number, page in collection.pages.items())
    database.executemany("INSERT INTO text(rowid, words) VALUES (?, ?)", rows)

    def ten(words: Sequence[str]) -> list[int]:
        wanted = " OR ".join(f'"{word}"' for word in words)
        found = database.execute(
            "SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?", (wanted, TEN)
        )
        return [page for (page,) in found]

    return ten


def _words(page: tuple[str, str]) -> str:
    return " ".join(trie_core.words(f"{page[0]} {page[1]}"))
