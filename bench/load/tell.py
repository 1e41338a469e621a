"""docs/performance.md: what each page costs, as it was measured; what stands below is written by hand."""

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
_BY_HAND = "\n## Cores\n"
"""From here on the page is written by hand, and stays."""
_PAGES = """
## Each page

7,000 pages watched, 100 people signed in, each with a language and a time zone of their own; SQLite,
memcached and Redis; everything has been asked for before. *Requests/s* is the most that was answered;
the times are what people waited at half that rate, counted from when each request was due.

"""


def tell(
    measured: Sequence[Measured], rows: Sequence[Row], told: Sequence[str], quick: bool, path: Path = PAGE
) -> Path:
    """Write the page, but for what is written by hand."""
    _, begin, by_hand = (path.read_text() if path.exists() else "").partition(_BY_HAND)
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
        begin,
        by_hand,
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
