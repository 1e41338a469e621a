"""Rows of a benchmark and the clock behind them.

Ours and the peers take turns round by round, and the best round counts: what else the machine does can only
make a round slower, and by taking turns it hits both alike.
"""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measured line: `ours` against `peer`, both in `unit`, less is better.

    With `peer_name` LIMIT the peer is no rival but the most that ours may be, and the floor is 1.
    A row without a floor is printed and kept, and never fails.
    """

    what: str
    ours: float
    peer: float
    peer_name: str
    unit: str
    floor: float | None = None
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """How many times better than the peer, or how many times below the limit."""
        return self.peer / self.ours if self.ours else float("inf")

    @property
    def missed(self) -> bool:
        return self.floor is not None and self.ratio < self.floor


LIMIT = "at most"


def at_most(what: str, ours: float, limit: float, unit: str) -> Row:
    """A row that fails when `ours` is more than `limit`."""
    return Row(what, ours, limit, LIMIT, unit, floor=1)


def seconds(work: Mapping[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """The best time of each piece of work, in seconds, over rounds in which they take turns."""
    best = dict.fromkeys(work, float("inf"))
    # A corpus that is looked through for garbage before each run pushes out of the processor's caches what is
    # measured, and the quickest calls suffer most.
    gc.freeze()
    try:
        for _ in range(rounds):
            for name, run in work.items():
                best[name] = min(best[name], once(run))
    finally:
        gc.unfreeze()
    return best


def once(run: Callable[[], object]) -> float:
    """Seconds of one run, without the garbage collector stepping in; freeing the result is not counted."""
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        result = run()
        ended = time.perf_counter()
    finally:
        gc.enable()
    del result
    return ended - began


def each(calls: Mapping[str, Callable[[], object]], rounds: int = 7, number: int = 200) -> dict[str, float]:
    """Seconds of one call of each, for calls too short to be timed alone: best mean over `number` of them."""

    def repeated(call: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            for _ in range(number):
                call()

        return run

    found = seconds({name: repeated(call) for name, call in calls.items()}, rounds)
    return {name: total / number for name, total in found.items()}


def median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def machine(quick: bool) -> str:
    """Where this was measured, so that figures of two machines are not taken for each other."""
    cpu = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        cpu = names[0] if names else cpu
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    parts = [
        cpu,
        f"{cores} cores",
        platform.system(),
        f"Python {platform.python_version()}",
        f"load {load:.1f}",
    ]
    return ", ".join([*parts, "quick run"] if quick else parts)
