"""A clock that was twenty years ahead: pages are read on time again, and their history is true."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from app import jobs
from app.clock import DAY, MINUTE, now
from app.db import Database
from app.jobs.models import Job
from app.pages import service
from app.pages.links import crawl_key
from app.pages.models import Page, Reading, Version
from app.settings import Settings
from tests.pages.site import Answer, Site
from tests.services import program
from tests.web.site import running

PAGES = 5
YEARS = "+7300d"


READS_WHAT_IS_DUE = """
from app import jobs
from app.console import database
from app.pages.reading import read_page
from app.pages.tools import open_tools
from app.settings import load
made = load()
with database(made) as db, open_tools(made) as tools:
    while True:
        with db.write() as session:
            leases = jobs.lease(session, limit=1, owner="ahead")
        if not leases:
            break
        read_page(db, leases[0], tools, made)
"""


def run(settings: Settings, *command: str, code: int = 0) -> str:
    """Run a program of this installation, which ends with `code`; returns all that it says."""
    here = {"HUD_DATA_DIR": str(settings.data_dir), "HUD_CRAWL_ALLOW": "127.0.0.1", "HUD_CRAWL_DELAY": "0"}
    done = subprocess.run(
        command, check=False, env={**os.environ, **here}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def hud(settings: Settings, *arguments: str, code: int = 0) -> str:
    """Run `hud`."""
    return run(settings, str(Path(sys.executable).with_name("hud")), *arguments, code=code)


def read_ahead(settings: Settings) -> None:
    """Read what is due in a process whose time of day is twenty years ahead; it never sleeps.

    (libfaketime cannot wait until a moment: it sleeps for twenty years, or not at all.)
    """
    ahead = (program("faketime"), "--exclude-monotonic", "-f", YEARS)
    run(settings, *ahead, sys.executable, "-c", READS_WHAT_IS_DUE)


def test_pages_read_by_a_clock_twenty_years_ahead_are_read_on_time_again(
    database: Database, settings: Settings, site: Site
) -> None:
    with database.write() as session:
        for number in range(PAGES):
            service.add(session, site.page(f"/{number}", f"First words {number}."), every=DAY)
        service.add(session, site.base + "/gone")  # each of its readings fails
    assert "1 page failed" in hud(settings, "crawl", code=1)
    before = now()
    read_ahead(settings)
    with database.read() as session:
        assert session.scalar(select(func.min(Job.due))) > now() + 19 * 365 * DAY  # type: ignore[operator]
        assert session.scalar(select(func.min(Page.last_read))) > now() + 19 * 365 * DAY  # type: ignore[operator]
        page_id = session.scalars(select(Page.id).order_by(Page.id)).first()
    with running(settings) as client:
        assert "because of a wrong clock" in client.get(f"/pages/{page_id}").text
        assert "because of a wrong clock" in client.get("/pages/").text
    for number in range(PAGES):
        site.page(f"/{number}", f"Later words {number}.")
    asked = len(site.asked)
    assert f"{PAGES + 1} jobs were due in more than a year" in hud(settings, "crawl", code=1)
    assert len(site.asked) >= asked + PAGES + 1
    with database.read() as session:
        most = now()
        for column in (Page.last_read, Reading.at, Version.first_read, Version.last_read, Version.until):
            newest = session.scalar(select(func.max(column)))
            assert newest is not None
            assert newest <= most, column
        assert session.scalar(select(func.max(Job.due))) < most + DAY + MINUTE  # type: ignore[operator]
        for page in session.scalars(select(Page).order_by(Page.id).limit(PAGES)):
            times = session.scalars(
                select(Reading.at).where(Reading.page_id == page.id).order_by(Reading.id)
            ).all()
            assert len(times) == 3
            assert times == sorted(times)
            assert times[0] < before < times[1]
            first, second = session.scalars(
                select(Version).where(Version.page_id == page.id).order_by(Version.ordinal)
            )
            assert first.first_read == times[0]
            assert first.last_read == times[1]
            assert first.until == second.first_read == times[2]
    found = hud(settings, "search", "later", "--from", "2020-01-01", "--to", "2040-01-01")
    assert found.count("127.0.0.1") >= 1


def test_version_that_began_in_the_future_is_searched_by_when_it_can_have_begun(
    database: Database, settings: Settings, site: Site
) -> None:
    url = site.page("/", "Steady words.")
    with database.write() as session:
        page_id = service.add(session, url).page.id
    read_ahead(settings)
    hud(settings, "crawl")
    with database.read() as session:
        version = session.scalars(select(Version).where(Version.page_id == page_id)).one()
        assert version.first_read < version.last_read <= now()
        asked = msgspec.json.decode(hud(settings, "search", "steady", "--from", "2020-01-01", "--json"))
    assert asked["total"] == 1
    assert asked["results"][0]["url"] == url


def test_page_that_is_gone_since_the_future_comes_back(
    database: Database, settings: Settings, site: Site, crawl: Callable[[], int]
) -> None:
    url = site.page("/", "Words.")
    with database.write() as session:
        page_id = service.add(session, url).page.id
    crawl()
    site.answers["/"] = Answer(b"gone", 410)
    with database.write() as session:
        service.read_now(session, page_id)
    assert crawl() == 1
    # The reading that confirms it is dated far ahead.
    read_ahead(settings)
    site.page("/", "Words again.")
    with database.write() as session:
        jobs.redate(session)
    assert crawl() == 1
    with database.read() as session:
        versions = session.scalars(
            select(Version).where(Version.page_id == page_id).order_by(Version.ordinal)
        ).all()
        assert [bool(version.gone) for version in versions] == [False, True, False]
        times = [version.first_read for version in versions]
        assert times == sorted(times)
        assert times[-1] <= now()
        state = jobs.states(session, [crawl_key(page_id)])[crawl_key(page_id)]
    assert not state.misdated


def test_resumed_page_does_not_wait_for_a_reading_in_the_future(database: Database) -> None:
    with database.write() as session:
        page = service.add(session, "https://a.example/", every=DAY).page
        page.last_read = now() + 7_000 * DAY
        service.set_state(session, page.id, "paused")
        service.set_state(session, page.id, "active")
        state = jobs.states(session, [crawl_key(page.id)])[crawl_key(page.id)]
    assert state.due_at is not None
    assert state.due_at <= now() + DAY


def test_doctor_says_how_much_waits_for_a_wrong_time(database: Database, settings: Settings) -> None:
    with database.write() as session:
        page = service.add(session, "https://a.example/").page
        jobs.cancel(session, crawl_key(page.id))
        jobs.enqueue(session, "crawl", crawl_key(page.id), due=now() + 7_000 * DAY)
    command = [str(Path(sys.executable).with_name("hud")), "doctor"]
    here = {**os.environ, "HUD_DATA_DIR": str(settings.data_dir)}
    said = subprocess.run(command, check=False, env=here, capture_output=True, text=True).stdout
    assert "!!  Times of jobs: 1 jobs due in more than a year" in said
