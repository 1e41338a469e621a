"""The whole load test, part by part: JMeter's profiles, each page, one cell and two behind nginx.

All on the real server with real memcached and Redis, warm, in several rounds; only loopback is asked, and
each part ends by itself.
"""

from __future__ import annotations

import os
import urllib.request
from typing import NamedTuple

from bench.load import cells
from bench.load.cells import Cell
from bench.load.draw import draw
from bench.load.judged import judged
from bench.load.machine import Account, accounted
from bench.load.pages import measured
from bench.load.plan import everything, mix
from bench.load.tell import PAGE, tell
from bench.load.wrk import Run, press
from bench.measure import Row

_ENOUGH_CORES = 4
"""Two web processes, nginx and the load generator each want one before two cells can show what they give."""


def rows(quick: bool) -> list[Row]:
    """All rows; writes docs/performance.md and the plots on the way."""
    # A web process for each core, as `docs/operations.md` says; the bare handlers get as many.
    workers = len(os.sched_getaffinity(0))
    with cells.one({}, workers=workers) as cell:
        warm(cell)
        # What people look for comes again, and is then kept; each process has to meet it.
        press(cell.server.url, everything(cell.visitors), 3 if quick else 30, connections=100)
        profiles = judged(cell, workers, quick)
        # At once, since the whole takes minutes and somebody may end it.
        print("\n".join(profiles.told), flush=True)
        pages = measured(cell, quick)
    lines = [] if quick else _caches()
    more, told_cells = _cells(quick)
    print("\n".join([*lines, *told_cells]), flush=True)
    found, told = [*profiles.rows, *more], [*profiles.told, *lines, *told_cells]
    for path in draw(profiles.samples):
        print(f"→ {os.path.relpath(path)}")
    # A quick run never stands in the place of a full one.
    if not quick or not PAGE.exists():
        print(f"→ {os.path.relpath(tell(pages, found, told, quick))}")
    return found


class _Pressed(NamedTuple):
    run: Run
    spent: Account


def warm(cell: Cell, seconds: float = 3) -> None:
    """Ask for each path once, then for the mix a while, so that nothing is measured cold."""
    asks = mix(cell.visitors)
    for ask in {ask.path.partition("?")[0]: ask for ask in asks}.values():
        asked = urllib.request.Request(cell.server.url + ask.path, headers=dict(ask.headers))
        with urllib.request.urlopen(asked, timeout=30) as answer:
            answer.read()
    press(cell.server.url, asks, seconds)


def _caches() -> list[str]:
    """The mix on one cell, with caches and without."""
    told = []
    for setting in ("on", "off"):
        with cells.one({"HUD_CACHE": setting}) as cell:
            warm(cell)
            run = press(cell.server.url, mix(cell.visitors), 10)
        times = f"p50 {run.p50 / 1_000:.1f} ms, p95 {run.p95 / 1_000:.1f} ms, p99 {run.p99 / 1_000:.1f} ms"
        told.append(f"the mix by wrk, caches {setting}: {run.per_second:,.0f} requests/s, {times}")
    return told


def _cells(quick: bool) -> tuple[list[Row], list[str]]:
    """The mix on one cell and on two, both behind nginx; which processors' time limits them."""
    one, two = (_pressed(number, quick) for number in (1, 2))
    cores = len(os.sched_getaffinity(0))
    floor = 1.6 if cores >= _ENOUGH_CORES else None
    what = f"the mix, two cells behind nginx ({two.run.per_second:,.0f}/s)"
    peer = f"one cell ({one.run.per_second:,.0f}/s)"
    told = [
        f"{name} behind nginx: {run.per_second:,.0f} requests/s; {spent.told()}"
        for name, (run, spent) in (("one cell", one), ("two cells", two))
    ]
    if floor is None:
        told.append(
            f"two cells share {cores} cores with nginx, the databases and the load generator, so the"
            f" processors are the limit: {_per_request(one):.2f} ms of them a request with one cell,"
            f" {_per_request(two):.2f} with two"
        )
    return [Row(what, 1e6 / two.run.per_second, 1e6 / one.run.per_second, peer, "µs", floor)], told


def _pressed(number: int, quick: bool) -> _Pressed:
    with cells.behind_nginx(number) as cell:
        warm(cell)
        found: list[Run] = []
        spent = accounted(
            lambda: found.append(press(cell.server.url, mix(cell.visitors), 2 if quick else 10)),
            cell.processes,
        )
    return _Pressed(found[0], spent)


def _per_request(pressed: _Pressed) -> float:
    return pressed.spent.busy / pressed.run.per_second * 1_000
