"""Actors of long jobs. Their work is their features'; here is only its wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from app import jobs
from app.db import Database
from app.settings import Settings
from workers.perform import LongWork


def long(do: jobs.LongWork) -> Callable[[Database, Settings], AbstractContextManager[LongWork]]:
    """The actor whose work is `do(db, job)`, which needs nothing else."""

    @contextmanager
    def actor(db: Database, _settings: Settings) -> Iterator[LongWork]:
        yield LongWork(db, do)

    return actor
