"""Reading 1,000 real pages from a server on loopback: HUD beside Scrapy, each with one core to itself.

A crawler's own cost hides behind slow sites until one small machine follows thousands of pages, so it is
measured where nothing else is slow: delay off, robots.txt obeyed, nothing stored. Each side with all the
processes it starts is kept on one core, the server on another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from bench.measure import Row
from bench.sites import pages, serve, sites, webroot

PAGES = 1_000
LARGEST = 2_000_000
"""Bytes; the few pages above HUD's limit are left out on both sides."""

RUNS = (
    ("hud", "nothing"), ("scrapy", "nothing"),
    ("hud", "here"), ("hud", "child"), ("scrapy", "tree"),
    ("hud", "tree"), ("scrapy", "main"),
)  # fmt: skip
"""Sides and what they read a page with; sides that are compared run one after the other."""


class Result(NamedTuple):
    """What one side did: seconds from the first request to the last page, those of the processor, pages, and
    characters found."""

    seconds: float
    cpu: float
    pages: int
    characters: int


def rows(quick: bool) -> list[Row]:
    """The two comparisons the project promises, then what explains them."""
    count, rounds = (200, 1) if quick else (PAGES, 3)
    chosen = [page for page in pages(count + 20) if page.stat().st_size <= LARGEST][:count]
    cores = sorted(os.sched_getaffinity(0))
    with _on(cores[0]), serve(webroot()) as base:
        best = _in_turns(_addresses(base, chosen), rounds, cores[-1])
    for (side, work), result in best.items():
        rate = result.pages / result.seconds
        per = 1_000 * result.cpu / result.pages
        print(
            f"{side:>6} {work:<7} {rate:6,.0f} pages/s {per:6.2f} CPU ms {result.characters:12,} characters"
        )

    def row(what: str, ours: str, theirs: str, name: str, floor: float | None = None) -> list[Row]:
        mine, peer = best["hud", ours], best["scrapy", theirs]
        return [
            Row(f"{count:,} pages: {what}", mine.seconds, peer.seconds, name, "s", floor),
            Row(f"{count:,} pages: {what}", mine.cpu, peer.cpu, name, "CPU s"),
        ]

    return [
        *row("title and all text, read in the child", "child", "tree", "Scrapy + lxml", 5),
        *row("title and all text, read in this process", "here", "tree", "Scrapy + lxml"),
        *row("title, main text, rest, in the child", "child", "main", "Scrapy + trafilatura", 2),
        *row("title, all text, both by the same lxml", "tree", "tree", "Scrapy"),
        *row("fetched only", "nothing", "nothing", "Scrapy"),
    ]


def _addresses(base: str, chosen: Sequence[Path]) -> list[str]:
    homes = [(site.root, site.name) for site in sites()]
    return [
        f"{base}/{name}/{page.relative_to(root).as_posix()}"
        for page in chosen
        for root, name in homes
        if page.is_relative_to(root)
    ]


def _in_turns(urls: Sequence[str], rounds: int, core: int) -> dict[tuple[str, str], Result]:
    """The best result of each side at each piece of work, over rounds in which they take turns."""
    best: dict[tuple[str, str], Result] = {}
    with NamedTemporaryFile("w", suffix=".urls") as listed:
        listed.write("\n".join(urls))
        listed.flush()
        for turn in range(rounds):
            for side, work in RUNS:
                if turn and work == "main":  # Half a minute, and nowhere near its floor.
                    continue
                result = _alone(side, work, listed.name, core)
                if result.pages != len(urls):
                    raise RuntimeError(f"{side} read {result.pages} of {len(urls)} pages")
                best[side, work] = min(best.get((side, work), result), result)
    return best


def _alone(side: str, work: str, urls: str, core: int) -> Result:
    """One run in a process of its own, which shares its core with nobody but its own children."""
    with _on(core):
        done = subprocess.run(
            [sys.executable, "-m", "bench.crawlers", side, work, urls],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parent.parent,
        )
    return Result(*json.loads(done.stdout))


@contextmanager
def _on(core: int) -> Iterator[None]:
    """Processes started within stay on this core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
