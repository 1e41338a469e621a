"""What one process needs to read pages: fetcher, robots and the pool of extractors, made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from app import __version__
from app.crawl.agent import user_agent
from app.crawl.fetch import Fetcher
from app.crawl.guard import Guard
from app.crawl.robots import Robots
from app.extract import Extractor
from app.pages.reading import Tools
from app.settings import Settings


def guard(settings: Settings) -> Guard:
    """The guard of this installation, which never reads its own addresses."""
    own = [(settings.host, settings.port)]
    if settings.base_url:
        base = urlsplit(settings.base_url)
        own.append((base.hostname or "", base.port or (443 if base.scheme == "https" else 80)))
    return Guard(settings.crawl_allow, own)


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """The tools, closed at the end of the block."""
    agent = user_agent(settings.site_url, __version__)
    with Fetcher(guard(settings), user_agent=agent) as fetcher, Extractor() as extractor:
        yield Tools(fetcher, Robots(fetcher), extractor)
