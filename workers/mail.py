"""The actor that sends letters. What is in them is `app.accounts.letters`; here is only its wiring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import jobs
from app.accounts.letters import deliver
from app.db import Database
from app.settings import Settings
from workers.perform import Work


@contextmanager
def mail(db: Database, settings: Settings) -> Iterator[Work]:
    """The work of the mail actor."""

    def work(lease: jobs.Lease) -> None:
        deliver(db, lease, settings)

    yield work
