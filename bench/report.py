"""Reports of a benchmark: a table to read and a JSON file to compare with.

Figures that are only printed are forgotten; a file beside the code shows in its history when something got
slower.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from bench.measure import Row, machine

RESULTS = Path(__file__).resolve().parent / "results"


def table(rows: Sequence[Row]) -> str:
    """The rows in columns, with a mark where a floor is missed."""
    heads = ("what", "ours", "peer", "", "unit", "ratio", "floor", "")
    cells = [
        (
            row.what,
            _number(row.ours),
            _number(row.peer),
            row.peer_name,
            row.unit,
            f"{row.ratio:.2f}",
            "" if row.floor is None else f"{row.floor:g}",
            "" if row.floor is None else ("MISSED" if row.missed else "ok"),
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [heads, *cells]) for column in range(len(heads))]
    right = {1, 2, 5, 6}
    lines = [
        "  ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [heads, *cells]
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def save(name: str, rows: Sequence[Row], quick: bool, folder: Path = RESULTS) -> Path:
    """Write results/`name`.json; the keys are promised to whoever reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    answer = {
        "machine": machine(quick),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": [
            {
                "what": row.what,
                "ours": row.ours,
                "peer": row.peer,
                "peer_name": row.peer_name,
                "unit": row.unit,
                # JSON has no infinity, which is what nothing at all measured would give.
                "ratio": row.ratio if isfinite(row.ratio) else None,
                "floor": row.floor,
                "goal": row.goal,
            }
            for row in rows
        ],
    }
    path = folder / f"{name}.json"
    path.write_text(json.dumps(answer, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return path


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
