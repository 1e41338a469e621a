"""Long jobs in real workers: killed, stopped, cancelled, beside short ones, on both databases and Redis."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from app import jobs
from app.db import Database
from app.jobs.long import LongState
from app.settings import Settings
from tests.services import empty
from tests.soak import times
from tests.workers.processes import ROOT, end, environment, running, start, until
from tests.workers.test_redis import _leases_run_out
from tests.workers.trivial import ask, ask_to_count, make_tables, reach, results

pytestmark = pytest.mark.soak

EMBEDDED = ("-m", "tests.workers.trivial", "embedded")
SHARED = ("-m", "tests.workers.trivial", "shared")
SCHEDULER = ("-m", "tests.workers.trivial", "scheduler")
KILLS = times("kills of a worker in a long job", 2, 30)
FOREVER = 10**9


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, small: Settings) -> Iterator[tuple[Settings, Database]]:
    """An installation on each kind of database."""
    made = small
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        empty(url)
        made = msgspec.structs.replace(small, database_url=url)
    db = Database(made.database)
    make_tables(db)
    yield made, db
    db.dispose()


def _state(db: Database, key: str = "count") -> LongState:
    with db.read() as session:
        return next(one for one in jobs.long.listing(session) if one.key == key)


def test_killed_at_random_points_it_goes_on_where_it_was(either: tuple[Settings, Database]) -> None:
    settings, db = either
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    last = 40 * (KILLS + 1)
    ask_to_count(db, last)
    for _ in range(KILLS):
        with running(settings, *EMBEDDED) as worker:
            reach(db, len(results(db)) + chance.randint(1, 39))
            end(worker, signal.SIGKILL)
        assert results(db) == list(range(_state(db).done)), f"seed {seed}"
    with running(settings, *EMBEDDED):
        until(lambda: _state(db).state == "done")
    assert results(db) == list(range(last)), f"seed {seed}"


def test_it_is_cancelled_while_it_runs_and_what_it_did_stays(either: tuple[Settings, Database]) -> None:
    settings, db = either
    ask_to_count(db, FOREVER)
    with running(settings, *EMBEDDED) as worker:
        reach(db, 5)
        with db.write() as session:
            assert jobs.long.end(session, "count")
        until(lambda: _state(db).state == "cancelled")
        assert results(db) == list(range(_state(db).done))
        ask_to_count(db, 3)
        until(lambda: [one.state for one in _all(db)] == ["done", "cancelled"])
        assert worker.poll() is None


def _all(db: Database) -> list[LongState]:
    with db.read() as session:
        return jobs.long.listing(session)


def test_a_stop_gives_it_back_with_its_step(small: Settings, db: Database, tmp_path: Path) -> None:
    ask_to_count(db, FOREVER)
    said = tmp_path / "said"
    with said.open("w") as stderr:
        worker = subprocess.Popen(
            [sys.executable, *EMBEDDED, "3600"],
            cwd=ROOT,
            env=environment(small),
            stderr=stderr,
            text=True,
        )
        reach(db, 5)
        assert end(worker) == 0
    found = _state(db)
    assert (found.state, found.due_at) == ("waiting", None)
    assert results(db) == list(range(found.done))
    assert "handed back unfinished" not in said.read_text()


def test_on_one_thread_short_jobs_come_through_between_its_turns(small: Settings, db: Database) -> None:
    ask_to_count(db, FOREVER)
    alone = msgspec.structs.replace(small, crawl_concurrency=1)
    with running(alone, *EMBEDDED, "0.05"):
        reach(db, 5)
        ask(db, 20)
        until(lambda: _short(db) == 20)
        before = _state(db).done
        until(lambda: _state(db).done > before)


def _short(db: Database) -> int:
    with db.read() as session:
        return session.scalar(text("SELECT count(*) FROM result WHERE key LIKE 'n:%'")) or 0


def test_two_of_them_take_turns(small: Settings, db: Database) -> None:
    ask_to_count(db, FOREVER, "one")
    ask_to_count(db, FOREVER, "other")
    with running(small, *EMBEDDED, "0.05"):
        until(lambda: _least(db) >= 2)
        until(lambda: _least(db) >= 8)


def _least(db: Database) -> int:
    return min(_state(db, key).done for key in ("one", "other"))


def test_on_redis_another_worker_goes_on_after_a_kill(with_redis: Settings, db: Database) -> None:
    ask_to_count(db, 60)
    with running(with_redis, *SCHEDULER):
        worker = start(with_redis, *SHARED)
        reach(db, 10)
        end(worker, signal.SIGKILL)
        assert results(db) == list(range(_state(db).done))
        _leases_run_out(db)
        with running(with_redis, *SHARED):
            until(lambda: _state(db).state == "done")
    assert results(db) == list(range(60))
