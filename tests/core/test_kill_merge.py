"""A writer killed while it merges and publishes leaves a committed generation, and nothing in the way."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.soak import times
from trie_core import Index, Writer

pytestmark = pytest.mark.soak

WRITE = """
import sys
from trie_core import Version, Writer

def text(page, number):
    return f"page {page} says round number {number} and goes on " + "as before " * 40

with Writer(sys.argv[1], wait=30) as writer:
    number = (writer.cursor or 0) + 1
    print("begun", flush=True)
    while True:
        for page in range(20):
            time = number * 10
            version = Version(
                first_read=time, last_read=time, title=f"page {page}", main=text(page, number), rest="menu"
            )
            writer.put(page, number - 1, [version], site="a.org")
        writer.commit(number)
        writer.merge(all=True)
        number += 1
"""


def test_a_kill_during_merges_leaves_a_committed_generation(tmp_path: Path) -> None:
    random.seed(4)
    cursor = 0
    for _ in range(times("writers killed while merging", 6, 200)):
        with subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path)], stdout=subprocess.PIPE, text=True, bufsize=1
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "begun\n"
            # It does nothing but commit and merge: any moment is inside one of them.
            threading.Event().wait(random.random() * 0.2)
            child.send_signal(signal.SIGKILL)
        index = Index.open(tmp_path)
        index.verify()
        assert (index.cursor or 0) >= cursor
        cursor = index.cursor or 0
        check(index, cursor)
        if cursor > 400:
            with Writer(tmp_path) as writer:
                for page in range(20):
                    writer.delete(page)
                writer.commit(0)
            cursor = 0
        with Writer(tmp_path):
            manifest = tmp_path / "manifest"
            # None is there while no writer has lived long enough to publish.
            lines = manifest.read_text().splitlines() if index.generation else []
            named = {line.split()[1] for line in lines if line.startswith("segment ")}
            files = {file.name for file in tmp_path.iterdir()}
            assert files == {*named, "lock"} | ({"manifest"} if index.generation else set())


def check(index: Index, cursor: int) -> None:
    """All rounds up to the cursor are there, in every page, word for word, and none behind it."""
    assert (index.pages, index.versions) == (20 * (cursor > 0), 20 * cursor)
    for number in {1, cursor // 2, cursor} - {0}:
        found = index.search(f'"round number {number} and goes"', ever=True, order="newest", limit=30)
        assert found.total == 20 * (number <= cursor)
        assert {hit.version for hit in found.hits} <= {number - 1}
    assert index.search(f'"number {cursor + 1}"', ever=True).total == 0
    assert index.search('"before page"', ever=True).total == 0
