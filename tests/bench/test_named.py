"""Every benchmark that the documentation names to measure something again is there."""

from __future__ import annotations

import re
from pathlib import Path

from bench.__main__ import benchmarks

ROOT = Path(__file__).resolve().parents[2]


def named(text: str) -> set[str]:
    """The benchmarks that a text tells its reader to run."""
    return set(re.findall(r"(?:python -m bench |make bench ONLY=)([a-z]+)", text))


def test_what_a_document_tells_to_run_is_there() -> None:
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    found = {document.name: named(document.read_text()) for document in documents}
    assert {name: some - set(benchmarks()) for name, some in found.items() if some - set(benchmarks())} == {}
    assert len(found["decisions.md"]) >= 4


def test_a_benchmark_that_is_not_there_would_be_found() -> None:
    assert named("measured by `python -m bench nothing` and `make bench ONLY=core`") == {"nothing", "core"}
