"""The times of a word: when it was first and last seen, and how often it stood on all pages over time."""

from __future__ import annotations

from collections import Counter

import msgspec

import trie_core
from app.clock import iso, iso_or_none


class WordTimes(msgspec.Struct, frozen=True, kw_only=True):
    """One word's life; times in µs.

    `last_seen` is the last reading that still showed it; `gone_by` the reading that first missed it
    everywhere, None while some page says it. `series` holds (time, count) at each change.
    """

    word: str
    first_seen: int | None
    last_seen: int | None
    gone_by: int | None
    pages: int
    count: int
    series: list[tuple[int, int]]

    def as_dict(self) -> dict[str, object]:
        """The same for scripts, its times in ISO 8601, UTC."""
        return {
            **msgspec.to_builtins(self),
            "first_seen": iso_or_none(self.first_seen),
            "last_seen": iso_or_none(self.last_seen),
            "gone_by": iso_or_none(self.gone_by),
            "series": [[iso(at), count] for at, count in self.series],
        }


def word_times(index: trie_core.Index, word: str) -> WordTimes:
    """Follow one normalised word through title and main text of every page's versions."""
    runs = index.history(word)
    steps: Counter[int] = Counter()
    last_seen: int | None = None
    timelines: dict[int, list[tuple[int, int, int | None, bool, bool]]] = {}
    for page, _, last, first_read, until, count in runs:
        steps[first_read] += count
        if until is not None:
            steps[until] -= count
        timeline = timelines.setdefault(page, index.timeline(page))
        read = timeline[last][1]
        last_seen = read if last_seen is None else max(last_seen, read)
    said = [run for run in runs if run[4] is None]
    return WordTimes(
        word=word,
        first_seen=min((run[3] for run in runs), default=None),
        last_seen=last_seen,
        gone_by=None if said else max((run[4] for run in runs if run[4] is not None), default=None),
        pages=len({run[0] for run in said}),
        count=sum(run[5] for run in said),
        series=_running(steps),
    )


def _running(steps: Counter[int]) -> list[tuple[int, int]]:
    total, series = 0, []
    for at in sorted(steps):
        if steps[at]:
            total += steps[at]
            series.append((at, total))
    return series
