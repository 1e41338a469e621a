"""Writers HUD knows nothing of are noticed at the next read, and its own commits not taken for theirs."""

from __future__ import annotations

import gc
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from app.db.base import Base
from app.freshness import counters, external_writes, names
from app.freshness.held import Held
from app.rowcache import cache as module
from app.rowcache.codec import dump
from app.settings import Settings
from tests.rowcache.models import TryNote, TryPage, TrySite
from tests.rowcache.process import make_tables, running, statements
from tests.rowcache.test_rows import Process, filled, title
from tests.services import memcached, program


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "try.sqlite3"


@pytest.fixture
def url(file: Path) -> str:
    made = Database(f"sqlite:///{file}")
    make_tables(made)
    made.dispose()
    return made.url


def by_python(file: Path, statement: str) -> None:
    """Another program, which is not HUD."""
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.close()"
    subprocess.run([sys.executable, "-c", code, str(file), statement], check=True)


def by_shell(file: Path, statement: str) -> None:
    """A person at the prompt of SQLite's own program."""
    subprocess.run([program("sqlite3"), str(file), statement], check=True)


def everything(db: Database) -> list[int | None]:
    return counters(db).stamps([names.EVERYTHING])


@pytest.mark.parametrize("write", [by_python, by_shell])
def test_row_that_an_outsider_changes_is_new_at_once(
    process: Process, other: Database, file: Path, write: Callable[[Path, str], None]
) -> None:
    db, _ = process
    filled(db)
    for turn in range(3):
        before = everything(db)
        assert title(db) == title(other)
        write(file, f"UPDATE try_page SET title = 'By hand {turn}' WHERE id = 1")
        assert title(db) == title(other) == f"By hand {turn}"
        assert everything(db) != before


def test_what_is_held_is_read_anew_when_an_outsider_changes_it(process: Process, file: Path) -> None:
    db, _ = process
    filled(db)
    held = Held[str](names.EVERYTHING, names.table(TryPage))

    def read() -> str:
        with db.read() as session:
            return session.get_one(TryPage, 1).title

    # Nothing else asks for counters in between.
    for turn in range(3):
        by_python(file, f"UPDATE try_page SET title = 'By hand {turn}' WHERE id = 1")
        assert held.get(counters(db), read) == f"By hand {turn}"


