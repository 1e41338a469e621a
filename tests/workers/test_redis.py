"""Workers on a real Redis: it may lose everything, and carries what nobody can read."""

from __future__ import annotations

import random
import signal
from typing import cast

import pytest
import redis
from dramatiq import Message
from sqlalchemy import Table, update

from app import jobs
from app.db import Database
from app.jobs.models import Job, Lane
from app.settings import Settings
from tests.soak import times
from tests.workers.processes import end, running, start, until
from tests.workers.trivial import ask, reach, results
from workers.broker import QUEUE
from workers.redis import SharedBroker

pytestmark = pytest.mark.soak

SHARED = ("-m", "tests.workers.trivial", "shared")
SCHEDULER = ("-m", "tests.workers.trivial", "scheduler")
COUNT = times("jobs through Redis", 120, 5_000)
KILLS = times("kills of workers on Redis", 2, 20)


def _leases_run_out(db: Database) -> None:
    """Let all leases end that are older than a few seconds, as they would after a minute."""
    ago = jobs.LEASE_US - 5_000_000
    job, lane = cast(Table, Job.__table__), cast(Table, Lane.__table__)
    with db.write() as session:
        session.execute(update(job).where(job.c.token.is_not(None)).values(due=job.c.due - ago))
        session.execute(
            update(lane)
            .where(lane.c.token.is_not(None))
            .values(free_at=lane.c.free_at - ago, look_at=lane.c.look_at - ago)
        )


def test_two_workers_and_two_schedulers_do_every_job_once(with_redis: Settings, db: Database) -> None:
    ask(db, COUNT)
    with (
        running(with_redis, *SHARED) as one,
        running(with_redis, *SHARED) as other,
        running(with_redis, *SCHEDULER) as scheduler,
        running(with_redis, *SCHEDULER) as spare,
    ):
        reach(db, COUNT)
        assert [end(process) for process in (one, other, scheduler, spare)] == [0, 0, 0, 0]
    assert results(db) == list(range(COUNT))


def test_an_emptied_redis_loses_no_job(with_redis: Settings, db: Database) -> None:
    client = redis.Redis.from_url(with_redis.broker_url)
    ask(db, COUNT, hosts=200)
    with running(with_redis, *SCHEDULER), running(with_redis, *SHARED):
        for goal in (COUNT // 4, COUNT // 2):
            reach(db, goal)
            client.flushall()
            _leases_run_out(db)
        reach(db, COUNT)
    assert results(db) == list(range(COUNT))


def test_a_killed_worker_loses_no_job_and_doubles_none(with_redis: Settings, db: Database) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    ask(db, COUNT)
    with running(with_redis, *SCHEDULER), running(with_redis, *SHARED):
        for kill in range(KILLS):
            worker = start(with_redis, *SHARED)
            goal = (kill + 1) * COUNT // (KILLS + 2) + chance.randint(0, 9)
            reach(db, goal)
            end(worker, signal.SIGKILL)
            _leases_run_out(db)
        reach(db, COUNT)
    assert results(db) == list(range(COUNT)), f"seed {seed}"


def test_messages_that_nobody_can_read_are_dropped_and_the_worker_lives(
    with_redis: Settings, db: Database
) -> None:
    broker = SharedBroker(with_redis.broker_url)
    client = broker.client
    with running(with_redis, *SHARED) as worker, running(with_redis, *SCHEDULER):
        for number, data in enumerate((b"\x80not json", b"[]", b"{}", b"null", b'{"queue_name": "hud"}')):
            client.hset(f"hud:{QUEUE}.msgs", f"bad{number}", data)
            client.rpush(f"hud:{QUEUE}", f"bad{number}")
        broker.enqueue(Message(QUEUE, "of-an-older-version", (), {}, {}))
        broker.enqueue(Message(QUEUE, "trivial", ("one", 2, "three"), {"four": 4}, {}))
        broker.enqueue(Message(QUEUE, "trivial", (10**9, "no such job"), {}, {}))
        until(lambda: broker.waiting_count() == 0)
        ask(db, 20)
        reach(db, 20)
        assert worker.poll() is None
    assert results(db) == list(range(20))
    broker.close()


def test_a_full_redis_is_waited_out(with_redis: Settings, db: Database) -> None:
    client = redis.Redis.from_url(with_redis.broker_url)
    with running(with_redis, *SCHEDULER) as scheduler, running(with_redis, *SHARED) as worker:
        ask(db, 5)
        reach(db, 5)
        client.config_resetstat()
        client.config_set("maxmemory", 1)  # noeviction: it answers, and takes nothing
        with db.write() as session:
            for number in range(5, 40):
                jobs.enqueue(session, "trivial", f"n:{number}", payload={"number": number})
        until(lambda: "errorstat_OOM" in client.info("errorstats"))
        client.config_set("maxmemory", 0)
        _leases_run_out(db)
        reach(db, 40)
        assert scheduler.poll() is None
        assert worker.poll() is None
    assert results(db) == list(range(40))
