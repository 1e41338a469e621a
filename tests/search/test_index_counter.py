"""The counter of the index: raised by whoever publishes, never left hanging by one who was killed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.db import Database
from app.freshness import counters, names
from app.freshness.clock import Clock
from app.rowcache import attach, open_cache
from app.search.engine import TRIE, Trie, Writer
from app.search.follow import Follower
from app.search.rebuild import rebuild
from app.settings import Settings
from tests.search.corpus import Corpus


@pytest.fixture
def clock(database: Database, settings: Settings) -> Clock:
    attach(database, open_cache(settings, database))
    return counters(database)


def test_each_generation_that_is_published_raises_the_counter(corpus: Corpus, clock: Clock) -> None:
    corpus.says("http://a.example/", "2026-01-01", "one")
    corpus.follow()
    first = clock.stamps([names.INDEX])
    corpus.follow()
    assert clock.stamps([names.INDEX]) == first, "nothing was published"
    corpus.says("http://a.example/", "2026-01-02", "two")
    corpus.follow()
    followed = clock.stamps([names.INDEX])
    assert followed != first
    rebuild(corpus.database, corpus.folder, TRIE)
    assert clock.stamps([names.INDEX]) not in (first, followed)


class WatchedWriter:
    """Looks at the counter while it publishes."""

    def __init__(self, writer: Writer, look: Callable[[], object]) -> None:
        self._writer = writer
        self._look = look

    def commit(self, cursor: int | None = None) -> int:
        made = self._writer.commit(cursor)
        self._look()
        return made

    def __getattr__(self, name: str) -> object:
        return getattr(self._writer, name)

    def __enter__(self) -> WatchedWriter:
        self._writer.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._writer.__exit__(*error)  # type: ignore[arg-type]


class WatchedTrie(Trie):
    """Its writers look."""

    def __init__(self, look: Callable[[], object]) -> None:
        self._look = look

    def writer(self, path: Path) -> Any:
        return WatchedWriter(super().writer(path), self._look)


def test_nothing_counts_while_a_generation_is_published_nor_hangs_after_a_killed_follower(
    corpus: Corpus, clock: Clock
) -> None:
    corpus.says("http://a.example/", "2026-01-01", "one")
    clock.begin([names.INDEX])  # what a killed follower leaves
    during: list[int | None] = []
    follower = Follower(
        corpus.database, corpus.folder, WatchedTrie(lambda: during.extend(clock.stamps([names.INDEX])))
    )
    while follower.step():
        pass
    assert during == [None]
    assert None not in clock.stamps([names.INDEX])
