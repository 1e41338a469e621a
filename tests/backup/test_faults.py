"""Backups while others write, and whatever ends a backup or a restoration in between: all or nothing."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.backup import making, restoring
from app.backup.archive import Reader
from app.db import Database, changes
from app.pages.models import Page, PageText, Version
from app.settings import Settings
from tests import disks
from tests.backup.worlds import World, settled
from tests.soak import times

STEPS = ("open", "os.", "sqlite3.", "fcntl.", "shutil.", "tempfile.")
"""Beginnings of the audit events at which a process is killed."""
STRIDE = times("calls of the system between two kills of a backup", 12, 1)
STRIDE_RESTORING = times("calls of the system between two kills of a restoration", 40, 5)


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with settled(request, "sqlite", tmp_path / "empty") as settings:
        yield settings


def test_backup_under_a_running_crawl_is_a_state_between_two_commits(
    request: pytest.FixtureRequest, world: World, tmp_path: Path
) -> None:
    stop, written = threading.Event(), threading.Semaphore(0)

    def crawl() -> None:
        number = 0
        while not stop.is_set():
            # One transaction: page, text, version, reading and two changes of the counter at once.
            world.corpus.says(f"https://a.org/{number}", "2026-01-02", f"flood {number}")
            number += 1
            written.release()

    thread = threading.Thread(target=crawl)
    thread.start()
    try:
        for turn in range(times("backups under a running crawl", 3, 20)):
            written.acquire()
            file = tmp_path / f"{turn}.backup"
            made = making.make(world.database, file)
            with settled(request, "sqlite", tmp_path / f"restored{turn}") as settings:
                restoring.restore(settings, file, str)
                _is_between_commits(Database(settings.database), made.change)
    finally:
        stop.set()
        thread.join()


def _is_between_commits(db: Database, change: int) -> None:
    with db.read() as session:
        counts = [session.scalar(select(func.count()).select_from(one)) for one in (Page, Version, PageText)]
        assert counts == [change] * 3
        assert changes.latest(session) == change
        assert change > 0
    db.dispose()


def test_killed_backup_leaves_no_file_of_its_name_and_the_next_removes_what_it_left(
    world: World, tmp_path: Path
) -> None:
    world.corpus.says("https://a.org/", "2026-01-02", "flood")
    file = tmp_path / "kept" / "hud.backup"
    file.parent.mkdir()
    world.database.dispose()

    def work() -> None:
        db = Database(world.database.url)
        making.make(db, file)

    kills = 0
    while killed(work, kills * STRIDE + 1):
        kills += 1
        if file.exists():
            _verify(file)
            file.unlink()
    assert kills > 1
    _verify(file)
    assert [path.name for path in file.parent.iterdir()] == ["hud.backup"]


def test_killed_restoration_leaves_the_old_database_or_the_whole_new_one(
    world: World, empty: Settings, tmp_path: Path
) -> None:
    world.corpus.says("https://a.org/", "2026-01-02", "flood")
    file = tmp_path / "hud.backup"
    making.make(world.database, file)
    world.database.dispose()
    kills = 0
    while killed(lambda: restoring.restore(empty, file, str), kills * STRIDE_RESTORING + 1):
        kills += 1
        if _pages(empty):
            break
    assert kills > 1
    assert _pages(empty) == 1
    assert not [
        path for path in empty.data_dir.iterdir() if path.name.endswith("-wal") and path.stat().st_size
    ]


def test_full_disk_leaves_nothing_behind(database: Database, small_disk: Path) -> None:
    file = small_disk / "hud.backup"
    (small_disk / "room").write_bytes(bytes(5_900_000))
    with pytest.raises(OSError, match="No space left"):
        making.make(database, file)
    assert [path.name for path in small_disk.iterdir()] == ["room"]
    (small_disk / "room").unlink()
    making.make(database, file)
    _verify(file)
    file.unlink()
    disks.fill(small_disk)
    with pytest.raises(OSError, match="No space left"):
        making.make(database, file)
    assert not file.exists()


def _pages(settings: Settings) -> int:
    db = Database(settings.database)
    with db.read() as session:
        found = session.scalar(select(func.count()).select_from(Page)) or 0
    db.dispose()
    return found


def _verify(file: Path) -> None:
    reader = Reader(file, str)
    reader.verify(lambda _: None)
    reader.close()


def killed(work: Callable[[], object], step: int) -> bool:
    """Do `work` in a process killed at its `step`-th call that touches a file; False when it ended before."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with _counting(step):
                work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


@contextmanager
def _counting(step: int) -> Iterator[None]:
    left = [step]

    def heard(event: str, _arguments: tuple[object, ...]) -> None:
        if event.startswith(STEPS):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(heard)
    yield
