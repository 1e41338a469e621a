"""Hosts whose clocks are wrong: leases and due times stand in the database's time alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import select

from app import jobs
from app.db import Database
from app.jobs.clock import db_now
from tests.jobs.test_lease import SECOND, _enqueue, _lease
from tests.services import program

_OTHER_HOST = """
import sys, time
from app import jobs
from app.db import Database
db = Database(sys.argv[1])
with db.write() as session:
    found = jobs.lease(session, limit=9, delay_us=0)
print(int(time.time()), *(lease.key for lease in found))
"""


def leased_elsewhere(db: Database, clock: str) -> tuple[int, list[str]]:
    """What a host with another clock takes, and what time it believes it is."""
    command = [program("faketime"), "-f", clock, sys.executable, "-c", _OTHER_HOST, db.url]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(shown[0]), shown[1:]


@pytest.mark.parametrize("clock", ["+90s", "-1h", "+2d"])
@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_a_host_with_a_wrong_clock_takes_nothing_that_is_not_its_own(db: Database, clock: str) -> None:
    _enqueue(db, "held", lane="a.example")
    (held,) = _lease(db)
    with db.write() as session:
        jobs.enqueue(session, "crawl", "later", lane="b.example", due=held_until(db))
    before = held_until(db) // SECOND
    believed, taken = leased_elsewhere(db, clock)
    assert abs(believed - before) > 20, "its clock was not wrong at all"
    assert taken == []
    with db.write() as session:
        jobs.finish(session, held)


@pytest.mark.parametrize("clock", ["+90s", "-1h"])
@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_a_host_with_a_wrong_clock_works_all_the_same(db: Database, clock: str) -> None:
    _enqueue(db, "a1")
    assert leased_elsewhere(db, clock)[1] == ["a1"]
    assert _lease(db) == []


def held_until(db: Database) -> int:
    """When a lease given now runs out, in the database's time."""
    with db.read() as session:
        return int(session.scalar(select(db_now())) or 0) + jobs.LEASE_US
