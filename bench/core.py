"""The core beside the engines people would install instead: everything in one run, on real pages.

Each question has a module of its own in `bench.index`; a module may also have plots to draw (`growth`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.index import answer, build, lookup, newest, phrase, publish, recrawl, scale, typos, windows
from bench.measure import Row
from bench.plot import Growth

QUESTIONS = (build, lookup, newest, answer, phrase, windows, typos, publish, recrawl, scale)


def rows(quick: bool) -> list[Row]:
    """All rows, question by question; says how long each took, since the whole takes minutes."""
    found: list[Row] = []
    for question in QUESTIONS:
        began = time.monotonic()
        found += question.rows(quick)
        print(f"{question.__name__}: {time.monotonic() - began:.0f} s", flush=True)
    return found


def growth(quick: bool) -> Iterator[Growth]:
    """The plots of the questions that have some."""
    for question in QUESTIONS:
        if hasattr(question, "growth"):
            yield from question.growth(quick)
