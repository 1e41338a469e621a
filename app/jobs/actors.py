"""Actors: what does the jobs of one name, made once in a process that works.

A feature's manifest names its actors; the workers take them from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import cast

from app.db import Database
from app.feature import resolve
from app.features import enabled, wanted_jobs
from app.jobs.lease import Lease
from app.jobs.turns import LongWork
from app.settings import Settings

Work = Callable[[Lease], None]
"""Does one job, and finishes it in the transaction that writes its result."""


@dataclass(frozen=True, slots=True)
class InTurns:
    """The work of a long job, with the database that its steps write to."""

    db: Database
    do: LongWork


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
