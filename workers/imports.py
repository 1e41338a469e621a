"""The actor that takes in lists of addresses. Its work is `app.pages.imports`; here is only its wiring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import jobs
from app.db import Database
from app.net.guard import attach, guard_of
from app.pages.imports import carry_on
from app.settings import Settings
from workers.perform import Work


@contextmanager
def imports(db: Database, settings: Settings) -> Iterator[Work]:
    """The work of the import actor."""
    # What is added here is checked as where people add by hand.
    attach(db, guard_of(settings))

    def work(lease: jobs.Lease) -> None:
        carry_on(db, lease)

    yield work
