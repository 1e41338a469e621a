"""Tools that one process needs to read pages: fetcher, robots and the pool of extractors, made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import __version__
from app.crawl.agent import user_agent
from app.crawl.fetch import Fetcher
from app.crawl.guard import guard_of
from app.crawl.robots import Robots
from app.extract import Extractor
from app.pages.reading import Tools
from app.settings import Settings


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """The tools, closed at the end of the block."""
    agent = user_agent(settings.site_url, __version__)
    with Fetcher(guard_of(settings), user_agent=agent) as fetcher, Extractor() as extractor:
        yield Tools(fetcher, Robots(fetcher), extractor)
