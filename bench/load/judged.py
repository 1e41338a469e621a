"""The two profiles of hud.jmx, run by JMeter on HUD and on bare handlers in turn.

The load generator has its share of the same processors, so what it gets from handlers that do nothing is
the most that it could get from HUD.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Sequence
from typing import NamedTuple

from bench.load import jmeter
from bench.load.cells import Cell
from bench.load.jmeter import Profile, Sample
from bench.load.machine import Account, accounted
from bench.load.plan import people, queries, samplers
from bench.load.servers import Server, bare
from bench.load.steady import percentile
from bench.load.visitors import Headers
from bench.measure import Row, at_most

HEADLINE = 2_670.0
"""Ten times what the system of 2018 answered a second."""
OF_2018 = 267.0
MOST_MS = 150.0
_BARE = "bare handlers"


class Judged(NamedTuple):
    """What came of both profiles."""

    rows: list[Row]
    samples: list[Sample]
    profile: Profile
    told: list[str]


def judged(cell: Cell, workers: int, quick: bool) -> Judged:
    """Both profiles, the judged one beside bare handlers on as many processes."""
    profile = jmeter.JUDGED._replace(ramp=2, seconds=8) if quick else jmeter.JUDGED
    before = jmeter.PUBLISHED._replace(ramp=2, loops=1) if quick else jmeter.PUBLISHED
    with bare(answers(cell.server.url, cell.visitors[0]), workers=workers) as peer:
        published, told_published = _run(cell.server, before, cell.processes, len(people()))
        theirs, told_bare = _run(peer, profile, {"bare": peer.pid}, 0)
        ours, told_ours = _run(cell.server, profile, cell.processes, len(people()))
    kept, seconds = jmeter.after_ramp(ours, profile)
    bare_kept, _ = jmeter.after_ramp(theirs, profile)
    rate, most = len(kept) / seconds, len(bare_kept) / seconds
    took = [one.took for one in kept]
    what = "judged profile, 100 users signed in"
    told = [
        f"judged profile: {rate:,.0f} requests/s, p50 {percentile(took, 0.5):.0f} ms,"
        f" p95 {percentile(took, 0.95):.0f} ms, p99 {percentile(took, 0.99):.0f} ms; {told_ours.told()}",
        f"bare handlers: {most:,.0f} requests/s; {told_bare.told()}",
        f"profile of 2018: {_rate(published):,.0f} requests/s; {told_published.told()}",
    ]
    found = [
        _row(f"{what} ({rate:,.0f}/s)", rate, most, _BARE, 0.6),
        _row(f"{what}, warm", rate, HEADLINE, f"{HEADLINE:,.0f}/s", 1),
        at_most(f"{what}, p99", percentile(took, 0.99), MOST_MS, "ms"),
        at_most(f"{what}, errors", sum(not one.ok for one in [*ours, *published]), 0, "requests"),
        _row(f"profile of 2018 ({_rate(published):,.0f}/s)", _rate(published), OF_2018, "267/s in 2018"),
    ]
    return Judged(found, ours, profile, told)


def answers(url: str, person: Headers) -> dict[str, bytes]:
    """What HUD answers on each route of the mix; where one has several answers, the shortest."""
    found: dict[str, bytes] = {}
    for sampler in samplers():
        ask = sampler.ask(queries()[0], person)
        with urllib.request.urlopen(
            urllib.request.Request(url + ask.path, headers=dict(ask.headers)), timeout=30
        ) as answer:
            body = answer.read()
        route = re.sub(r"\$\{\w+\}", "{number:int}", sampler.path).rstrip("/") or "/"
        found[route] = min(found.get(route, body), body, key=len)
    return found


def _run(
    server: Server, profile: Profile, processes: dict[str, int], signing_in: int
) -> tuple[list[Sample], Account]:
    found: list[Sample] = []
    spent = accounted(lambda: found.extend(jmeter.run(server.url, profile, people=signing_in)), processes)
    return found, spent


def _rate(found: Sequence[Sample]) -> float:
    """Requests a second from the first to the last answer."""
    return len(found) / max(one.at + one.took / 1_000 for one in found)


def _row(what: str, ours: float, theirs: float, name: str, floor: float | None = None) -> Row:
    return Row(what, 1e6 / ours, 1e6 / theirs, name, "µs", floor)
