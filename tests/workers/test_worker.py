"""The embedded worker: everything done once, whatever happens to the process."""

from __future__ import annotations

import random
import signal
import subprocess
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from app import jobs
from app.db import Database
from app.settings import Settings
from tests.soak import times
from tests.workers.processes import end, running, start, until
from tests.workers.trivial import ask, make_tables, reach, results

pytestmark = pytest.mark.soak

EMBEDDED = ("-m", "tests.workers.trivial", "embedded")
KILLS = times("kills of the embedded worker", 2, 40)


def _state(db: Database, key: str) -> jobs.JobState | None:
    with db.read() as session:
        return jobs.states(session, [key]).get(key)


def _ask_one(db: Database, key: str) -> None:
    with db.write() as session:
        jobs.enqueue(session, "trivial", key, payload={"number": -1}, lane=f"{key}.example")


def test_every_job_is_done_once_and_a_signal_ends_it_with_exit_code_0(small: Settings, db: Database) -> None:
    ask(db, 80)
    with running(small, *EMBEDDED) as worker:
        reach(db, 80)
        _ask_one(db, "later")
        reach(db, 81)
        assert end(worker) == 0
    assert results(db) == [-1, *range(80)]
    with db.read() as session:
        assert jobs.count_due(session) == 0


def test_on_postgresql_two_hosts_share_the_work_and_a_killed_one_is_made_up_for(
    small: Settings, postgres_url: str, tmp_path: Path
) -> None:
    here = msgspec.structs.replace(small, database_url=postgres_url)
    there = msgspec.structs.replace(here, data_dir=tmp_path / "there")
    there.data_dir.mkdir()
    db = Database(postgres_url)
    with db.write() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    make_tables(db)
    ask(db, 120)
    with running(there, *EMBEDDED):
        with running(here, *EMBEDDED) as killed:
            reach(db, 20)
            end(killed, signal.SIGKILL)
        with running(here, *EMBEDDED):
            until(lambda: _done(db, 120))
    assert results(db) == list(range(120))
    db.dispose()


def test_killed_at_random_points_each_job_is_done_and_its_result_stored_once(
    small: Settings, db: Database
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    count = 70 * KILLS
    ask(db, count)
    worker: subprocess.Popen[str] | None = None
    try:
        for _ in range(KILLS):
            before = len(results(db))
            worker = start(small, *EMBEDDED)
            wanted = min(before + chance.randint(1, 60), count)
            reach(db, wanted)
            end(worker, signal.SIGKILL)
        worker = start(small, *EMBEDDED)
        until(lambda: _done(db, count), 60)
    finally:
        if worker is not None and worker.poll() is None:
            end(worker, signal.SIGKILL)
    assert results(db) == list(range(count)), f"seed {seed}"


def _done(db: Database, count: int) -> bool:
    """Whether all are done; a job that three kills in a row happened to hit is asked for again."""
    with db.write() as session:
        keys = [f"n:{number}" for number in range(count)]
        for key, state in jobs.states(session, keys).items():
            if state.set_aside:
                jobs.enqueue(session, "trivial", key, payload={"number": int(key[2:])}, lane=key)
    return len(results(db)) >= count


def test_a_job_that_kills_its_worker_is_set_aside_and_its_neighbours_are_done(
    small: Settings, db: Database
) -> None:
    _ask_one(db, "fatal")
    ask(db, 20)
    deaths = 0
    worker = start(small, *EMBEDDED)

    def died() -> bool:
        return worker.poll() is not None

    try:
        while not ((state := _state(db, "fatal")) and state.set_aside) or len(results(db)) < 20:
            if died():
                assert worker.wait() == -signal.SIGABRT
                deaths += 1
                assert deaths <= jobs.ATTEMPTS
                worker = start(small, *EMBEDDED)
            until(lambda: died() or len(results(db)) >= 20)
    finally:
        end(worker, signal.SIGKILL)
    assert deaths == jobs.ATTEMPTS
    assert results(db) == list(range(20))
    state = _state(db, "fatal")
    assert state is not None
    assert state.set_aside == "died"


def test_an_exception_leaves_the_worker_alive_and_the_job_for_later(small: Settings, db: Database) -> None:
    _ask_one(db, "wrong")
    with running(small, *EMBEDDED) as worker:
        until(lambda: (state := _state(db, "wrong")) and state.detail)
        ask(db, 10)
        reach(db, 10)
        assert worker.poll() is None
    state = _state(db, "wrong")
    assert state is not None
    assert (state.attempts, state.running, state.set_aside) == (1, False, None)
    assert state.detail == "KeyError: 'wrong'"


def test_what_does_not_finish_in_time_is_given_back_at_a_stop(small: Settings, db: Database) -> None:
    _ask_one(db, "slow")
    with running(small, *EMBEDDED) as worker:
        until(lambda: (state := _state(db, "slow")) and state.attempts == 1)
        assert end(worker) == 0
    state = _state(db, "slow")
    assert state is not None
    assert (state.running, state.attempts) == (False, 0)


def test_a_second_signal_ends_it_at_once(small: Settings, db: Database) -> None:
    _ask_one(db, "slow")
    with running(small, *EMBEDDED) as worker:
        until(lambda: (state := _state(db, "slow")) and state.attempts == 1)
        worker.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(0.2)
        assert end(worker, seconds=3) == 1
    state = _state(db, "slow")
    assert state is not None
    assert state.running
