"""Costs of the living index: opening it, one more process, publishing a page, two searches at the same time.

Measured on an index of thousands of real pages, on disk, flushed: what one page costs must not hang on how
many there are. A writer's reader finds a page as soon as it was put; the others find it once it is published.
The peer of publishing is tantivy's commit of one document into an index of the same pages; both flush.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import tantivy

import trie_core
from bench import plain
from bench.corpus import counted_rows, read_at, texts
from bench.index.engines import HEAP
from bench.measure import LIMIT, Row, at_most, median, once, seconds
from bench.sites import LARGE

PAGES = 7_000
PUBLISHES = 10_000
MOST_SEGMENTS = 8
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of its own inside)
CHILD = """
import json, sys, trie_core
def private():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
trie_core.parse("warm up")
before = private()
index = trie_core.Index.open(sys.argv[1])
opened = private()
index.search("class method", order="newest")
print(json.dumps([opened - before, private() - before]))
"""


def rows(quick: bool) -> list[Row]:
    pages = texts(PAGES, packages=LARGE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        ours = path / "core"
        _written(ours, pages)
        return [
            *_opened(ours, 5 if quick else 20),
            *_published(ours, path / "tantivy", pages, 15 if quick else 60),
            _many(pages, PUBLISHES // 10 if quick else PUBLISHES),
            *_together(ours, 200 if quick else 1000),
        ]


def _written(folder: Path, pages: Sequence[str]) -> None:
    with trie_core.Writer(folder) as writer:
        for page, text in enumerate(pages):
            writer.put(page, 0, [_version(page, text)], site="example.org")
        writer.commit()
        writer.merge(all=True)


def _version(page: int, text: str) -> trie_core.Version:
    at = read_at(page)
    return trie_core.Version(first_read=at, last_read=at, title="", main=text, rest="")


def _opened(folder: Path, rounds: int) -> list[Row]:
    pickled = plain.save(plain.build(counted_rows()[0]))
    times = seconds(
        {"core": partial(trie_core.Index.open, folder), "pickle": partial(pickle.loads, pickled)}, rounds
    )
    # Held open, so that what the file itself takes is shared, as it is where HUD runs.
    held = trie_core.Index.open(folder)
    held.verify()
    megabytes = held.nbytes / 1e6
    what = f"an index of {PAGES:,} pages ({megabytes:.0f} MB) opened"
    opened, used = json.loads(
        subprocess.run(
            [sys.executable, "-c", CHILD, str(folder)], check=True, capture_output=True, text=True
        ).stdout
    )
    return [
        Row(what, times["core"] * 1e3, 5, LIMIT, "ms", floor=1, goal=5),
        Row(
            f"{what}, peer with 379 pages only",
            times["core"] * 1e3,
            times["pickle"] * 1e3,
            "unpickling",
            "ms",
        ),
        at_most("memory of one more process, index open", opened / 1024, 1, "MB"),
        at_most("memory of one more process, after a search", used / 1024, 1, "MB"),
    ]


def _published(folder: Path, theirs: Path, pages: Sequence[str], rounds: int) -> list[Row]:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    builder.add_integer_field("page", fast=True)
    builder.add_integer_field("time", fast=True)
    theirs.mkdir()
    index = tantivy.Index(builder.build(), path=str(theirs))
    peer = index.writer(heap_size=HEAP, num_threads=1)
    for page, text in enumerate(pages):
        peer.add_document(tantivy.Document(text=text, page=page, time=read_at(page)))
    peer.commit()
    numbers = count(len(pages))
    with trie_core.Writer(folder) as writer:

        def add() -> None:
            page = next(numbers)
            writer.put(page, 0, [_version(page, pages[page % len(pages)])], site="example.org")

        def found() -> None:
            add()
            if not writer.reader().search("class method", order="newest").total:
                raise AssertionError("nothing found")

        def publish() -> None:
            add()
            writer.commit()

        def visible() -> None:
            add()
            writer.commit()
            trie_core.Index.open(folder)

        def commit() -> None:
            page = next(numbers)
            peer.add_document(tantivy.Document(text=pages[page % len(pages)], page=page, time=read_at(page)))
            peer.commit()

        calls = {"add": add, "found": found, "publish": publish, "visible": visible, "peer": commit}
        spent = _taken(calls, rounds)
    peer.wait_merging_threads()
    what = f"one page more on {PAGES:,}"
    return [
        Row(f"{what}: put", spent["add"], 1, LIMIT, "ms"),
        Row(
            f"{what}: put and found by the writer's reader", spent["found"], 1, LIMIT, "ms", floor=1, goal=20
        ),
        Row(f"{what}: published and flushed, median", spent["publish"], 20, LIMIT, "ms", floor=1),
        Row(
            f"{what}: published and flushed, median",
            spent["publish"],
            spent["peer"],
            "tantivy-py",
            "ms",
            goal=5,
        ),
        Row(f"{what}: visible to another process, median", spent["visible"], 20, LIMIT, "ms", floor=1),
    ]


def _taken(calls: dict[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Median milliseconds: a disk's best time says little of its usual one."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            spent[name].append(once(call) * 1e3)
    return {name: median(times) for name, times in spent.items()}


def _many(pages: Sequence[str], publishes: int) -> Row:
    """One page after the other, each published at once: how many segments are ever there.

    In memory where that can be had: what a disk takes to flush says nothing about their number.
    """
    most = 0
    with (
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder,
        trie_core.Writer(folder) as writer,
    ):
        for page in range(publishes):
            writer.put(page, 0, [_version(page, pages[page % len(pages)][:200])], site="example.org")
            writer.commit()
            if page % 97 == 0 or page == publishes - 1:
                most = max(most, trie_core.Index.open(folder).segments)
    return at_most(f"segments after {publishes:,} publishes", most, MOST_SEGMENTS, "segments")


def _together(folder: Path, searches: int) -> list[Row]:
    """The same searches by one thread and by two."""
    index = trie_core.Index.open(folder)
    queries = [
        trie_core.parse(text) for text in ("class method", "public static", "return value", "see also")
    ]

    def work() -> None:
        for number in range(searches):
            index.search(queries[number % len(queries)], ruler=100, sites=10)

    def two() -> None:
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    work()
    times = seconds({"one": work, "two": two}, 5)
    cores = len(os.sched_getaffinity(0))
    what = f"twice the searches by two threads on {cores} cores"
    floor = 1.5 if cores > 1 else None
    return [Row(what, times["two"] * 1e3, times["one"] * 2e3, "one thread", "ms", floor=floor, goal=1.8)]
