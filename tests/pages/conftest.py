"""A site to read, and the tools a worker reads with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner

from app import jobs
from app.crawl.robots import Robots
from app.db import Database
from app.extract import WHOLE, Extracted, Parts, extract_here
from app.net.fetch import Fetcher
from app.net.guard import Guard
from app.pages.reading import Tools, read_page
from app.settings import Settings
from tests.pages.rereading import ASK, NEW
from tests.pages.site import Site, running


class Here:
    """The extractor without its child process: these pages are the tests' own."""

    def extract(
        self, body: bytes, *, url: str, content_type: str, x_robots_tag: str, parts: Parts = WHOLE
    ) -> Extracted:
        """Extract in this process."""
        return extract_here(body, url=url, content_type=content_type, x_robots_tag=x_robots_tag, parts=parts)


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own."""
    with running() as made:
        yield made


@pytest.fixture
def tools() -> Iterator[Tools]:
    """Fetcher, robots and extractor that may reach loopback."""
    with Fetcher(Guard("127.0.0.1"), user_agent="HUD/test") as fetcher:
        yield Tools(fetcher, Robots(fetcher), Here())


@pytest.fixture
def crawl(database: Database, tools: Tools, settings: Settings) -> Callable[[], int]:
    """Reads everything that is due until nothing is; returns how many readings that took."""

    def run() -> int:
        done = 0
        while True:
            with database.write() as session:
                leases = jobs.lease(session, limit=10, delay_us=0, owner="test")
            if not leases:
                return done
            for lease in leases:
                read_page(database, lease, tools, settings)
                done += 1

    return run


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, HUD has the new extractor."""

    def upgrade() -> None:
        for module in ASK:
            monkeypatch.setattr(module, "EXTRACTOR_VERSION", NEW)

    return upgrade


@pytest.fixture
def hud(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line of this test's own installation."""
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    return CliRunner()
