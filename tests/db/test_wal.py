"""The head of SQLite's log: what it shows of commits, and when there is nothing to be seen."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from app.db import Database
from app.db.wal import HEAD, Wal, is_same


def test_head_changes_with_each_commit_of_anybody_and_with_nothing_else(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert db.wal is not None
    assert db.wal.head() is None, "nobody has connected"
    with db.write() as session:
        session.execute(text("CREATE TABLE a (b)"))
    heads = [db.wal.head()]
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as other:
        for statement, changes in (
            ("INSERT INTO a VALUES (1)", True),
            ("SELECT * FROM a", False),
            ("UPDATE a SET b = 2 WHERE b = 7", False),
            ("PRAGMA wal_checkpoint(TRUNCATE)", False),
            ("BEGIN; INSERT INTO a VALUES (1); ROLLBACK", False),
            ("VACUUM", True),
            ("CREATE TABLE c (d)", True),
        ):
            other.executescript(statement)
            heads.append(db.wal.head())
            before, after = heads[-2:]
            assert before is not None
            assert after is not None
            assert is_same(before, after) is not changes, statement
    db.dispose()
    assert db.wal.head() is None, "what is there now may be another log"


def test_log_in_which_nothing_stands_is_told_by_the_files_own_state(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    heads: list[bytes] = []
    for turn in range(3):
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute(f"CREATE TABLE IF NOT EXISTS t{max(turn, 1)} (b)")
        db = Database(f"sqlite:///{path}")
        with db.read() as session:
            session.execute(text("SELECT * FROM t1"))
        assert db.wal is not None
        head = db.wal.head()
        assert head is not None
        heads.append(head)
        db.dispose()
    assert len(heads[0]) > HEAD
    assert is_same(heads[0], heads[1]), "nothing was made in the second turn"
    assert not is_same(heads[1], heads[2])


def test_there_is_no_head_where_there_is_no_log(tmp_path: Path) -> None:
    wal = Wal(tmp_path / "none.sqlite3")
    wal.connected()
    assert wal.head() is None
    assert wal.now() == b""


def test_what_is_deleted_is_not_held_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for turn in range(20):
        db = Database(f"sqlite:///{tmp_path / f'{turn}.sqlite3'}")
        with db.write() as session:
            session.execute(text("CREATE TABLE a (b)"))
        db.dispose()
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_a_deleted_log_that_is_looked_at_stays_open(tmp_path: Path) -> None:
    lost = Database(f"sqlite:///{tmp_path / 'lost.sqlite3'}")
    with lost.read() as session:
        session.execute(text("SELECT 1"))
    assert lost.wal is not None
    for file in tmp_path.iterdir():
        file.unlink()
    for turn in range(3):
        db = Database(f"sqlite:///{tmp_path / f'{turn}.sqlite3'}")
        with db.write() as session:
            session.execute(text("CREATE TABLE a (b)"))
        db.dispose()
    assert lost.wal.file is not None
    assert os.fstat(lost.wal.file).st_nlink == 0
    lost.dispose()
