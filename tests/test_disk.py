"""State of the disk: by what is free, by what failed, and until a write succeeds again."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from app.disk import Disk, blamed
from tests.disks import fill, make_room
from tests.workers.processes import until


def test_full_disk_is_known_by_what_is_free_and_by_what_sqlite_says(small_disk: Path) -> None:
    disk = Disk([small_disk])
    assert disk.look() == "ok"
    with closing(sqlite3.connect(small_disk / "a.sqlite3", isolation_level=None)) as database:
        database.execute("CREATE TABLE a (b)")
        fill(small_disk)
        assert disk.state() == "full"
        with pytest.raises(sqlite3.OperationalError) as error:
            database.execute("INSERT INTO a VALUES (zeroblob(100000))")
    assert blamed(error.value) == "full"
    assert disk.failed(error.value) == "full"
    make_room(small_disk)
    until(lambda: disk.state() == "ok")
    assert [path.name for path in small_disk.iterdir()] == ["a.sqlite3"]


def test_disk_that_takes_no_writes_is_known_and_so_is_its_end(small_disk: Path) -> None:
    disk = Disk([small_disk])
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert disk.state() == disk.look() == "read-only"
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    until(lambda: disk.state() == "ok")


def test_used_up_quota_counts_until_a_write_succeeds(tmp_path: Path) -> None:
    disk = Disk([tmp_path])
    assert disk.failed(OSError(errno.EDQUOT, "Disk quota exceeded")) == "full"
    assert disk.state() == "full"
    until(lambda: disk.state() == "ok")


def test_what_has_nothing_to_do_with_the_disk_is_not_blamed_on_it(tmp_path: Path) -> None:
    disk = Disk([tmp_path])
    for error in (
        ValueError("full"),
        OSError(errno.ENOENT, "no such file"),
        sqlite3.OperationalError("locked"),
    ):
        assert disk.failed(error) == "ok"
    assert disk.state() == "ok"
    assert list(tmp_path.iterdir()) == []


def test_cause_and_the_rust_cores_text_are_looked_at() -> None:
    assert blamed(OSError("manifest cannot be written: No space left on device (os error 28)")) == "full"
    with pytest.raises(RuntimeError) as caught:
        _keep()
    assert blamed(caught.value) == "read-only"


def _keep() -> None:
    try:
        raise OSError(errno.EROFS, "Read-only file system")
    except OSError as error:
        raise RuntimeError("cannot keep it") from error
