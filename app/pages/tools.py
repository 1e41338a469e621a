"""Tools that one process needs to read pages: fetcher, robots and the pool of extractors, made once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app import __version__
from app.crawl.agent import user_agent
from app.crawl.robots import Robots
from app.extract import Extractor
from app.net.fetch import Fetcher
from app.net.guard import guard_of
from app.pages.reading import Tools
from app.settings import Settings


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """The tools, closed at the end of the block."""
    agent = user_agent(settings.site_url, __version__)
    with Fetcher(guard_of(settings), user_agent=agent) as fetcher, open_extractor() as extractor:
        yield Tools(fetcher, Robots(fetcher), extractor)


class _Pool:
    """The extractor of this process, as long as anybody has it open."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.users = 0
        self.extractor = Extractor()


_pool = _Pool()


@contextmanager
def open_extractor() -> Iterator[Extractor]:
    """The extractor of this process, one for all who have it open at the same time."""
    with _pool.lock:
        if not _pool.users:
            _pool.extractor = Extractor()
        _pool.users += 1
        extractor = _pool.extractor
    try:
        yield extractor
    finally:
        with _pool.lock:
            _pool.users -= 1
            if not _pool.users:
                extractor.close()
