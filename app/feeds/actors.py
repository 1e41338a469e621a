"""Actor of feeds: it reads the one that is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import jobs
from app.db import Database
from app.feeds.reading import read_feed
from app.settings import Settings


@contextmanager
def feed(db: Database, settings: Settings) -> Iterator[jobs.Work | jobs.InTurns]:
    """Reads a feed."""
    yield lambda lease: read_feed(db, lease, settings)
