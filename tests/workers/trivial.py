"""A worker whose jobs are trivial but real: each writes one row, in the transaction that finishes it.

A long one writes a row with each step. Run as a process (`python -m tests.workers.trivial ROLE [SECONDS]`,
the length of a long job's turn), so that tests can kill it at any moment.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from app import jobs
from app.db import Base, Database
from app.jobs import turns
from app.jobs.models import Job, Lane, LongJob
from app.settings import Settings, load
from tests.workers.processes import until
from workers import logs
from workers.stop import stop_event

WORK_S = 0.004


def make_tables(db: Database) -> None:
    """The tables of jobs, and one for results."""
    tables = [Job.__table__, Lane.__table__, LongJob.__table__]
    Base.metadata.create_all(db.engine, tables=tables)  # type: ignore[arg-type]
    with db.write() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS result (number INTEGER, key VARCHAR(40))"))


def ask(db: Database, count: int, *, hosts: int = 20) -> None:
    """Ask for `count` jobs on `hosts` hosts."""
    with db.write() as session:
        for number in range(count):
            jobs.enqueue(
                session,
                "trivial",
                f"n:{number}",
                payload={"number": number},
                lane=f"{number % hosts}.example",
            )


def ask_to_count(db: Database, last: int, key: str = "count") -> None:
    """Ask for a long job that writes the numbers up to `last`."""
    with db.write() as session:
        jobs.long.ask(session, "count", "Counting", key=key, payload={"next": 0, "last": last})


def results(db: Database) -> list[int]:
    """The numbers that were written, with repetitions, in order."""
    with db.read() as session:
        return sorted(session.scalars(text("SELECT number FROM result")))


def reach(db: Database, count: int, seconds: float = 60.0) -> None:
    """Wait until `count` results are there."""
    until(lambda: _count(db) >= count, seconds)


def _count(db: Database) -> int:
    with db.read() as session:
        return session.scalar(text("SELECT count(*) FROM result")) or 0


@contextmanager
def trivial(db: Database, _settings: Settings) -> Iterator[jobs.Work]:
    """The actor. Keys that begin with `fatal`, `wrong` or `slow` kill it, raise, or never end."""

    def work(lease: jobs.Lease) -> None:
        if lease.key.startswith("fatal"):
            os.abort()
        if lease.key.startswith("wrong"):
            raise KeyError(lease.key)
        time.sleep(600 if lease.key.startswith("slow") else WORK_S)
        with db.write() as session:
            number = lease.payload["number"]
            session.execute(text("INSERT INTO result VALUES (:n, :key)"), {"n": number, "key": lease.key})
            jobs.finish(session, lease)

    yield work


def count(db: Database, job: jobs.Long) -> None:
    """The work of the long actor."""
    last = int(str(job.payload["last"]))
    for number in range(int(str(job.payload["next"])), last):
        time.sleep(WORK_S)
        with job.step(number + 1, last) as session:
            session.execute(text("INSERT INTO result VALUES (:n, :key)"), {"n": number, "key": job.key})
            job.payload["next"] = number + 1
    with db.write() as session:
        job.finish(session)


ACTORS: jobs.Actors = {"trivial": trivial, "count": jobs.in_turns(count)}


def main(role: str, turn_s: str = str(turns.TURN_S)) -> None:
    """Run as `embedded` worker, or as `shared` worker or `scheduler` on Redis."""
    turns.TURN_S = float(turn_s)
    settings = load()
    logs.set_up(settings.log)
    stop = stop_event()
    if role == "embedded":
        from workers.worker import embedded  # noqa: PLC0415

        embedded(settings, ACTORS, settings.crawl_concurrency, stop)
    elif role == "shared":
        from workers.shared import shared  # noqa: PLC0415

        shared(settings, ACTORS, settings.crawl_concurrency, stop)
    else:
        from workers.shared import schedule  # noqa: PLC0415

        schedule(settings, ACTORS, stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
