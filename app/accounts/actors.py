"""Actor of accounts: it writes and sends letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import jobs
from app.accounts.letters import deliver
from app.db import Database
from app.settings import Settings


@contextmanager
def mail(db: Database, settings: Settings) -> Iterator[jobs.Work]:
    """Sends the letter of a job."""
    yield lambda lease: deliver(db, lease, settings)
