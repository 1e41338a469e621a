"""Actors: what does the jobs of one name, made once in a process that works.

A feature's manifest names its actors; the workers take them from there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import cast

from app.db import Database
from app.feature import resolve
from app.features import enabled, wanted_jobs
from app.jobs.lease import Lease, LeaseLost, fail
from app.jobs.turns import TURN_S, LongWork
from app.settings import Settings

_RETRY_US = 30_000_000

log = logging.getLogger(__name__)

Work = Callable[[Lease], None]
"""Does one job, and finishes it in the transaction that writes its result."""


@dataclass(frozen=True, slots=True)
class InTurns:
    """The work of a long job, with the database that its steps write to.

    A turn takes `turn_s` seconds: few where the work takes hours, enough for all of it where people wait.
    """

    db: Database
    do: LongWork
    turn_s: float = TURN_S


Actor = Callable[[Database, Settings], AbstractContextManager[Work | InTurns]]
"""Makes what the work needs, for as long as the process works."""
Actors = Mapping[str, Actor]


def short(do: Callable[[Database, Lease], None]) -> Actor:
    """The actor whose work is `do(db, lease)`, which needs nothing else."""

    @contextmanager
    def actor(db: Database, _settings: Settings) -> Iterator[Work | InTurns]:
        yield lambda lease: do(db, lease)

    return actor


def in_turns(do: LongWork) -> Actor:
    """The actor of long jobs whose work is `do(db, job)`, which needs nothing else."""

    @contextmanager
    def actor(db: Database, _settings: Settings) -> Iterator[Work | InTurns]:
        yield InTurns(db, do)

    return actor


def failed(db: Database, lease: Lease, error: Exception) -> None:
    """The work ended in an error of ours: it is tried again later, or set aside after the last attempt."""
    log.error("job %s failed", lease.key, exc_info=error)
    detail = f"{type(error).__name__}: {error}"[:500].replace("\0", "")
    retry_us = _RETRY_US * 4 ** (lease.attempts - 1)
    try:
        with db.write() as session:
            fail(session, lease, code="error", detail=detail, retry_us=retry_us)
    except LeaseLost:
        log.info("job %s was handed to another meanwhile", lease.key)


def actors(settings: Settings) -> Actors:
    """The actors of the features that are switched on, by the name of their jobs."""
    return {job.name: cast(Actor, resolve(job.actor)) for job in wanted_jobs(settings)}


def ask_after_upgrade(db: Database, settings: Settings) -> list[str]:
    """Ask for the long jobs that a newer HUD needs done; the titles of those asked for, in English."""
    titles: list[str] = []
    for feature in enabled(settings):
        if feature.on_upgrade:
            titles += cast("Callable[[Database], list[str]]", resolve(feature.on_upgrade))(db)
    return titles
