"""Sentences: how long it takes to cut texts into them, to hash them, and to tell what became of them.

Beside real pages stand texts in which other ways are quadratic: a hostile page must cost no more. The peers
are what Python has: a regular expression that knows no abbreviation, and `difflib` over sentences that are
cut already.
"""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable
from functools import partial

import trie_core
from app.pages.summary import summarise
from bench.corpus import texts
from bench.measure import Row, at_most, seconds

_SIMPLE = re.compile(r"(?<=[.!?…])\s+|\n")
_MB = 1_000_000


def rows(quick: bool) -> list[Row]:
    """Real pages, two versions of one, two texts with nothing in common, and floods."""
    pages = texts(60 if quick else 300)
    return [*_cutting(pages), *_comparing(), *_floods()]


def _cutting(pages: list[str]) -> list[Row]:
    size = sum(len(page.encode()) for page in pages) / _MB

    def each(work: Callable[[str], object]) -> None:
        for page in pages:
            work(page)

    best = seconds(
        {
            "spans": partial(each, lambda page: trie_core.sentences(page, "en")),
            "hashes": partial(each, lambda page: trie_core.sentence_hashes(page, "en")),
            "simple": partial(each, _SIMPLE.split),
        }
    )
    ms = {name: 1_000 * taken / size for name, taken in best.items()}
    return [
        Row("a megabyte of pages into sentences", ms["spans"], ms["simple"], "re.split", "ms", floor=1),
        Row("a megabyte of pages into hashes", ms["hashes"], ms["simple"], "re.split", "ms", floor=1),
    ]


def _comparing() -> list[Row]:
    """A page of which each thirtieth sentence changed, and 20,000 lines that all did."""
    older = [
        f"Sentence {number} of the page speaks of dikes, pumps and {number % 97} mills."
        for number in range(3_000)
    ]
    newer = [line.replace("dikes", "dunes") if at % 30 == 0 else line for at, line in enumerate(older)]
    before, after = " ".join(older), " ".join(newer)
    best = seconds(
        {
            "ours": lambda: trie_core.compare_sentences(before, after, "en"),
            "difflib": lambda: difflib.SequenceMatcher(None, older, newer, autojunk=False).get_opcodes(),
        },
        rounds=3,
    )
    one, other = ("\n".join(f"Line {number} of text {text}." for number in range(20_000)) for text in (1, 2))
    apart, unlike = (
        "\n".join(f"{word} {number * 7919} {number * 31}." for number in range(20_000))
        for word in ("Ab", "Cd")
    )
    alike, none_alike = (_processor_ms(summarise, *pair, "en") for pair in ((one, other), (apart, unlike)))
    return [
        Row(
            "what changed in 200 KB",
            1_000 * best["ours"],
            1_000 * best["difflib"],
            "difflib, cut before",
            "ms",
            floor=3,
        ),
        at_most("summary of 20,000 lines, each another one", alike, 50, "ms"),
        at_most("summary of 20,000 lines, none like another", none_alike, 50, "ms"),
    ]


def _processor_ms(work: Callable[..., object], *given: object, runs: int = 15) -> float:
    """The least processor time of several runs: a limit is not missed by what else the machine does.

    What shares the processor's caches makes a run slower all the same, so there are many.
    """
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        work(*given)
        best = min(best, time.process_time() - began)
    return 1_000 * best


def _floods() -> list[Row]:
    """Megabytes that cost a rule that looks ahead at each character minutes."""
    slowest = max(
        _processor_ms(trie_core.sentence_hashes, unit * (_MB // len(unit)), "", runs=3)
        for unit in (".", ".)", ". (", "a. ", "x", "I. ", ".[1")
    )
    return [at_most("the slowest megabyte of one sign after the other", slowest, 500, "ms")]
