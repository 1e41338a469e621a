"""Each page of the mix for itself: requests a second, and how long people wait at half that rate.

People and queries change from request to request as they do in the mix, so a page that is kept for everybody
shows it, and so does one that is not.
"""

from __future__ import annotations

from typing import NamedTuple

from bench.load.cells import Cell
from bench.load.plan import queries, samplers
from bench.load.steady import percentile, waits
from bench.load.wrk import Ask, press

MOST_RATE = 1_500.0
"""A second; more than this the steady client does not send without waiting for itself."""


class Measured(NamedTuple):
    """One page: what it is, requests a second, and ms waited at `rate` requests a second."""

    name: str
    path: str
    per_second: float
    rate: float
    p50: float
    p95: float
    p99: float


def measured(cell: Cell, quick: bool) -> list[Measured]:
    """Every sampler of the mix, warm."""
    return [_measure(cell, number, quick) for number in range(len(samplers()))]


def _measure(cell: Cell, number: int, quick: bool) -> Measured:
    sampler = samplers()[number]
    seconds, rounds = (1, 1) if quick else (2, 3)
    asks = [sampler.ask(row, person) for row in queries() for person in cell.visitors[:5]]
    press(cell.server.url, asks, 1)
    best = max(press(cell.server.url, asks, seconds).per_second for _ in range(rounds))
    rate = min(best / 2, MOST_RATE)
    late = waits(cell.server.url, _repeated(asks, int(rate * seconds)), rate)
    p50, p95, p99 = (percentile(late, share) * 1_000 for share in (0.5, 0.95, 0.99))
    path = sampler.ask(queries()[0], ()).path
    return Measured(sampler.name, path, best, rate, p50, p95, p99)


def _repeated(asks: list[Ask], wanted: int) -> list[Ask]:
    return [asks[number % len(asks)] for number in range(max(wanted, 1))]
