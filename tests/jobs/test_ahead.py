"""Jobs dated by a clock that was twenty years ahead are due now, and the log says so."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select, update

from app import jobs
from app.clock import DAY, HOUR
from app.db import Database
from app.jobs.ahead import REST_MOST
from app.jobs.queue import LONGEST
from tests.jobs.test_lease import SECOND, _enqueue, _finish, _lease, _state, job, lane

YEARS = 20 * 365 * DAY


def ahead(db: Database, micros: int = YEARS) -> None:
    """All that is there was written while the clock was so far ahead."""
    with db.write() as session:
        session.execute(update(job).values(due=job.c.due + micros, again=job.c.again + micros))
        session.execute(update(lane).values(free_at=lane.c.free_at + micros, look_at=lane.c.look_at + micros))


def redate(db: Database) -> jobs.Misdated:
    with db.write() as session:
        return jobs.redate(session)


def due_in(db: Database, micros: int) -> None:
    (lease,) = _lease(db)
    with db.write() as session:
        jobs.finish(session, lease, next_due=jobs.now(session) + micros)
    assert _lease(db) == []


def test_what_is_due_beyond_the_longest_interval_is_due_now_and_the_log_says_so(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    _enqueue(db, "a1")
    due_in(db, DAY)
    ahead(db)
    state = _state(db, "a1")
    assert (state.misdated, state.running) == (True, False)
    with db.read() as session:
        assert jobs.misdated(session).due == 1
    with caplog.at_level(logging.WARNING):
        assert redate(db).due == 1
    assert "1 jobs were due in more than a year" in caplog.text
    assert not _state(db, "a1").misdated
    assert [lease.key for lease in _lease(db)] == ["a1"]


def test_what_is_due_at_the_end_of_the_longest_interval_waits_for_it(db: Database) -> None:
    _enqueue(db, "a1")
    due_in(db, 366 * DAY + HOUR)
    _enqueue(db, "b1", lane="b.example")
    due_in(db, 30 * DAY)
    assert not redate(db)
    assert not _state(db, "a1").misdated
    assert _lease(db) == []


def test_a_job_with_a_wrong_time_beside_others_of_its_host_is_found(db: Database) -> None:
    _enqueue(db, "far", "near")
    (far,) = _lease(db)
    _finish(db, far, next_due=_now(db) + LONGEST + DAY)
    (near,) = _lease(db)
    _finish(db, near, next_due=_now(db) + HOUR)
    assert _lease(db) == []
    assert redate(db) == jobs.Misdated(1, 0, 0)
    assert [lease.key for lease in _lease(db)] == [far.key]


def test_a_lease_that_was_taken_then_is_given_back(db: Database) -> None:
    _enqueue(db, "a1", "a2")
    (held,) = _lease(db)
    ahead(db)
    assert _lease(db) == []
    # The job that waits beside it was asked for then as well.
    assert redate(db) == jobs.Misdated(1, 1, 1)
    with pytest.raises(jobs.LeaseLost):
        _finish(db, held)
    found = [lease for _ in range(2) for lease in _finished(db)]
    assert sorted((lease.key, lease.attempts) for lease in found) == [("a1", 1), ("a2", 1)]


def test_a_host_that_rests_until_then_is_free(db: Database) -> None:
    _enqueue(db, "a1", "a2")
    (first,) = _lease(db)
    _finish(db, first, lane_delay_us=REST_MOST + DAY)
    assert _lease(db) == []
    assert redate(db) == jobs.Misdated(0, 0, 1)
    assert [lease.key for lease in _lease(db)] == ["a2"]


def test_a_host_that_is_looked_into_too_late_is_looked_into_when_something_is_due(db: Database) -> None:
    _enqueue(db, "a1")
    due_in(db, HOUR)
    with db.write() as session:
        session.execute(update(job).values(due=jobs.now(session) - SECOND))
        session.execute(update(lane).values(look_at=jobs.now(session) + 30 * DAY))
    assert _lease(db) == []
    assert redate(db) == jobs.Misdated(0, 0, 1)
    assert [lease.key for lease in _lease(db)] == ["a1"]


def test_one_that_was_asked_for_again_then_runs_once_more_now(db: Database) -> None:
    _enqueue(db, "a1")
    (lease,) = _lease(db)
    with db.write() as session:
        jobs.enqueue(session, "crawl", "a1", lane="a.example", due=jobs.now(session) + YEARS)
    assert _state(db, "a1").misdated
    assert redate(db).due == 1
    _finish(db, lease)
    assert [lease.key for lease in _lease(db)] == ["a1"]


def test_a_clock_that_is_behind_makes_nothing_due(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _enqueue(db, "a1")
    due_in(db, DAY)
    # As a machine without a battery starts: at the beginning of 1970.
    monkeypatch.setattr("app.jobs.ahead.db_time", lambda _session: HOUR)
    assert not redate(db)


def test_nothing_is_wrong_in_a_day_s_work(db: Database) -> None:
    for number in range(20):
        _enqueue(db, f"k{number}", lane=f"{number % 5}.example" if number < 15 else "")
    for round_ in range(4):
        for lease in _lease(db):
            assert not redate(db)
            if round_ < 3:
                with db.write() as session:
                    due = jobs.now(session) + (DAY if round_ == 2 else 0)
                    jobs.finish(session, lease, next_due=due, lane_delay_us=0)
        assert not redate(db)
    with db.read() as session:
        assert session.execute(select(job).limit(1)).first()


def _now(db: Database) -> int:
    with db.read() as session:
        return jobs.now(session)


def _finished(db: Database) -> list[jobs.Lease]:
    leases = _lease(db)
    for lease in leases:
        _finish(db, lease)
    return leases
