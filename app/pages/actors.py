"""Actors of pages: reading one, taking in lists of addresses, and what versions need after an upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from app import jobs
from app.db import Database
from app.net.guard import attach, guard_of
from app.pages import reread
from app.pages.imports.sitemaps import Sitemaps
from app.pages.imports.work import carry_on, forget
from app.pages.moving import move
from app.pages.reading import read_page
from app.pages.tools import open_extractor, open_tools
from app.settings import Settings

_IMPORT_S = 600.0
"""So long an import may keep its thread: a list of 100,000 lines takes a minute or two."""


@contextmanager
def crawl(db: Database, settings: Settings) -> Iterator[jobs.Work]:
    """Reads a page, with fetcher, robots and extractor made once for the process."""
    with open_tools(settings) as tools:
        yield lambda lease: read_page(db, lease, tools, settings)


@contextmanager
def imports(db: Database, settings: Settings) -> Iterator[jobs.InTurns]:
    """Takes in lists of addresses."""
    # What is added here is checked as where people add by hand.
    attach(db, guard_of(settings))
    with closing(Sitemaps(settings)) as sitemaps:
        # In one go: its next turn would stand behind the hosts of the pages that it has just added.
        yield jobs.InTurns(db, partial(carry_on, sitemaps=sitemaps), turn_s=_IMPORT_S)


@contextmanager
def rereading(db: Database, _settings: Settings) -> Iterator[jobs.InTurns]:
    """Re-reads stored copies, with the extractor that the worker reads pages with."""
    with open_extractor() as extractor:
        yield jobs.InTurns(db, partial(reread.work, extractor=extractor))


moving = jobs.in_turns(move)
forgetting = jobs.short(forget)
