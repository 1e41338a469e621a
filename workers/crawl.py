"""The actor that reads a page. All of its work is `app.pages.reading`; here is only its wiring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import jobs
from app.db import Database
from app.pages.reading import read_page
from app.pages.tools import open_tools
from app.settings import Settings
from workers.perform import Work


@contextmanager
def crawl(db: Database, settings: Settings) -> Iterator[Work]:
    """The work of the crawl actor, with fetcher, robots and extractor made once for the process."""
    with open_tools(settings) as tools:

        def work(lease: jobs.Lease) -> None:
            read_page(db, lease, tools, settings)

        yield work
