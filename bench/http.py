"""Cost of a page on the real server, beside a bare Litestar handler that gives the same bytes.

The server has one core and one web process, wrk the other core. 7,000 real pages are there to be found, and
nothing is crawled meanwhile.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import NamedTuple
from urllib.parse import quote_plus

from bench.load.installation import lend, never_seen
from bench.load.plan import mix, people
from bench.load.servers import Server, bare, hud, resident, web_process
from bench.load.steady import percentile, waits
from bench.load.visitors import BROWSER, NOBODY, Headers, signed_in
from bench.load.wrk import Ask, press
from bench.measure import Row, at_most

SHARED = {"the first page": "/", "the guide": "/guide/", "results of a search": "/search?q=java+string"}
BARE = "bare handler"
LIMIT_MS = 50.0
GROWTH = 1.1


class Length(NamedTuple):
    """How long everything is measured."""

    rounds: int
    seconds: float
    open_s: float
    fewer: int
    many: int


QUICK = Length(rounds=2, seconds=2, open_s=5, fewer=400, many=2_000)
FULL = Length(rounds=4, seconds=3, open_s=20, fewer=20_000, many=100_000)


class Cores(NamedTuple):
    """Which core serves, and which one asks; None where there is only one."""

    server: int | None
    client: int | None


def rows(quick: bool) -> list[Row]:
    length = QUICK if quick else FULL
    cores = apart()
    return [*_pages(length, cores), *_caches(length, cores), *_memory(length, cores)]


def apart() -> Cores:
    """One core each, so that asking takes nothing from answering."""
    found = sorted(os.sched_getaffinity(0))
    return Cores(found[0], found[-1]) if len(found) > 1 else Cores(None, None)


def _pages(length: Length, cores: Cores) -> list[Row]:
    with _served(cores, 1) as (server, persons):
        nobody: Headers = (*BROWSER, *NOBODY)
        answers = {what: look(server.url + path, nobody) for what, path in SHARED.items()}
        warm(server.url, [Ask(path, persons[0]) for path in SHARED.values()])
        found = []
        for what, path in SHARED.items():
            with bare({route(path): answers[what]}, core=cores.server) as peer:
                rates = in_turns(
                    {
                        "anonymous": _pressing(server, [Ask(path, nobody)], length, cores),
                        "signed in": _pressing(server, [Ask(path, persons[0])], length, cores),
                        BARE: _pressing(peer, [Ask(path, nobody)], length, cores),
                    },
                    length.rounds,
                )
            found.append(_row(f"{what}, anonymous", rates["anonymous"], rates[BARE], BARE, 0.8))
            found.append(_row(f"{what}, signed in", rates["signed in"], rates[BARE], BARE, 0.5))
        return [*found, *_searches(length, cores, server, answers["results of a search"])]


def _searches(length: Length, cores: Cores, server: Server, answer: bytes) -> list[Row]:
    """Queries that nobody has asked before, so that no cache can help."""
    fresh = iter(never_seen())

    def asks(number: float) -> list[Ask]:
        drawn = [query for _, query in zip(range(int(number)), fresh, strict=False)]
        return [Ask(f"/search?q={quote_plus(query)}", (*BROWSER, *NOBODY)) for query in drawn]

    def pressed() -> float:
        enough = asks(length.seconds * 2_500)
        return press(server.url, enough, length.seconds, core=cores.client, once=True).per_second

    # One by one: thirty at once may take a cold server longer than a turn.
    warm(server.url, asks(200))
    with bare({"/search": answer}, core=cores.server) as peer:
        path = Ask(SHARED["results of a search"])
        rates = in_turns(
            {"search": pressed, BARE: _pressing(peer, [path], length, cores)}, min(length.rounds, 3)
        )
    half = rates["search"] / 2
    late = waits(server.url, asks(half * length.open_s), half)
    return [
        _row("a search never made before", rates["search"], rates[BARE], BARE, 0.03),
        at_most(
            f"the same at {half:,.0f} requests/s, open loop, p99",
            percentile(late, 0.99) * 1e3,
            LIMIT_MS,
            "ms",
        ),
    ]


def _caches(length: Length, cores: Cores) -> list[Row]:
    """The judged mix with caches and without."""
    with ExitStack() as stack:
        runs = {}
        for name in ("on", "off"):
            server, persons = stack.enter_context(_served(cores, len(people()), name))
            asks = mix(persons)
            warm(server.url, asks)
            runs[name] = _pressing(server, asks, length, cores)
        rates = in_turns(runs, length.rounds)
    return [_row("judged mix, caches on", rates["on"], rates["off"], "caches off", 8)]


def _memory(length: Length, cores: Cores) -> list[Row]:
    """What a web process has grown to after many requests, beside what it had after few."""
    with _served(cores, len(people())) as (server, persons):
        asks = mix(persons)
        warm(server.url, asks)
        sizes = []
        done = 0
        for goal in (length.fewer, length.many):
            while done < goal:
                done += press(server.url, asks, 2, core=cores.client).requests
            sizes.append(resident(web_process(server.pid)) / 1e6)
    what = f"memory of a web process after {length.many:,} requests"
    return [at_most(what, sizes[1], sizes[0] * GROWTH, "MB")]


@contextmanager
def _served(cores: Cores, number: int, cache: str = "on") -> Iterator[tuple[Server, list[Headers]]]:
    with lend() as folder:
        cookies = signed_in(folder, people()[:number])
        with hud(folder, {"HUD_CACHE": cache}, core=cores.server) as server:
            yield server, cookies


def route(path: str) -> str:
    """The route that answers a path."""
    return path.partition("?")[0].rstrip("/") or "/"


def look(url: str, headers: Headers) -> bytes:
    """The page at `url`, which has to be one."""
    asked = urllib.request.Request(url, headers=dict(headers))
    with urllib.request.urlopen(asked, timeout=30) as answer:
        body: bytes = answer.read()
    if b"</html>" not in body:
        raise ValueError(f"{url} is no whole page")
    return body


def warm(url: str, asks: Sequence[Ask]) -> None:
    """Ask for each path once, so that nothing is measured while the server reads its own files."""
    for ask in {ask.path: ask for ask in asks}.values():
        asked = urllib.request.Request(url + ask.path, headers=dict(ask.headers))
        with urllib.request.urlopen(asked, timeout=30) as answer:
            answer.read()


def _pressing(server: Server, asks: Sequence[Ask], length: Length, cores: Cores) -> Callable[[], float]:
    run = partial(press, server.url, asks, length.seconds, core=cores.client)
    return lambda: run().per_second


def in_turns(work: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The best rate of each, over rounds in which they take turns; one before them is not counted."""
    best = dict.fromkeys(work, 0.0)
    for turn in range(rounds + 1):
        for name, run in work.items():
            rate = run()
            best[name] = max(best[name], rate) if turn else 0.0
    return best


def _row(what: str, ours: float, theirs: float, name: str, floor: float) -> Row:
    """Rates as what one request takes, since less is better in a row."""
    return Row(f"{what} ({ours:,.0f}/s)", 1e6 / ours, 1e6 / theirs, name, "µs", floor)
