"""Throughput of a server: wrk from Debian, with the requests from a file.

It is fast enough that the server stays the slow one, and it waits for an answer before it asks again; how
long people wait at a given rate is measured by `bench.load.steady`.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench.load.servers import on
from bench.nginx import require

CONNECTIONS = 32
_SCRIPT = Path(__file__).with_suffix(".lua")


class Ask(NamedTuple):
    """One request: a path with its query, and headers."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()


class Run(msgspec.Struct, frozen=True):
    """What came of it; times in µs."""

    requests: int
    us: int
    errors: int
    p50: float
    p95: float
    p99: float
    most: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.us * 1e6


class Failed(RuntimeError):
    """Some requests were not answered, or not with a page: no rate counts then."""


def press(
    url: str,
    asks: Sequence[Ask],
    seconds: float,
    *,
    connections: int = CONNECTIONS,
    core: int | None = None,
    once: bool = False,
) -> Run:
    """Send `asks` over and over for so long. Raises `Failed` on an error, and with `once` on a repetition."""
    with tempfile.NamedTemporaryFile("w", suffix=".asks") as listed:
        listed.writelines(f"{line}\n" for line in lines(asks))
        listed.flush()
        with on({core} if core is not None else None):
            said = subprocess.run(
                [
                    *(require("wrk", "wrk"), "--threads", "1", "--connections", str(connections)),
                    *("--duration", f"{seconds:.0f}s", "--timeout", "10s", "--latency"),
                    *("--script", str(_SCRIPT), url, "--", listed.name),
                ],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
    run = msgspec.json.decode(said.strip().splitlines()[-1], type=Run)
    if run.errors or not run.requests:
        raise Failed(f"{run.errors} of {run.requests} requests to {url} failed:\n{said}")
    if once and run.requests + connections > len(asks):
        raise Failed(f"{len(asks)} different requests are too few for {run.requests}")
    return run


def lines(asks: Iterable[Ask]) -> list[str]:
    """Requests as wrk.lua reads them."""
    return ["\t".join([ask.path, *(f"{name}: {value}" for name, value in ask.headers)]) for ask in asks]
