"""`hud crawl` is killed while it reads: no page and no finished version is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from app.db import Database
from app.jobs.models import Job, Lane
from app.pages import service
from app.pages.models import Page, Reading, Version
from app.settings import Settings
from tests.pages.site import Site
from tests.soak import times

pytestmark = pytest.mark.soak
PAGES = times("pages of a crawl that is killed", 20, 40)
KILLS = times("kills during a crawl", 2, 40)


def start(settings: Settings) -> subprocess.Popen[str]:
    hud = Path(sys.executable).with_name("hud")
    here = {"HUD_DATA_DIR": str(settings.data_dir), "HUD_CRAWL_ALLOW": "127.0.0.1", "HUD_CRAWL_DELAY": "0"}
    return subprocess.Popen([hud, "crawl"], env={**os.environ, **here}, text=True, stdout=subprocess.PIPE)


def let_leases_run_out(database: Database) -> None:
    """As if a minute had passed since the kill, which was no page's fault and counts for none."""
    with database.write() as session:
        session.execute(update(Job).where(Job.token.is_not(None)).values(due=0, attempts=0))
        session.execute(update(Lane).values(free_at=0, look_at=0))


def test_crawl_killed_at_random_points_loses_nothing(
    database: Database, settings: Settings, site: Site
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    site.page("/", "Start.", links=tuple(f"/{number}" for number in range(PAGES)))
    for number in range(PAGES):
        site.page(f"/{number}", f"Page number {number}.", title=f"Page {number}")
    with database.write() as session:
        service.add(session, site.base + "/", depth=1, limit=PAGES + 1)
    for _ in range(KILLS):
        goal = len(site.asked) + chance.randint(1, PAGES // KILLS + 2)
        crawl = start(settings)
        while crawl.poll() is None and len(site.asked) < goal:
            time.sleep(0.001)
        crawl.send_signal(signal.SIGKILL)
        crawl.wait()
        let_leases_run_out(database)
    last = start(settings)
    assert last.wait(120) == 0
    with database.read() as session:
        whole = session.scalar(text("PRAGMA integrity_check"))
        pages = session.scalar(select(func.count()).select_from(Page))
        unread = session.scalar(select(func.count()).where(Page.last_read.is_(None)))
        versions = session.scalar(select(func.count()).select_from(Version))
        readings = session.scalar(select(func.count(Reading.page_id.distinct())))
        aside = session.scalar(select(func.count()).where(Job.set_aside.is_not(None)))
    assert (whole, pages, unread, versions, readings, aside) == (
        "ok",
        PAGES + 1,
        0,
        PAGES + 1,
        PAGES + 1,
        0,
    ), seed
