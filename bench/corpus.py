"""Words of real pages, the same ones each time: texts by lxml, counts by the core's own tokeniser.

A benchmark on invented words flatters whoever compresses: real vocabularies have long tails, shared
prefixes and pages that repeat one another, and only real pages have them in the right measure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from lxml import html

import trie_core
from bench.report import RESULTS
from bench.sites import PACKAGES, data_dir, pages, sites

ROWS = 173_693
"""As many rows as the published figures of the system this one follows are about."""

READ_FIRST = 1_767_225_600_000_000
"""2026-01-01 in microseconds: when the first page is said to have been read, the others a second apart."""

Counted = tuple[str, int, int, int]


def text_of(page: Path) -> str:
    """All the text of a page that a reader could see, title included."""
    tree = html.parse(str(page), parser=html.HTMLParser(encoding="utf-8")).getroot()
    if tree is None:
        return ""
    for hidden in tree.xpath("//script | //style | //template"):
        hidden.drop_tree()
    return " ".join(" ".join(tree.itertext()).split())


def texts(limit: int, seed: int = 2026, packages: Sequence[str] = PACKAGES) -> list[str]:
    """The texts of `limit` real pages; parsed once, then kept beside the packages they came from."""
    sources = [f"{site.name} {site.version} {site.sha256}" for site in sites(packages)]
    _record(sources)
    key = hashlib.sha256(json.dumps([sources, limit, seed, version("lxml")]).encode()).hexdigest()[:16]
    kept = data_dir() / "texts" / f"{key}.json"
    if kept.exists():
        return list(json.loads(kept.read_text()))
    found = [text_of(page) for page in pages(limit, seed, packages)]
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(".draft")
    draft.write_text(json.dumps(found, ensure_ascii=False))
    draft.rename(kept)
    return found


def read_at(page: int) -> int:
    """When page number `page` is said to have been read, in microseconds."""
    return READ_FIRST + page * 1_000_000


@lru_cache(maxsize=2)
def counted_rows(wanted: int = ROWS) -> tuple[list[Counted], list[str]]:
    """Exactly `wanted` rows counted from real pages, page after page, and those pages' texts."""
    everything = texts(len(pages()))
    rows: list[Counted] = []
    for page, text in enumerate(everything):
        rows += [(word, page, read_at(page), count) for word, count in trie_core.count(text).items()]
        if len(rows) >= wanted:
            return rows[:wanted], everything[: page + 1]
    raise ValueError(f"{wanted} rows wanted, but all {len(everything)} pages together give {len(rows)}")


def _record(sources: Sequence[str]) -> None:
    """Keep beside the results which packages they were measured on, since apt cannot be told a version."""
    path = RESULTS / "inputs.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    fresh = known | {
        name: {"version": v, "sha256": s} for name, v, s in (source.split(" ") for source in sources)
    }
    if fresh != known:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(dict(sorted(fresh.items())), indent=1) + "\n")
