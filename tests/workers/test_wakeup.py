"""Waking the scheduler: a commit that leaves work does, in this process or another; nothing else does."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import delete

from app import jobs
from app.db import Database
from app.jobs.models import Job, Lane
from app.jobs.wake import pipe_path
from tests.workers.processes import ROOT
from tests.workers.trivial import make_tables
from workers.commit_watch import watch
from workers.wakeup import WakeUp

ELSEWHERE = """
import sys
from app import jobs
from app.db import Database
with Database(sys.argv[1]).write() as session:
    jobs.enqueue(session, "trivial", "from elsewhere", lane="a.example")
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def any_db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind, with nothing asked for."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'hud.sqlite3'}")
    else:
        made = Database(request.getfixturevalue("postgres_url"))
    make_tables(made)
    # Other tests have used the same server.
    with made.write() as session:
        session.execute(delete(Job))
        session.execute(delete(Lane))
    yield made
    made.dispose()


def _ask(db: Database) -> None:
    with db.write() as session:
        jobs.enqueue(session, "trivial", "here", lane="a.example")


def test_a_commit_in_another_process_wakes(any_db: Database) -> None:
    with WakeUp(any_db) as wakeup:
        wakeup.wait(0)  # it is open now
        subprocess.run([sys.executable, "-c", ELSEWHERE, any_db.url], cwd=ROOT, check=True, timeout=60)
        assert wakeup.wait(30)


def test_waiting_works_beyond_the_thousandth_descriptor(any_db: Database) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 2_048:
        resource.setrlimit(resource.RLIMIT_NOFILE, (2_048, hard))
    low = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_024)]
    try:
        with WakeUp(any_db) as wakeup:
            assert not wakeup.wait(0)
            wakeup.wake()
            assert wakeup.wait(30)
    finally:
        for descriptor in low:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_asking_in_this_process_wakes_once_however_often(any_db: Database) -> None:
    with WakeUp(any_db) as wakeup:
        wakeup.wait(0)
        _ask(any_db)
        assert wakeup.wait(30)
        while wakeup.wait(0):
            pass
        for _ in range(100_000):
            wakeup.wake()
        assert wakeup.wait(0)


def test_what_was_rolled_back_or_only_looked_at_does_not_ring(any_db: Database) -> None:
    with WakeUp(any_db) as wakeup:
        wakeup.wait(0)
        with suppress(ZeroDivisionError), any_db.write() as session:
            jobs.enqueue(session, "trivial", "never", lane="a.example")
            raise ZeroDivisionError
        with any_db.read() as session:
            jobs.states(session, ["never"])
        with any_db.write() as session:
            jobs.now(session)
        assert not wakeup.wait(0)


def test_asking_needs_nobody_who_listens(any_db: Database) -> None:
    _ask(any_db)
    with WakeUp(any_db):
        pass
    _ask(any_db)
    with any_db.write() as session:
        assert [lease.key for lease in jobs.lease(session, limit=9)] == ["here"]


def test_a_file_in_the_pipes_place_stays_as_it_is(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'hud.sqlite3'}")
    make_tables(db)
    place = pipe_path(db.engine.url)
    assert place is not None
    place.write_bytes(b"mine")
    with WakeUp(db) as wakeup:
        _ask(db)
        assert not wakeup.wait(0)
    assert place.read_bytes() == b"mine"
    db.dispose()


def test_the_tide_turns_with_a_commit_elsewhere(any_db: Database) -> None:
    stop = threading.Event()
    with watch(any_db) as commits:
        _ask(any_db)
        assert commits.wait(stop, 30)
        stop.set()
        assert not commits.wait(stop, 30)


def test_waking_leaves_no_descriptor_open(any_db: Database) -> None:
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))

    with WakeUp(any_db) as wakeup, watch(any_db):
        wakeup.wait(0)
    before = count()
    for _ in range(5):
        with WakeUp(any_db) as wakeup, watch(any_db):
            wakeup.wait(0)
    assert count() == before
