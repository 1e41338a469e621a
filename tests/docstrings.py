"""`python -m tests.docstrings`: a lint of the first lines of modules, part of `make check`.

A module begins with a noun or a verb that names what it is for ("Leases of jobs, …"); one that begins with a
question word ("What a lease is") tells it only to those who know already.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("app", "workers", "coils", "bench", "tests", "trie_core")
NOT_OURS = (ROOT / "bench" / "data", ROOT / "trie_core" / "target", ROOT / "trie_core" / "fuzz" / "target")
QUESTION_WORDS = frozenset(
    (
        "what",
        "who",
        "which",
        "where",
        "whose",
        "how",
        "when",
        "why",
        "whether",
        "whatever",
        "whoever",
        "whenever",
    )
)


def complaints(root: Path = ROOT) -> Iterator[str]:
    """A line for each module under `root` whose first line is missing or begins with a question word."""
    for folder in SOURCES:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".py", ".pyi", ".rs") and not any(map(file.is_relative_to, NOT_OURS)):
                problem = problem_of(file.read_text(encoding="utf-8"), file.suffix)
                if problem is not None:
                    yield f"{file.relative_to(root)}:1: {problem}"


def problem_of(source: str, suffix: str) -> str | None:
    """What is wrong with a module's first line; `suffix` (".py", ".pyi", ".rs") names its language."""
    if not source.strip():
        return None
    said = _of_rust(source) if suffix == ".rs" else ast.get_docstring(ast.parse(source))
    if not said or not said.split():
        return "say in a first line what the module is for"
    first = said.split()[0].strip(":,.")
    if first.lower() in QUESTION_WORDS:
        return f'begin with a noun or a verb, not with "{first}": say what the module is'
    return None


def _of_rust(source: str) -> str | None:
    first = source.lstrip().split("\n", 1)[0]
    return first.removeprefix("//!") if first.startswith("//!") else None


def main() -> int:
    """Print every complaint; 0 when there is none."""
    found = list(complaints())
    for line in found:
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
