"""The follower: in order, once or many times, and through any crash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import trie_core
from app.db import Database, changes
from app.db.follower import Busy
from app.db.installation import origin_of
from app.search import place
from app.search.engine import ENGINES, TRIE, Trie, Writer
from app.search.follow import Follower
from app.search.index import IndexHandle
from app.search.rebuild import rebuild
from tests.search.corpus import Corpus, at


class Crash(Exception):
    """The process ends here."""


class CrashingWriter:
    """The real writer, which dies before or after the nth of its steps."""

    def __init__(self, inner: Writer, countdown: list[int]) -> None:
        self.inner = inner
        self.countdown = countdown

    def step(self) -> None:
        self.countdown[0] -= 1
        if self.countdown[0] == 0:
            raise Crash

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if name not in ("put", "touch", "delete", "commit"):
            return found

        def call(*args: object, **named: object) -> object:
            self.step()
            answer = found(*args, **named)
            self.step()
            return answer

        return call

    def __enter__(self) -> CrashingWriter:
        self.inner.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        # A killed process does not tidy up, yet here its lock has to be let go.
        self.inner.close()


class CrashingTrie(Trie):
    """The engine of the project, with a fuse."""

    def __init__(self, countdown: list[int]) -> None:
        super().__init__()
        self.countdown = countdown

    def writer(self, path: Path) -> Any:
        return CrashingWriter(super().writer(path), self.countdown)


def told(index: trie_core.Index, words: Sequence[str]) -> dict[str, object]:
    """Everything an index says of these words, whatever segments it lies in."""
    pages = {run[0] for word in words for run in index.history(word, all=True)}
    return {
        "pages": index.pages,
        "versions": index.versions,
        "runs": {word: sorted(index.history(word, all=True)) for word in words},
        "timelines": {page: index.timeline(page) for page in pages},
        "found": {
            word: [
                (hit.page, hit.version, hit.since, hit.last_read, hit.versions)
                for hit in index.search(word, ever=True, order="newest", limit=100, now=at("2026-12-01")).hits
            ]
            for word in words
        },
    }


WORDS = ("flood", "dike", "insurance", "report", "menu", "zzz")


def fill(corpus: Corpus) -> None:
    a, b, c = "https://a.org/1", "https://www.b.org/2", "https://c.org/3"
    corpus.says(a, "2026-01-01", "flood dike", title="report")
    corpus.says(b, "2026-01-02", "flood flood insurance", rest="menu")
    gone = corpus.says(c, "2026-01-03", "insurance zzz")
    corpus.says(a, "2026-02-01", "flood insurance", title="report")
    corpus.is_same(b, "2026-02-02")
    corpus.is_gone(a, "2026-03-01")
    corpus.says(a, "2026-04-01", "dike", title="report")
    corpus.says(b, "2026-04-02", "flood flood insurance", rest="menu menu flood")
    corpus.forget(gone)
    corpus.is_same(a, "2026-05-01")


def test_what_is_committed_is_found_and_what_is_deleted_is_not(corpus: Corpus) -> None:
    fill(corpus)
    assert corpus.handle.current().search("flood").total == 0
    corpus.follow()
    index = corpus.handle.current()
    assert index.search("flood").total == 1
    assert index.search("dike").total == 1
    assert index.search("zzz", ever=True).total == 0
    assert index.cursor == 10


def test_both_databases_are_followed_to_the_same_index(any_database: Database, tmp_path: Path) -> None:
    corpus = Corpus(any_database, tmp_path / "index")
    corpus.follow()
    fill(corpus)
    corpus.follow()
    index = corpus.handle.current()
    assert index.search("flood").total == 1
    assert index.cursor == 10
    followed = told(index, WORDS)
    rebuild(any_database, corpus.folder, TRIE)
    assert told(corpus.handle.current(), WORDS) == followed


def test_each_step_is_a_bounded_batch_and_the_last_one_is_nothing(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.follow.BATCH", 3)
    fill(corpus)
    steps = [corpus.follower.step() for _ in range(5)]
    assert steps == [3, 3, 3, 1, 0]


def test_a_build_from_scratch_says_the_same_as_following_did(corpus: Corpus) -> None:
    fill(corpus)
    corpus.follow()
    followed = told(corpus.handle.current(), WORDS)
    assert rebuild(corpus.database, corpus.folder, TRIE) == 2
    index = corpus.handle.current()
    assert told(index, WORDS) == followed
    index.verify()
    assert corpus.follower.step() == 0, "the new build has the bookmark of the old"


def crashes() -> Iterator[int]:
    yield from range(1, 60)


@pytest.mark.parametrize("batch", [2, 256])
def test_a_crash_at_any_step_loses_nothing_and_doubles_nothing(
    corpus: Corpus, batch: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.search.follow.BATCH", batch)
    fill(corpus)
    corpus.follow()
    right = told(corpus.handle.current(), WORDS)
    for number in crashes():
        folder = tmp_path / f"index-{number}"
        empty(corpus.database, folder)
        countdown = [number]
        crashed = False
        try:
            while Follower(corpus.database, folder, CrashingTrie(countdown)).step():
                pass
        except Crash:
            crashed = True
        while Follower(corpus.database, folder, TRIE).step():
            pass
        assert told(IndexHandle(folder, TRIE).current(), WORDS) == right, f"after a crash at step {number}"
        if not crashed:
            assert number > 4, "the fuse was never long enough to matter"
            return
    pytest.fail("the follower has more steps than were tried")


def empty(database: Database, folder: Path) -> None:
    """An index that has read nothing yet of a database that is full."""
    folder.mkdir()
    with database.read() as session:
        build = place.new_build(folder, ENGINES["trie"].version, origin_of(database, session, folder))
    with ENGINES["trie"].writer(build) as writer:
        writer.commit(0)
    place.publish(folder, build)


def test_a_crash_while_building_leaves_the_old_index_in_place(corpus: Corpus) -> None:
    fill(corpus)
    corpus.follow()
    for number in range(1, 9):
        with pytest.raises(Crash):
            rebuild(corpus.database, corpus.folder, CrashingTrie([number]))
        assert corpus.handle.current().search("flood").total == 1
    rebuild(corpus.database, corpus.folder, TRIE)
    builds = [path for path in corpus.folder.iterdir() if path.is_dir() and not path.is_symlink()]
    assert len(builds) == 1, "what crashed builds left is swept away"


@pytest.mark.parametrize("damage", ["cut", "foreign", "missing"])
def test_a_damaged_index_is_built_anew_by_itself(corpus: Corpus, damage: str) -> None:
    fill(corpus)
    corpus.follow()
    build = place.current(corpus.folder)
    assert build is not None
    for path in build.iterdir():
        if path.is_file() and path.stat().st_size:
            if damage == "cut":
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
            elif damage == "foreign":
                path.write_bytes(b"\x89PNG" + bytes(path.stat().st_size))
            else:
                path.unlink()
    follower = Follower(corpus.database, corpus.folder, TRIE)
    while follower.step():
        pass
    assert IndexHandle(corpus.folder, TRIE).current().search("flood").total == 1


def test_an_index_of_another_tokeniser_is_built_anew(corpus: Corpus) -> None:
    fill(corpus)
    corpus.follow()
    build = place.current(corpus.folder)
    assert build is not None
    old = build.rename(corpus.folder / "trie-0.1")
    place.publish(corpus.folder, old)
    assert corpus.follower.step() > 0
    now = place.current(corpus.folder)
    assert now is not None
    assert place.version_of(now) == ENGINES["trie"].version
    assert corpus.handle.current().search("flood").total == 1


def test_an_index_ahead_of_its_database_is_built_anew(corpus: Corpus) -> None:
    corpus.says("https://a.org/", "2026-01-01", "flood")
    corpus.follow()
    build = place.current(corpus.folder)
    assert build is not None
    with ENGINES["trie"].writer(build) as writer:
        writer.commit(1_000)
    assert corpus.follower.step() > 0
    assert corpus.handle.current().cursor == 1


def test_a_long_history_is_put_in_slices(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.search.histories.SLICE", 3)
    for number in range(1, 11):
        corpus.says("https://a.org/", f"2026-01-{number:02}", f"flood word{number}")
    corpus.follow()
    index = corpus.handle.current()
    assert index.versions == 10
    assert index.history("flood") == [(1, 0, 9, at("2026-01-01"), None, 1)]


def test_changes_that_come_late_are_taken_in_the_order_of_their_commits(corpus: Corpus) -> None:
    corpus.says("https://a.org/", "2026-01-01", "flood")
    corpus.follow()
    with corpus.database.read() as session:
        before = changes.latest(session)
    corpus.says("https://b.org/", "2026-01-02", "flood")
    corpus.says("https://a.org/", "2026-01-03", "dike")
    assert corpus.follower.step() == 2
    assert corpus.handle.current().cursor == before + 2


def test_two_followers_do_not_write_at_once(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.search.place.time.monotonic", iter(range(1000)).__next__)
    with place.locked(corpus.folder, wait=0), pytest.raises(Busy, match="another process"):
        corpus.follower.step()
