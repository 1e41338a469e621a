"""Long jobs: asked for once, in steps that are committed with their progress, cancelled, taken up again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text, update

from app import jobs
from app.clock import DAY
from app.db import Database
from app.jobs.long import KEPT, LANE, LongState, job, long_job

TITLE = "Counting"


class Killed(Exception):
    """Stands for a worker's end in the middle of a step."""


def _ask(db: Database, key: str = "count", **payload: object) -> bool:
    with db.write() as session:
        return jobs.long.ask(session, "count", TITLE, key=key, payload=payload)


def _lease(db: Database) -> jobs.Lease:
    with db.write() as session:
        (lease,) = jobs.lease(session, limit=1)
    return lease


def _state(db: Database, key: str = "count") -> LongState:
    with db.read() as session:
        return next(one for one in jobs.long.listing(session) if one.key == key)


def _results(db: Database) -> list[int]:
    with db.read() as session:
        return list(session.scalars(text("SELECT number FROM result ORDER BY number")))


@pytest.fixture
def results(db: Database) -> Database:
    with db.write() as session:
        session.execute(text("DROP TABLE IF EXISTS result"))
        session.execute(text("CREATE TABLE result (number INTEGER)"))
    return db


def _count_to(
    last: int, after: Callable[[int], None] = lambda _number: None
) -> Callable[[Database, jobs.Long], None]:
    """Work that writes the numbers up to `last`, one a step; `after` is called inside each."""

    def work(db: Database, long: jobs.Long) -> None:
        number = int(str(long.payload.get("next", 0)))
        while number < last:
            with long.step(number + 1, last, "at %(number)s", number=number) as session:
                session.execute(text("INSERT INTO result VALUES (:n)"), {"n": number})
                long.payload["next"] = number + 1
                after(number)
            number += 1
        with db.write() as session:
            long.finish(session, "counted to %(last)s", last=last)

    return work


def test_a_long_job_runs_to_its_end_and_what_came_of_it_stays_listed(results: Database) -> None:
    assert _ask(results)
    assert _state(results).state == "waiting"
    assert jobs.take_turn(results, _lease(results), _count_to(3))
    assert _results(results) == [0, 1, 2]
    found = _state(results)
    assert (found.state, found.title, found.done, found.total) == ("done", TITLE, 3, 3)
    assert (found.said, found.figures) == ("counted to %(last)s", {"last": 3})
    assert found.begun_at is not None
    assert found.asked_at <= found.begun_at <= (found.ended_at or 0)
    with results.read() as session:
        assert jobs.states(session, ["count"]) == {}
        assert jobs.long.live(session, "count") is None


def test_one_that_waits_or_runs_is_not_asked_for_again_and_goes_on_where_it_is(results: Database) -> None:
    assert _ask(results, next=1)
    assert not _ask(results, next=7)
    lease = _lease(results)
    assert lease.payload == {"next": 1}
    assert not _ask(results, next=9)
    assert jobs.take_turn(results, lease, _count_to(2))
    assert _results(results) == [1]
    assert _ask(results)
    with results.read() as session:
        assert [one.state for one in jobs.long.listing(session)] == ["waiting", "done"]


def test_a_step_is_committed_with_its_progress_and_the_next_holder_goes_on_there(results: Database) -> None:
    _ask(results)
    lease = _lease(results)

    def break_off(number: int) -> None:
        if number == 2:
            raise Killed

    with pytest.raises(Killed):
        jobs.take_turn(results, lease, _count_to(4, break_off))
    found = _state(results)
    assert (found.state, found.done, found.total) == ("running", 2, 4)
    assert (found.said, found.figures) == ("at %(number)s", {"number": 1})
    assert _results(results) == [0, 1]
    with results.write() as session:
        jobs.give_back(session, lease.job_id, lease.token)
    new = _lease(results)
    with pytest.raises(jobs.LeaseLost):
        jobs.take_turn(results, lease, _count_to(4))
    assert _results(results) == [0, 1]
    assert jobs.take_turn(results, new, _count_to(4))
    assert _results(results) == [0, 1, 2, 3]


def test_each_step_renews_the_lease_and_gives_the_attempts_back(results: Database) -> None:
    _ask(results)
    lease = _lease(results)
    with results.write() as session:
        session.execute(update(job).values(attempts=3, due=job.c.due - 59_000_000))

    def look(number: int) -> None:
        if number == 1:
            raise Killed

    with pytest.raises(Killed):
        jobs.take_turn(results, lease, _count_to(2, look))
    with results.read() as session:
        attempts, left = session.execute(
            text("SELECT attempts, due FROM job")  # the step before has set both
        ).one()
        assert attempts == 1
        assert left > jobs.now(session) + jobs.LEASE_US // 2


def test_one_that_runs_hears_at_its_next_step_that_it_is_cancelled(results: Database) -> None:
    _ask(results)
    lease = _lease(results)

    def work(db: Database, long: jobs.Long) -> None:
        with long.step(1, 3) as session:
            session.execute(text("INSERT INTO result VALUES (0)"))
        with db.write() as session:
            assert jobs.long.end(session, "count") == "asked"
        assert _state(db).is_ending
        with long.step(2, 3) as session:
            session.execute(text("INSERT INTO result VALUES (1)"))
        pytest.fail("it went on")

    assert jobs.take_turn(results, lease, work)
    found = _state(results)
    assert (found.state, found.done, found.total) == ("cancelled", 1, 3)
    assert _results(results) == [0]
    with results.read() as session:
        assert jobs.states(session, ["count"]) == {}
    assert _ask(results)
    assert jobs.take_turn(results, _lease(results), _count_to(2))


