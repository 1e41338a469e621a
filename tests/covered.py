"""`python -m tests.covered`: coverage's own report added up by package, as a table in Markdown."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path, PurePath

import msgspec
from coverage import Coverage


class Share(msgspec.Struct):
    """Branches and statements of a file or package, and how many of them were run."""

    num_branches: int = 0
    covered_branches: int = 0
    num_statements: int = 0
    covered_lines: int = 0

    def add(self, other: Share) -> None:
        """Count another one in."""
        for field in self.__struct_fields__:
            setattr(self, field, getattr(self, field) + getattr(other, field))


class File(msgspec.Struct):
    """A file in coverage's report."""

    summary: Share


class Report(msgspec.Struct):
    """As much of coverage's report as is needed here; files by their path below the project's folder."""

    files: dict[str, File]


def by_package(report: Report) -> dict[str, Share]:
    """The share of each package: "app/jobs" for that folder and all below it, "app" for files beside it."""
    found: defaultdict[str, Share] = defaultdict(Share)
    for path, file in report.files.items():
        found["/".join(PurePath(path).parts[:-1][:2])].add(file.summary)
    return dict(sorted(found.items()))


def table(packages: dict[str, Share]) -> str:
    """One row a package in Markdown, their sum last."""
    total = Share()
    for share in packages.values():
        total.add(share)
    rows = [_row(f"`{name}`", share) for name, share in packages.items()]
    head = ["| package | branches | run | statements | run |", "|---|---:|---:|---:|---:|"]
    return "\n".join([*head, *rows, _row("all", total)]) + "\n"


def _row(name: str, share: Share) -> str:
    branches = _percent(share.covered_branches, share.num_branches)
    statements = _percent(share.covered_lines, share.num_statements)
    return f"| {name} | {share.num_branches:,} | {branches} | {share.num_statements:,} | {statements} |"


def _percent(run: int, of: int) -> str:
    return f"{100 * run // of} %" if of else "–"


def main(arguments: list[str]) -> int:
    """Write the report beside `.coverage`, and print the table."""
    file = Path(arguments[0] if arguments else "coverage.json")
    coverage = Coverage()
    coverage.load()
    coverage.json_report(outfile=str(file))
    sys.stdout.write(table(by_package(msgspec.json.decode(file.read_bytes(), type=Report))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
