"""`python -m tests.advisories`: which crates of Cargo.lock advisories concern, as osv.dev knows them.

It holds all of RustSec's. cargo-audit reads the same, but has to be built from some hundred crates first, for
an hour on a small machine, and then may find that it reaches no advisories.
"""

from __future__ import annotations

import sys
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

SERVICE = "https://api.osv.dev/v1"
LOCK = Path(__file__).resolve().parents[1] / "Cargo.lock"
_AT_ONCE = 1_000  # more crates a request are refused
_WAIT_S = 30

T = TypeVar("T")
Crate: TypeAlias = tuple[str, str]
"""A name and a version."""


class _Id(msgspec.Struct):
    id: str


class _Found(msgspec.Struct):
    vulns: list[_Id] = []
    next_page_token: str = ""


class _Batch(msgspec.Struct):
    results: list[_Found]


class _Affected(msgspec.Struct):
    database_specific: dict[str, object] = {}


class Advisory(msgspec.Struct):
    """What is known of one: https://ossf.github.io/osv-schema/."""

    id: str
    summary: str = ""
    withdrawn: str = ""
    affected: list[_Affected] = []

    @property
    def is_notice(self) -> bool:
        """Whether it only tells of something, such as that nobody maintains a crate any more."""
        told = [one.database_specific.get("informational") for one in self.affected]
        return bool(told) and all(told)


def crates(lock: Path) -> list[Crate]:
    """Those of a lock file that come from a registry."""
    listed = tomllib.loads(lock.read_text())["package"]
    return [(one["name"], one["version"]) for one in listed if "source" in one]


def concerned(asked: Sequence[Crate], service: str) -> Iterator[tuple[Crate, Advisory]]:
    """Each crate with each advisory that concerns it. Raises `OSError` and `msgspec.MsgspecError`."""
    for start in range(0, len(asked), _AT_ONCE):
        left = [(crate, "") for crate in asked[start : start + _AT_ONCE]]
        while left:
            answer = _answer(f"{service}/querybatch", {"queries": [_query(*one) for one in left]}, _Batch)
            if len(answer.results) != len(left):
                raise msgspec.ValidationError(f"asked for {len(left)} crates, told of {len(answer.results)}")
            pairs = [(crate, found) for (crate, _), found in zip(left, answer.results, strict=True)]
            for crate, found in pairs:
                for known in found.vulns:
                    advisory = _answer(f"{service}/vulns/{known.id}", None, Advisory)
                    if not advisory.withdrawn:
                        yield crate, advisory
            left = [(crate, found.next_page_token) for crate, found in pairs if found.next_page_token]


def _query(crate: Crate, page: str) -> dict[str, object]:
    name, version = crate
    asked: dict[str, object] = {"package": {"name": name, "ecosystem": "crates.io"}, "version": version}
    return asked | ({"page_token": page} if page else {})


def _answer(url: str, asked: object, kind: type[T]) -> T:
    body = None if asked is None else msgspec.json.encode(asked)
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=_WAIT_S) as answer:
        return msgspec.json.decode(answer.read(), type=kind)


def main(service: str = SERVICE) -> int:
    """Tell what is found; exit code 1 for advisories that are no mere notices, 2 where none is reached."""
    listed, bad = crates(LOCK), 0
    try:
        for (name, version), advisory in concerned(listed, service):
            kind = "notice" if advisory.is_notice else "advisory"
            bad += kind == "advisory"
            sys.stdout.write(f"{name} {version}: {kind} {advisory.id}: {advisory.summary}\n")
    except (OSError, msgspec.MsgspecError) as error:
        sys.stderr.write(f"error: {service} does not answer for {len(listed)} crates: {error}\n")
        return 2
    if not bad:
        return 0
    sys.stdout.write(f"{bad} of the advisories for {len(listed)} crates concern their code.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