def test_own_commits_of_all_processes_make_nothing_else_old(
    process: Process, other: Database, place: Settings, url: str
) -> None:
    db, _ = process
    filled(db)
    assert title(db, 2) == "Page 2"
    before = everything(db)
    assert None not in before

    def write(mine: Database, low: int) -> None:
        for number in range(low, low + 40):
            with mine.write() as session:
                session.add(TrySite(id=number, name=f"{number}.example"))

    with running(place, url) as (third, _):
        threads = [
            threading.Thread(target=write, args=(mine, 1_000 * at))
            for at, mine in enumerate((db, other, third), 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert everything(db) == before
    with statements(db) as sent:
        assert title(db, 2) == "Page 2"
    assert sent == []


@pytest.mark.parametrize("mode", ["PASSIVE", "RESTART", "TRUNCATE"])
def test_clearing_the_log_is_no_change(process: Process, file: Path, mode: str) -> None:
    db, _ = process
    filled(db)
    assert title(db, 2) == "Page 2"
    before = everything(db)
    by_python(file, f"PRAGMA wal_checkpoint({mode})")
    assert everything(db) == before
    with db.write() as session:
        session.get_one(TryPage, 1).title = "New"
    assert title(db) == "New"
    assert everything(db) == before


def test_what_an_outsider_takes_back_is_no_change_however_much_it_was(process: Process, file: Path) -> None:
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    before = everything(db)
    long = "INSERT INTO try_tag SELECT value + 100, hex(randomblob(400)) FROM generate_series(1, 4000)"
    long = long.replace(
        "generate_series(1, 4000)",
        "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1"
        " FROM n WHERE value < 4000) SELECT value FROM n)",
    )
    by_python(file, f"PRAGMA cache_size = 10; BEGIN; {long}; UPDATE try_page SET title = 'Never'; ROLLBACK;")
    assert everything(db) == before
    assert title(db) == "Page 1"


def test_own_transaction_larger_than_the_memory_for_it_is_no_external_write(process: Process) -> None:
    db, _ = process
    filled(db)
    before = everything(db)
    with db.write() as session:
        session.execute(text("PRAGMA cache_size = 10"))
        session.add_all([TryNote(page_id=1, text="x" * 200, long="y" * 2_000) for _ in range(500)])
    assert everything(db) == before


def test_vacuum_and_a_restored_copy_are_seen(process: Process, file: Path, tmp_path: Path) -> None:
    db, _ = process
    filled(db)
    copy = tmp_path / "copy.sqlite3"
    by_python(file, f"VACUUM INTO '{copy}'")
    with db.write() as session:
        session.get_one(TryPage, 1).title = "Since"
    by_python(file, "VACUUM")
    assert title(db) == "Since"
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    assert title(db) == "Page 1"


def test_change_while_hud_is_not_running_is_seen_when_it_is_again(
    place: Settings, url: str, file: Path
) -> None:
    for name in ("Page 1", "By hand", "By hand again"):
        with running(place, url) as (db, _):
            if name == "Page 1":
                filled(db)
            assert title(db) == name
            assert title(db) == name
        by_python(file, "UPDATE try_page SET title = title || ' again' WHERE title = 'By hand'")
        by_python(file, "UPDATE try_page SET title = 'By hand' WHERE title = 'Page 1'")


def test_raw_statement_that_nobody_named_counts_as_an_external_one(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    with other.write() as session:
        session.execute(text("UPDATE try_page SET title = 'Raw' WHERE id = 1"))
    assert title(db) == "Raw"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_outsider_beside_an_own_commit_is_seen(
    process: Process, other: Database, file: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Just before the transaction begins, or right after it is committed and before that is noted."""
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    if moment == "before":
        by_python(file, "UPDATE try_page SET title = 'By hand' WHERE id = 1")
    else:
        asked = outsider_after_commit(file, monkeypatch)
    with db.write() as session:
        session.get_one(TryPage, 2).title = "New"
    assert moment == "before" or asked
    assert title(db) == title(other) == "By hand"
    assert title(db, 2) == "New"


def outsider_after_commit(file: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    version, asked = external_writes._version, []

    def late(connection: object) -> int:
        asked.append(1)
        if len(asked) == 2:
            by_python(file, "UPDATE try_page SET title = 'By hand' WHERE id = 1")
        return version(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(external_writes, "_version", late)
    return asked


_DIES = """
import os, signal, sys
from pathlib import Path
from app.freshness import external_writes
from app.rowcache import attach, open_cache
from app.db import Database
from app.db.base import Base
from app.settings import Settings
from tests.rowcache.models import TryPage
servers = tuple(filter(None, sys.argv[3].split(",")))
db = Database(sys.argv[2])
attach(db, open_cache(Settings(data_dir=Path(sys.argv[1]), memcached=servers), db))
version, asked = external_writes._version, []
def die(connection):
    asked.append(1)
    if len(asked) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return version(connection)
external_writes._version = die
with db.write() as session:
    session.get_one(TryPage, 1).title = "Committed by the dead"
"""


def test_death_between_a_commit_and_its_note_leaves_nothing_old(
    process: Process, other: Database, place: Settings, url: str
) -> None:
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    arguments = [str(place.data_dir), url, ",".join(place.memcached)]
    root = Path(__file__).resolve().parents[2]
    died = subprocess.run([sys.executable, "-c", _DIES, *arguments], check=False, cwd=root)
    assert died.returncode == -signal.SIGKILL
    assert title(db) == title(other) == "Committed by the dead"
    with other.write() as session:
        session.get_one(TryPage, 1).title = "And after"
    assert title(db) == title(other) == "And after"


def test_looking_at_the_log_never_lets_go_of_sqlites_locks(
    process: Process, place: Settings, url: str, file: Path
) -> None:
    db, _ = process
    filled(db)
    try_to_write = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], 0); c.execute('BEGIN IMMEDIATE')"
    with db.write() as session:
        session.get_one(TryPage, 1).title = "Mine"
        session.flush()
        for _ in range(3):
            with running(place, url) as (passing, _):
                title(passing)
        gc.collect()
        tried = subprocess.run(
            [sys.executable, "-c", try_to_write, str(file)], check=False, capture_output=True
        )
    assert b"database is locked" in tried.stderr


def test_outsider_while_memcached_is_silent_is_seen_at_once_and_when_it_speaks_again(
    url: str, tmp_path: Path, file: Path
) -> None:
    with memcached() as server:
        settings = Settings(data_dir=tmp_path / "var", memcached=(server.address,))
        with running(settings, url) as (db, _), running(settings, url) as (other, _):
            filled(db)
            assert title(db) == title(other) == "Page 1"
            server.pause()
            by_python(file, "UPDATE try_page SET title = 'By hand' WHERE id = 1")
            assert title(db) == title(other) == "By hand"
            assert counters(db).owes
            server.resume()
            until = time.monotonic() + 5
            while counters(db).owes and time.monotonic() < until:
                assert title(db) == title(other) == "By hand"
            assert not counters(db).owes
            server.pause()
            by_python(file, "UPDATE try_page SET title = 'Again' WHERE id = 1")
            assert title(db) == "Again"
            with db.write() as session:
                session.get_one(TryPage, 2).title = "New"
            assert not counters(db).owes, "the commit has given the server another epoch"
            server.resume()
            assert title(db) == title(other) == "Again"


def test_outsider_between_a_load_and_its_keeping_is_seen(
    process: Process, other: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, _ = process
    filled(db)
    assert title(db, 2) == "Page 2"
    turns = iter(range(100))

    def late(rows: Sequence[Base]) -> tuple[bytes, list[str]]:
        if next(turns) == 0:
            by_python(file, "UPDATE try_page SET title = 'By hand' WHERE id = 1")
            assert None not in everything(other), "another process has noticed it"
        return dump(rows)

    monkeypatch.setattr(module, "dump", late)
    title(db)
    assert title(db) == title(other) == "By hand"
