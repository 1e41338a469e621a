"""Leases: one holder at a time, results once, three attempts and no more."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
from sqlalchemy import Table, select, update

from app import jobs
from app.db import Database
from app.jobs.models import Job, Lane

SECOND = 1_000_000

job = cast(Table, Job.__table__)
lane = cast(Table, Lane.__table__)


def _enqueue(db: Database, *keys: str, lane: str = "a.example") -> None:
    with db.write() as session:
        for key in keys:
            jobs.enqueue(session, "crawl", key, lane=lane)


def _lease(db: Database, limit: int = 9, *, queued: bool = False, owner: str = "") -> list[jobs.Lease]:
    with db.write() as session:
        return jobs.lease(session, limit=limit, delay_us=0, queued=queued, owner=owner)


def _finish(db: Database, lease: jobs.Lease, **options: int) -> None:
    with db.write() as session:
        jobs.finish(session, lease, **options)


def _pass(db: Database, micros: int) -> None:
    """Let time go by, as seen by everything in the database."""
    with db.write() as session:
        session.execute(update(job).values(due=job.c.due - micros, again=job.c.again - micros))
        session.execute(update(lane).values(free_at=lane.c.free_at - micros, look_at=lane.c.look_at - micros))


def _state(db: Database, key: str) -> jobs.JobState:
    with db.read() as session:
        return jobs.states(session, [key])[key]


def test_one_job_of_a_lane_at_a_time_and_lanes_beside_each_other(db: Database) -> None:
    _enqueue(db, "a1", "a2", "a3")
    _enqueue(db, "b1", "b2", lane="b.example")
    _enqueue(db, "free1", "free2", lane="")
    first = _lease(db)
    assert sorted(lease.key for lease in first) == ["a1", "b1", "free1", "free2"]
    assert _lease(db) == []
    _finish(db, next(lease for lease in first if lease.key == "a1"))
    assert [lease.key for lease in _lease(db)] == ["a2"]


def test_no_more_than_the_limit_is_handed_out(db: Database) -> None:
    for number in range(9):
        _enqueue(db, f"k{number}", lane=f"{number}.example")
    assert len(_lease(db, 4)) == 4
    assert len(_lease(db, 4)) == 4
    assert len(_lease(db, 4)) == 1


def test_the_lane_rests_from_the_end_of_the_previous_job(db: Database) -> None:
    _enqueue(db, "a1", "a2")
    (first,) = _lease(db)
    _pass(db, 30 * SECOND)
    _finish(db, first, lane_delay_us=10 * SECOND)
    assert _lease(db) == []
    _pass(db, 9 * SECOND)
    assert _lease(db) == []
    _pass(db, 2 * SECOND)
    assert [lease.key for lease in _lease(db)] == ["a2"]


def test_a_finished_job_comes_back_when_it_is_due_again(db: Database) -> None:
    _enqueue(db, "a1")
    (first,) = _lease(db)
    with db.write() as session:
        jobs.finish(session, first, next_due=jobs.now(session) + 3600 * SECOND)
    assert _lease(db) == []
    with db.write() as session:
        left = jobs.next_look_in(session)
        assert left is not None
        assert 3500 * SECOND < left <= 3600 * SECOND
    _pass(db, 3601 * SECOND)
    assert [lease.key for lease in _lease(db)] == ["a1"]


def test_a_lost_lease_is_handed_out_again_and_only_the_new_holder_may_finish(db: Database) -> None:
    _enqueue(db, "a1")
    (slow,) = _lease(db)
    _pass(db, jobs.LEASE_US + SECOND)
    (quick,) = _lease(db)
    assert quick.token != slow.token
    with pytest.raises(jobs.LeaseLost):
        _finish(db, slow)
    with pytest.raises(jobs.LeaseLost), db.write() as session:
        jobs.extend(session, slow)
    _finish(db, quick)
    with pytest.raises(jobs.LeaseLost):
        _finish(db, quick)


def test_losing_the_lease_rolls_back_all_that_was_written_with_it(db: Database) -> None:
    _enqueue(db, "a1")
    (slow,) = _lease(db)
    with db.write() as session:
        jobs.cancel(session, "a1")

    def write_a_result() -> None:
        with db.write() as session:
            jobs.enqueue(session, "crawl", "found-by-a1")
            jobs.finish(session, slow)

    with pytest.raises(jobs.LeaseLost):
        write_a_result()
    with db.write() as session:
        assert jobs.states(session, ["a1", "found-by-a1"]) == {}
        jobs.drop(session, slow)
    _enqueue(db, "a2")
    assert [lease.key for lease in _lease(db)] == ["a2"]


def test_an_extended_lease_does_not_run_out(db: Database) -> None:
    _enqueue(db, "a1", "a2")
    (lease,) = _lease(db)
    for _ in range(3):
        _pass(db, jobs.LEASE_US - SECOND)
        with db.write() as session:
            jobs.extend(session, lease)
    assert _lease(db) == []
    _finish(db, lease)
    assert [lease.key for lease in _lease(db)] == ["a2"]


def test_after_a_third_death_the_job_is_set_aside_and_asking_again_clears_it(db: Database) -> None:
    _enqueue(db, "bad", "good")
    for attempt in (1, 2, 3):
        (lease,) = [one for one in _lease(db) if one.key == "bad"]
        assert lease.attempts == attempt
        _pass(db, jobs.LEASE_US + SECOND)
        with db.write() as session:  # it stays ahead of the other
            session.execute(update(job).where(job.c.key == "bad").values(due=job.c.due - 3600 * SECOND))
    assert [lease.key for lease in _lease(db)] == ["good"]
    state = _state(db, "bad")
    assert (state.set_aside, state.due_at, state.running) == ("died", None, False)
    assert state.detail
    _enqueue(db, "bad")
    assert _state(db, "bad").set_aside is None
    _pass(db, jobs.LEASE_US + SECOND)
    assert "bad" in [lease.key for lease in _lease(db)] + [lease.key for lease in _lease(db)]


def test_of_jobs_that_died_together_only_one_runs_at_a_time(db: Database) -> None:
    for number in range(5):
        _enqueue(db, f"k{number}", lane=f"{number}.example")
    assert len(_lease(db)) == 5
    _pass(db, jobs.LEASE_US + SECOND)
    done = []
    for _ in range(5):
        (suspect,) = _lease(db)
        assert _lease(db) == []
        _finish(db, suspect)
        done.append(suspect.key)
        _pass(db, SECOND)
    assert sorted(done) == [f"k{number}" for number in range(5)]


def test_a_job_lost_in_the_queue_has_not_used_an_attempt(db: Database) -> None:
    _enqueue(db, "a1")
    for _ in range(5):
        (lease,) = _lease(db, queued=True)
        assert lease.attempts == 0
        _pass(db, jobs.LEASE_US + SECOND)
    (lease,) = _lease(db, queued=True)
    with db.write() as session:
        begun = jobs.begin(session, lease.job_id, lease.token, delay_us=7)
    assert begun is not None
    assert (begun.attempts, begun.key, begun.delay_us) == (1, "a1", 7)


def test_an_old_message_about_a_job_begins_nothing(db: Database) -> None:
    _enqueue(db, "a1")
    (old,) = _lease(db, queued=True)
    _pass(db, jobs.LEASE_US + SECOND)
    (new,) = _lease(db, queued=True)
    with db.write() as session:
        assert jobs.begin(session, old.job_id, old.token) is None
        assert jobs.begin(session, 10**15, new.token) is None
        assert jobs.begin(session, new.job_id, new.token) is not None


def test_beginning_renews_the_lease_of_job_and_lane(db: Database) -> None:
    _enqueue(db, "a1", "a2")
    (lease,) = _lease(db, queued=True)
    _pass(db, jobs.LEASE_US - SECOND)
    with db.write() as session:
        jobs.begin(session, lease.job_id, lease.token)
    _pass(db, jobs.LEASE_US - SECOND)
    assert _lease(db) == []


def test_an_error_of_ours_is_tried_again_later_and_set_aside_after_the_third(db: Database) -> None:
    _enqueue(db, "a1")
    for attempt in (1, 2, 3):
        (lease,) = _lease(db)
        assert lease.attempts == attempt
        with db.write() as session:
            jobs.fail(session, lease, code="bug", detail="KeyError: 'x'", retry_us=60 * SECOND)
        assert _lease(db) == []
        _pass(db, 61 * SECOND)
    state = _state(db, "a1")
    assert (state.set_aside, state.detail) == ("bug", "KeyError: 'x'")


def test_a_job_given_back_is_handed_out_at_once_and_its_attempt_is_not_counted(db: Database) -> None:
    _enqueue(db, "a1")
    for _ in range(5):
        (lease,) = _lease(db)
        assert lease.attempts == 1
        with db.write() as session:
            jobs.give_back(session, lease.job_id, lease.token)
    with pytest.raises(jobs.LeaseLost):
        _finish(db, lease)


def test_the_leases_of_a_dead_owner_end_at_once(db: Database) -> None:
    for number in range(3):
        _enqueue(db, f"k{number}", lane=f"{number}.example")
    _lease(db, 2, owner="here")
    (other,) = _lease(db, 1, owner="here2")
    with db.write() as session:
        assert jobs.reclaim(session, "here") == 2
    again = _lease(db)
    assert [lease.attempts for lease in again] == [2]
    _finish(db, again[0])
    _finish(db, other)
    _pass(db, SECOND)
    assert [lease.attempts for lease in _lease(db)] == [2]


def test_a_lane_is_not_freed_by_whoever_held_it_before(db: Database) -> None:
    _enqueue(db, "a1", "a2")
    (slow,) = _lease(db)
    _pass(db, jobs.LEASE_US + SECOND)
    with db.write() as session:
        session.execute(update(job).where(job.c.key == "a1").values(due=job.c.due + 2 * SECOND))
    (other,) = _lease(db)
    assert other.key == "a2"
    _finish(db, slow)
    assert _lease(db) == []
    _finish(db, other)


def test_lanes_without_jobs_leave_no_rows(db: Database) -> None:
    for number in range(20):
        _enqueue(db, f"k{number}", lane=f"{number}.example")
    for lease in _lease(db, 50):
        _finish(db, lease)
    assert _lease(db) == []
    with db.read() as session:
        assert session.execute(select(lane)).all() == []
        assert session.execute(select(job)).all() == []


def test_eight_at_once_hand_out_and_finish_each_job_once(db: Database) -> None:
    for number in range(120):
        _enqueue(db, f"k{number}", lane=f"{number % 10}.example")
    done: list[str] = []

    def work(_: int) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for lease in _lease(db, 3):
                _finish(db, lease)
                done.append(lease.key)
            with db.read() as session:
                if jobs.count_due(session) == 0:
                    return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert sorted(done) == sorted(f"k{number}" for number in range(120))
