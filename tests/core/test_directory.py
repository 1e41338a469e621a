"""The index directory between processes: one writer, readers never in its way, kills at any moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.soak import times
from trie_core import Corrupt, Index, Locked, TrieCoreError, Version, Writer

pytestmark = pytest.mark.soak


def version(text: str, time: int = 1) -> Version:
    return Version(first_read=time, last_read=time, title="", main=text, rest="")


def test_an_absent_directory_is_an_empty_index(tmp_path: Path) -> None:
    index = Index.open(tmp_path / "none")
    assert (index.generation, index.pages, index.cursor) == (0, 0, None)
    assert index.search("word", ruler=3, sites=3, before=True).total == 0
    assert index.did_you_mean("word") is None


def test_a_second_writer_is_told_so(tmp_path: Path) -> None:
    with Writer(tmp_path), pytest.raises(Locked, match="another writer"):
        Writer(tmp_path, wait=0.02)
    Writer(tmp_path).close()


def test_a_writer_waits_for_its_turn(tmp_path: Path) -> None:
    first = Writer(tmp_path)
    threading.Timer(0.05, first.close).start()
    Writer(tmp_path, wait=30).close()


def test_the_cursor_is_kept_with_what_it_stands_for(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        assert writer.cursor is None
        writer.put(1, 0, [version("one")], site="a.org")
        assert writer.commit(7) == 1
        assert writer.commit() == 1
        writer.put(2, 0, [version("two")], site="a.org")
        writer.commit()
        assert writer.cursor == 7
    assert Index.open(tmp_path).cursor == 7


def test_a_snapshot_outlives_commits_and_merges(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(1, 0, [version("first")], site="a.org")
        writer.commit()
        before = Index.open(tmp_path)
        for page in range(2, 20):
            writer.put(page, 0, [version("second")], site="a.org")
            writer.commit()
        writer.delete(1)
        writer.merge(all=True)
        writer.commit()
        assert before.search("first").total == 1
        assert before.search("second").total == 0
        before.verify()
        after = Index.open(tmp_path)
        assert (after.search("first").total, after.search("second").total) == (0, 18)


def test_segments_and_files_stay_few(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        for page in range(100):
            writer.put(page, 0, [version(f"word{page} all", page)], site="a.org")
            writer.commit(page)
    index = Index.open(tmp_path)
    assert index.segments <= 4
    assert index.search("all").total == 100
    assert len(list(tmp_path.glob("*.seg"))) == index.segments
    with Writer(tmp_path) as writer:
        writer.merge(all=True)
    assert Index.open(tmp_path).segments == 1


def test_what_cannot_be_meant_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        with pytest.raises(TrieCoreError, match="put from 0"):
            writer.put(1, 1, [version("a")], site="a.org")
        with pytest.raises(TrieCoreError, match="run backwards"):
            writer.put(1, 0, [version("a", 5), version("b", 4)], site="a.org")
        with pytest.raises(TrieCoreError, match="put it first"):
            writer.touch(1, 0, 5)
        assert writer.commit() == 0
        writer.close()
        with pytest.raises(TrieCoreError, match="closed"):
            writer.commit()


def test_a_damaged_directory_is_refused(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(1, 0, [version("word")], site="a.org")
        writer.commit()
    (segment,) = tmp_path.glob("*.seg")
    whole = segment.read_bytes()
    segment.unlink()
    segment.write_bytes(whole[:-1] + b"?")
    with pytest.raises(Corrupt, match=r"\.seg"):
        Index.open(tmp_path)
    segment.unlink()
    with pytest.raises(OSError, match=r"\.seg"):
        Index.open(tmp_path)
    (tmp_path / "manifest").write_text("hud-index 1\n")
    with pytest.raises(Corrupt, match="manifest"):
        Index.open(tmp_path)


WRITE = """
import sys
from trie_core import Version, Writer
with Writer(sys.argv[1], wait=30) as writer:
    number = (writer.cursor or 0) + 1
    while True:
        texts = [f"round{number} all", f"still all"]
        time = {"first_read": number, "last_read": number}
        versions = [Version(title="", main=text, rest="", **time) for text in texts]
        writer.put(number % 50, 0, versions, site="a.org")
        writer.reader()
        writer.put(1000 + number % 50, 0, versions[:1], site="a.org")
        writer.commit(number)
        print(number, flush=True)
        number += 1
"""


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_generation(tmp_path: Path) -> None:
    random.seed(9)
    last = 0
    for _ in range(times("writers killed while publishing", 10, 200)):
        with subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path)], stdout=subprocess.PIPE, text=True, bufsize=1
        ) as child:
            assert child.stdout is not None
            for _ in range(random.randint(1, 12)):
                last = int(child.stdout.readline())
            # Killed at a random point of what it does next.
            threading.Event().wait(random.random() * 0.01)
            child.send_signal(signal.SIGKILL)
            said = [int(line) for line in child.stdout.read().split()]
        last = max([last, *said])
        index = Index.open(tmp_path)
        index.verify()
        assert index.cursor in (last, last + 1)
        cursor = index.cursor
        assert index.search(f"round{cursor}", order="newest", limit=5).total == 1
        assert index.search("all").total == min(cursor, 50) * 2
        last = cursor
    with Writer(tmp_path):
        named = {
            line.split()[1] for line in (tmp_path / "manifest").read_text().splitlines() if "segment" in line
        }
        assert {file.name for file in tmp_path.iterdir()} == {*named, "manifest", "lock"}


def read(folder: str, stop: str) -> None:
    """Opens and asks until told to stop; leaves with 0 when every answer was of one generation."""
    newest = 0
    while not os.path.exists(stop):
        index = Index.open(folder)
        assert index.generation >= newest
        newest = index.generation
        cursor = index.cursor or 0
        total = index.search("all", limit=3).total
        assert total == cursor, (total, cursor)


def test_readers_in_other_processes_see_whole_generations_during_merges(tmp_path: Path) -> None:
    folder, stop = tmp_path / "index", tmp_path / "stop"
    context = multiprocessing.get_context("spawn")
    readers = [context.Process(target=read, args=(str(folder), str(stop))) for _ in range(2)]
    with Writer(folder) as writer:
        for reader in readers:
            reader.start()
        for page in range(1, 200):
            writer.put(page, 0, [version(f"all page{page}", page)], site="a.org")
            writer.commit(page)
            if page % 50 == 0:
                writer.merge(all=True)
    stop.touch()
    for reader in readers:
        reader.join(60)
        assert reader.exitcode == 0


def test_a_history_cut_short_is_completed_by_what_is_left(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(3, 0, [version("heron"), version("heron", 2), version("stork", 3)], site="a.org")
        writer.commit()
        writer.put(3, 1, [], site="a.org")
        writer.commit()
    index = Index.open(tmp_path)
    assert index.complete("h") == [("heron", 1)]
    assert index.complete("s") == []