def test_one_that_waits_is_cancelled_at_once(results: Database) -> None:
    _ask(results)
    with results.write() as session:
        assert jobs.long.end(session, "count") == "ended"
        assert jobs.long.end(session, "count") == ""
        assert jobs.lease(session, limit=1) == []
    assert _state(results).state == "cancelled"


def test_one_that_was_marked_while_it_ran_does_not_begin_another_turn(results: Database) -> None:
    _ask(results)
    lease = _lease(results)
    with results.write() as session:
        assert jobs.long.end(session, "count") == "asked"
        jobs.give_back(session, lease.job_id, lease.token)
    assert jobs.take_turn(results, _lease(results), _count_to(2))
    assert _state(results).state == "cancelled"
    assert _results(results) == []


def test_a_turn_ends_with_a_step_and_the_others_come_first(results: Database) -> None:
    _ask(results)
    _ask(results, "other")
    first = _lease(results)
    with results.write() as session:
        assert jobs.lease(session, limit=5) == []  # one long job at a time
    assert not jobs.take_turn(results, first, _count_to(3), stopping=lambda: True)
    assert _results(results) == [0]
    assert (_state(results).state, _state(results).done) == ("waiting", 1)
    second = _lease(results)
    assert {first.key, second.key} == {"count", "other"}
    assert jobs.take_turn(results, second, _count_to(0))
    third = _lease(results)
    assert (third.key, third.attempts) == (first.key, 1)
    assert jobs.take_turn(results, third, _count_to(3))
    assert _results(results) == [0, 1, 2]


def test_short_jobs_are_handed_out_beside_a_long_one(results: Database) -> None:
    _ask(results)
    with results.write() as session:
        jobs.enqueue(session, "crawl", "page:1", lane="a.example")
        jobs.enqueue(session, "mail", "letter:1")
    with results.write() as session:
        assert {lease.key for lease in jobs.lease(session, limit=9)} == {"count", "page:1", "letter:1"}


def test_one_that_fails_is_quarantined_and_goes_on_where_it_was_when_retried(results: Database) -> None:
    _ask(results)
    lease = _lease(results)
    with results.write() as session:
        session.execute(update(job).values(attempts=jobs.ATTEMPTS, payload='{"next": 1}'))
        jobs.fail(session, lease, code="error", detail="OSError: no", retry_us=DAY)
    found = _state(results)
    assert (found.state, found.detail) == ("quarantined", "OSError: no")
    with results.write() as session:
        assert jobs.long.retry(session, "count")
        assert not jobs.long.retry(session, "count")
    assert jobs.take_turn(results, _lease(results), _count_to(3))
    assert _results(results) == [1, 2]


def test_asking_anew_for_one_in_quarantine_retries_it(results: Database) -> None:
    _ask(results)
    lease = _lease(results)
    with results.write() as session:
        session.execute(update(job).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, lease, code="error", detail="OSError: no", retry_us=DAY)
    assert not _ask(results)
    assert _state(results).state == "waiting"


def test_work_that_ends_without_a_result_is_a_fault(results: Database) -> None:
    _ask(results)
    with pytest.raises(RuntimeError, match="expected the work of count to finish"):
        jobs.take_turn(results, _lease(results), lambda _db, _long: None)


def test_a_job_that_was_not_asked_for_as_a_long_one_is_refused(results: Database) -> None:
    with results.write() as session:
        jobs.enqueue(session, "count", "bare", lane=LANE)
    with pytest.raises(LookupError, match="bare"):
        jobs.take_turn(results, _lease(results), _count_to(1))


def test_finishing_inside_a_step_keeps_the_step(results: Database) -> None:
    _ask(results)

    def work(_db: Database, long: jobs.Long) -> None:
        with long.step(1, 1) as session:
            session.execute(text("INSERT INTO result VALUES (5)"))
            long.finish(session, "all of it")

    assert jobs.take_turn(results, _lease(results), work)
    assert _results(results) == [5]
    assert _state(results).said == "all of it"


def test_what_ended_long_ago_is_forgotten(results: Database) -> None:
    for key in ("old", "new", "waits"):
        _ask(results, key)
    with results.write() as session:
        jobs.long.end(session, "old")
        jobs.long.end(session, "new")
        session.execute(
            update(long_job).where(long_job.c.key == "old").values(ended_at=jobs.now(session) - KEPT - DAY)
        )
        jobs.long.tidy(session)
        assert {one.key for one in jobs.long.listing(session)} == {"new", "waits"}


def test_short_jobs_are_counted_by_their_kind_and_state(results: Database) -> None:
    _ask(results)
    with results.write() as session:
        for number in range(6):
            jobs.enqueue(session, "crawl", f"page:{number}", lane=f"{number}.example")
        jobs.enqueue(session, "crawl", "later", due=jobs.now(session) + DAY)
        jobs.enqueue(session, "mail", "letter")
    with results.write() as session:
        taken = [one for one in jobs.lease(session, limit=9) if one.actor == "crawl"]
        session.execute(update(job).where(job.c.key == taken[0].key).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, taken[0], code="error", detail="", retry_us=1)
        jobs.give_back(session, taken[1].job_id, taken[1].token)
        assert jobs.long.counts(session) == [
            jobs.long.Counts("crawl", scheduled=1, due=1, running=4, quarantined=1),
            jobs.long.Counts("mail", scheduled=0, due=0, running=1, quarantined=0),
        ]
