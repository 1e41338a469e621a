"""docs/performance.md: what each page costs, as it was measured; written by the bench alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.load.pages import Measured
from bench.measure import Row, machine
from bench.report import table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"

_HEAD = """\
# Performance

What HUD answers on one small machine, with the load generator on the same processors.
`make bench ONLY=load` measures it and writes this page; `ONLY=http` measures pages beside a bare
handler, `ONLY=cache` the row cache, `ONLY=costs` the small costs that decisions go by.

"""
_CORES = """
## Cores

Web processes are not kept on cores: the system moves them. A process that stays on one core waits there for
whatever else runs on it, while the other core is idle. Measured on 2026-11-28 on two cores that others used
too (load 16): one web process, wrk with 32 connections, seven rounds in which both ways took turns; the
median of the processor time a request took.

| | on both cores, µs | kept on one, µs | requests/s, both and one |
|---|---:|---:|---:|
| kept pages | 197 | 238 | 1,292 and 988 |
| 800 kept pages and 60 searches nobody had made | 219 | 221 | 1,346 and 1,195 |
| searches nobody had made | 1,785 | 2,222 | 270 and 124 |
"""
_PAGES = """
## Each page

7,000 pages watched, 100 people signed in, each with a language and a time zone of their own; SQLite,
memcached and Redis; everything has been asked for before. *Requests/s* is the most that was answered;
the times are what people waited at half that rate, counted from when each request was due.

"""


def tell(
    measured: Sequence[Measured], rows: Sequence[Row], told: Sequence[str], quick: bool, path: Path = PAGE
) -> Path:
    """Write the page."""
    when = datetime.now(UTC).date().isoformat()
    lines = [
        _HEAD,
        f"Measured on {when}: {machine(quick)}.\n",
        _PAGES,
        *_table(measured),
        "\n## Together\n\n",
        "\n".join(f"- {line}" for line in told),
        "\n\n```\n",
        table(rows),
        "\n```\n",
        _CORES,
    ]
    path.write_text("".join(lines))
    return path


def _table(measured: Sequence[Measured]) -> list[str]:
    lines = [
        "| page | requests/s | p50 ms | p95 ms | p99 ms |\n",
        "|---|---:|---:|---:|---:|\n",
    ]
    for one in measured:
        times = " | ".join(f"{value:.1f}" for value in (one.p50, one.p95, one.p99))
        lines.append(f"| {one.name} | {one.per_second:,.0f} | {times} |\n")
    return lines
