"""HUD on several hosts: PostgreSQL, Redis, a worker beside the server; real pages, real answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.installation import installed
from tests.pages.site import Site, running
from tests.services import empty

PAGES = 12


@pytest.fixture
def site() -> Iterator[Site]:
    """A site whose pages link to each other."""
    with running() as made:
        links = tuple(f"/{number}" for number in range(PAGES))
        made.page("/", "Start of the walk.", links=links)
        for number in range(PAGES):
            made.page(f"/{number}", f"An armadillo with number{number}.", title=f"Animal {number}")
        yield made


def total(base: str, query: str) -> int:
    with urllib.request.urlopen(f"{base}/api/search?q={query}") as answer:
        return int(json.load(answer)["total"])


def test_pages_added_on_one_host_are_read_by_another_and_found(
    postgres_url: str, redis_url: str, site: Site, tmp_path: Path
) -> None:
    empty(postgres_url)
    shared = {
        "HUD_DATABASE_URL": postgres_url,
        "HUD_BROKER_URL": redis_url,
        "HUD_CRAWL_ALLOW": "127.0.0.1",
        "HUD_CRAWL_DELAY": "0",
    }
    hud = Path(sys.executable).with_name("hud")
    elsewhere = {**os.environ, **shared, "HUD_DATA_DIR": str(tmp_path / "other")}
    with installed(tmp_path / "web", **shared) as web:
        assert total(web.url, "version") > 0  # the guide, read at the start
        worker = subprocess.Popen([hud, "worker"], env=elsewhere, stderr=subprocess.DEVNULL)
        try:
            subprocess.run(
                [hud, "pages", "add", site.base + "/", "--depth", "1"], env=elsewhere, check=True, timeout=60
            )
            until = time.monotonic() + 60
            while total(web.url, "armadillo") < PAGES:
                assert time.monotonic() < until, web.lines
                time.sleep(0.1)
        finally:
            worker.terminate()
            assert worker.wait(30) == 0
    empty(postgres_url)
