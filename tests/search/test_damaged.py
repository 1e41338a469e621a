"""An index damaged while it is in use: noticed by the follower, refused by readers, built anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

import trie_core
from app.freshness import counters, index_changes
from app.search import files, place
from app.search.engine import TRIE, Trie
from app.search.follow import Follower
from app.search.index import IndexHandle
from app.search.visits import FILE
from app.settings import Settings
from app.web.health import NotReady
from tests.search.corpus import Corpus

Damage = Callable[[Path], None]


class NoSpace(OSError):
    """Nothing can be built."""


class Hindered(Trie):
    """An engine that can read, and write only when it is allowed to."""

    may_write = True

    def writer(self, path: Path) -> trie_core.Writer:
        if not self.may_write:
            raise NoSpace
        return super().writer(path)


def segments(build: Path) -> list[Path]:
    return sorted(build.glob("*.seg"))


def overwrite(build: Path) -> None:
    for path in segments(build):
        with path.open("r+b") as file:
            file.seek(path.stat().st_size // 3)
            file.write(bytes(range(200)))


def overwrite_and_set_the_time_back(build: Path) -> None:
    before = [(path, path.stat()) for path in segments(build)]
    overwrite(build)
    for path, state in before:
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def cut(build: Path) -> None:
    for path in segments(build):
        os.truncate(path, path.stat().st_size // 2)


def swap(build: Path) -> None:
    path = segments(build)[0]
    path.with_name("other").write_bytes(bytes(path.stat().st_size))
    path.with_name("other").rename(path)


def remove_a_segment(build: Path) -> None:
    segments(build)[0].unlink()


def break_the_manifest(build: Path) -> None:
    (build / "manifest").write_bytes(b"hud-index 1\n")


def remove_the_manifest(build: Path) -> None:
    (build / "manifest").unlink()


def put_a_folder_in_place_of_a_segment(build: Path) -> None:
    remove_a_segment(build)
    (build / "000000000001.seg").mkdir()


def remove_the_build(build: Path) -> None:
    shutil.rmtree(build)


def remove_the_folder(build: Path) -> None:
    shutil.rmtree(build.parent)


CONTENTS = (overwrite, overwrite_and_set_the_time_back, cut, swap, break_the_manifest)
ABSENT = (
    remove_a_segment,
    remove_the_manifest,
    put_a_folder_in_place_of_a_segment,
    remove_the_build,
    remove_the_folder,
)


@pytest.fixture
def full(corpus: Corpus) -> Corpus:
    for number in range(4):
        corpus.says(f"https://a.org/{number}", "2026-01-01", f"flood word{number} " * 20)
    corpus.follow()
    assert corpus.handle.current().search("flood").total == 4
    return corpus


def build_of(corpus: Corpus) -> Path:
    build = place.current(corpus.folder)
    assert build is not None
    return build


def test_the_next_look_sees_any_damage_and_builds_another(full: Corpus) -> None:
    for damage in (*CONTENTS, *ABSENT):
        before = build_of(full)
        damage(before)
        assert full.follower.step() > 0, damage.__name__
        full.follow()
        assert build_of(full) != before
        index = full.handle.current()
        assert index.search("flood").total == 4
        index.verify()
        trie_core.check_files(build_of(full))
        assert full.follower.step() == 0


def test_readers_refuse_a_damaged_one_until_another_is_there(full: Corpus, settings: Settings) -> None:
    engine = Hindered()
    follower = Follower(full.database, full.folder, engine)
    reader = IndexHandle(settings.index_dir, TRIE, counters=counters(full.database))
    for damage in CONTENTS:
        assert follower.step() == 0
        assert reader.current().search("flood").total == 4
        damage(build_of(full))
        engine.may_write = False
        with pytest.raises(NoSpace):
            follower.step()
        for handle in (reader, IndexHandle(full.folder, TRIE)):
            with pytest.raises(trie_core.Corrupt):
                handle.current()
            with pytest.raises(NotReady, match="damaged, being rebuilt"):
                handle.check()
            assert len(handle.visits()) == 0
        engine.may_write = True
        assert follower.step() > 0, damage.__name__
        assert reader.current().search("flood").total == 4
        assert reader.check() == "ok"


def test_what_is_gone_is_no_empty_index_and_whoever_has_it_open_goes_on(
    full: Corpus, settings: Settings
) -> None:
    reader = IndexHandle(settings.index_dir, TRIE, counters=counters(full.database))
    reader.current()
    for damage in (remove_the_manifest, remove_the_build, remove_the_folder):
        damage(build_of(full))
        with pytest.raises(trie_core.Corrupt):
            IndexHandle(full.folder, TRIE).current()
        assert reader.current().search("flood").total == 4
        full.follow()
        reader.current()


def test_who_was_killed_before_the_new_one_was_there_does_not_trust_the_old(full: Corpus) -> None:
    before = build_of(full)
    place.mark(before, "the checksum does not match")
    Follower(full.database, full.folder, TRIE).step()
    assert build_of(full) != before
    assert full.handle.current().search("flood").total == 4


def test_a_file_that_was_only_touched_is_read_and_believed(full: Corpus) -> None:
    before = build_of(full)
    for path in segments(before):
        path.touch()
        path.chmod(0o600)
    assert full.follower.step() == 0
    assert build_of(full) == before


def test_the_slow_reading_and_readers_report_what_no_time_shows(full: Corpus) -> None:
    files.check(full.folder)
    assert place.take_report(full.folder) is None
    overwrite(build_of(full))
    files.check(full.folder, rate=10_000_000)
    assert "checksum" in (place.take_report(full.folder) or "")
    break_the_manifest(build_of(full))
    with pytest.raises(trie_core.Corrupt):
        IndexHandle(full.folder, TRIE).current()
    assert "manifest" in (place.take_report(full.folder) or "")


def test_a_report_alone_builds_nothing_when_the_files_are_sound(full: Corpus) -> None:
    before = build_of(full)
    place.report(full.folder, "a reader was mistaken")
    assert full.follower.step() == 0
    assert build_of(full) == before
    assert place.take_report(full.folder) is None


def test_a_damaged_file_of_visits_is_written_anew_at_once(full: Corpus) -> None:
    path = full.folder / FILE
    before = path.read_bytes()
    for bad in (b"x" * 100, b"", None):
        path.unlink() if bad is None else path.write_bytes(bad)
        full.follower.step()
        assert path.read_bytes() == before


def test_searches_answer_503_and_say_why_meanwhile(client: TestClient[Litestar], full: Corpus) -> None:
    assert client.get("/api/search?q=flood").json()["total"] == 4
    with index_changes(full.database):
        place.mark(build_of(full), "the checksum does not match")
    for address in ("/search?q=flood", "/api/search?q=flood", "/api/suggest?q=flo"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "index is being rebuilt" in answer.text
        assert answer.headers["Retry-After"]
    assert client.get("/readyz").json()["ready"] is False
    assert "hud_index_pages" not in client.app.state.hud.metrics.text()
    full.follow()
    assert client.get("/api/search?q=flood").json()["total"] == 4
