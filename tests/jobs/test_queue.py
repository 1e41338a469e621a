"""Asking for work: unique by key, part of the caller's transaction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app import jobs
from app.db import Database

HOUR = 3_600_000_000


def _states(db: Database, *keys: str) -> dict[str, jobs.JobState]:
    with db.read() as session:
        return jobs.states(session, keys)


def _now(db: Database) -> int:
    with db.read() as session:
        return jobs.now(session)


def _enqueue(db: Database, key: str = "page:1", due: int | None = None) -> None:
    with db.write() as session:
        jobs.enqueue(session, "crawl", key, payload={"page": 1}, lane="a.example", due=due)


def _lease(db: Database) -> jobs.Lease:
    with db.write() as session:
        (lease,) = jobs.lease(session, limit=1)
    return lease


def test_a_job_asked_for_in_a_transaction_that_fails_does_not_exist(db: Database) -> None:
    with suppress(ZeroDivisionError), db.write() as session:
        jobs.enqueue(session, "crawl", "page:1")
        raise ZeroDivisionError
    assert _states(db, "page:1") == {}
    with db.write() as session:
        assert jobs.lease(session, limit=9) == []


def test_a_job_asked_for_in_a_savepoint_that_is_undone_does_not_exist(db: Database) -> None:
    with db.write() as session:
        jobs.enqueue(session, "crawl", "page:1", lane="a.example")
        with suppress(ZeroDivisionError), session.begin_nested():
            jobs.enqueue(session, "crawl", "page:2", lane="b.example")
            raise ZeroDivisionError
    with db.write() as session:
        assert [lease.key for lease in jobs.lease(session, limit=9)] == ["page:1"]


def test_asked_again_while_waiting_keeps_the_earlier_time(db: Database) -> None:
    now = _now(db)
    for due in (now + 2 * HOUR, now + HOUR, now + 3 * HOUR):
        _enqueue(db, due=due)
    assert _states(db, "page:1")["page:1"].due_at == now + HOUR
    with db.write() as session:
        assert jobs.lease(session, limit=9) == []


def test_asked_again_while_running_runs_once_more_afterwards(db: Database) -> None:
    _enqueue(db)
    lease = _lease(db)
    _enqueue(db)
    _enqueue(db)
    state = _states(db, "page:1")["page:1"]
    assert state.running
    assert state.due_at is not None
    with db.write() as session:
        assert jobs.lease(session, limit=9) == []
    with db.write() as session:
        jobs.finish(session, lease)
    again = _lease(db)
    with db.write() as session:
        jobs.finish(session, again)
    assert _states(db, "page:1") == {}


def test_the_payload_comes_back_as_it_was_given(db: Database) -> None:
    payload = {"page": 2**60, "text": "naïve \x00 \u2028 🙂", "list": [1, None, True]}
    with db.write() as session:
        jobs.enqueue(session, "crawl", "page:1", payload=payload)
    assert _lease(db).payload == payload


def test_a_hundred_ask_for_the_same_page_at_once_and_one_job_results(db: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: _enqueue(db), range(100)))
    with db.write() as session:
        leases = jobs.lease(session, limit=200)
    assert [lease.key for lease in leases] == ["page:1"]
    with db.write() as session:
        jobs.finish(session, leases[0])
        assert jobs.states(session, ["page:1"]) == {}


def test_states_answers_for_more_keys_than_a_statement_takes(db: Database) -> None:
    with db.write() as session:
        for number in range(0, 40_000, 400):
            jobs.enqueue(session, "crawl", f"page:{number}", lane="a.example")
    found = _states(db, *(f"page:{number}" for number in range(40_000)))
    assert found.keys() == {f"page:{number}" for number in range(0, 40_000, 400)}


def test_a_cancelled_job_is_not_handed_out(db: Database) -> None:
    _enqueue(db)
    with db.write() as session:
        jobs.cancel(session, "page:1")
        jobs.cancel(session, "page:never-there")
    with db.write() as session:
        assert jobs.lease(session, limit=9) == []
        assert jobs.next_look_in(session) is None


def test_who_can_do_one_kind_of_job_only_is_given_no_other(db: Database) -> None:
    with db.write() as session:
        jobs.enqueue(session, "mail", "mail:1")
        jobs.enqueue(session, "captcha", "captcha", lane="captcha")
        jobs.enqueue(session, "crawl", "page:1", lane="a.example")
    with db.write() as session:
        assert [lease.key for lease in jobs.lease(session, limit=9, actor="crawl")] == ["page:1"]
        assert jobs.lease(session, limit=9, actor="crawl") == []
        assert (jobs.count_due(session, "mail"), jobs.count_due(session)) == (1, 3)
