"""One word, one number: how quickly and in how little memory, from Rust and from Python.

From Rust against the standard library's hash map (`trie_core/benches/lookup.rs`, run by cargo), from Python
against marisa-trie and `set`. Two layouts of the table are measured: segments keep rows one after the other,
the smallest; rows pushed over each other take nearly twice that and are looked up as quickly as a hash map.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Container, Sequence
from functools import partial
from pathlib import Path

import marisa_trie

import trie_core
from bench.index.build import TRIES, check, vocabulary
from bench.measure import LIMIT, Row, each

LOOKED_UP = 1000
CRATE = Path(__file__).parents[2] / "trie_core"


def rows(quick: bool) -> list[Row]:
    words = vocabulary()
    check(words)
    return [*_in_rust(words), *_in_python(words, 3 if quick else 9)]


def _in_rust(words: Sequence[str]) -> list[Row]:
    marisa = len(marisa_trie.Trie(words, num_tries=TRIES).tobytes()) / len(words)
    if shutil.which("cargo") is None:
        raise RuntimeError("cargo is needed to look words up without Python; install Rust")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join(words))
        file.flush()
        command = ["cargo", "bench", "--quiet", "--bench", "lookup", "--", file.name]
        out = subprocess.run(command, cwd=CRATE, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(out.strip().splitlines()[-1])
    what = f"{len(words):,} words → ordinals"
    look = "a look-up in Rust"
    return [
        Row(
            f"{what}, rows overlapped",
            found["overlap_bytes"],
            12.5,
            LIMIT,
            "B/word",
            floor=1,
            goal=12.5 / 7.5,
        ),
        Row(f"{what}, rows in sequence", found["csr_bytes"], 12.5, LIMIT, "B/word", floor=1, goal=12.5 / 7.5),
        Row(f"{what}, rows in sequence", found["csr_bytes"], marisa, "marisa-trie", "B/word"),
        Row(
            f"{look}, rows overlapped",
            found["overlap"],
            found["map"],
            "HashMap",
            "ns",
            floor=1 / 1.5,
            goal=1 / 1.2,
        ),
        Row(f"{look}, rows in sequence, by doors", found["doors"], found["map"], "HashMap", "ns"),
        Row(f"{look}, rows in sequence", found["csr"], found["map"], "HashMap", "ns"),
        Row(f"{look}, a batch's share", found["batch"], found["map"], "HashMap", "ns", goal=1 / 0.7),
        Row(
            f"{look}, a batch of all words",
            found["batch_all"],
            found["map_all"],
            "HashMap",
            "ns",
            goal=1 / 0.7,
        ),
        Row(f"{look}, all words, rows overlapped", found["overlap_all"], found["map_all"], "HashMap", "ns"),
        Row("back from an ordinal", found["csr_back"], found["overlap_back"], "rows overlapped", "ns"),
    ]


def _in_python(words: Sequence[str], rounds: int) -> list[Row]:
    segment = trie_core.Segment.from_rows((word, 0, 0, 1) for word in words)
    marisa, known = marisa_trie.Trie(words, num_tries=TRIES), set(words)
    asked = ["".join(list(word)) for word in random.Random(4).sample(words, LOOKED_UP)]
    times = each(
        {
            "core": partial(_contain, segment, asked),
            "marisa": partial(_contain, marisa, asked),
            "batch": partial(segment.ordinals, asked),
            "contains": partial(segment.contains, asked),
            "set": partial(_contain, known, asked),
        },
        rounds,
        number=50,
    )
    ns = {name: time / LOOKED_UP * 1e9 for name, time in times.items()}
    return [
        Row("`word in segment`", ns["core"], ns["marisa"], "marisa-trie", "ns", floor=2, goal=3),
        Row("`segment.ordinals(words)`, one word's share", ns["batch"], ns["set"], "set", "ns", goal=1),
        Row("`segment.contains(words)`, one word's share", ns["contains"], ns["set"], "set", "ns", goal=1),
    ]


def _contain(container: Container[str] | trie_core.Segment, words: Sequence[str]) -> None:
    for word in words:
        _ = word in container
