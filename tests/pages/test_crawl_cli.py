"""`hud crawl`: reads by itself or beside a server, says what became of the pages, and counts failures."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app import jobs
from app.cli import main
from app.db import Database
from app.pages import crawl_cli, service
from app.pages.actors import crawl
from app.pages.models import Page
from app.settings import Settings
from tests.pages.site import Answer, Site, running
from tests.workers.processes import until


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own."""
    with running() as made:
        yield made


@pytest.fixture
def hud(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line of this test's own installation."""
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("HUD_CRAWL_ALLOW", "127.0.0.1")
    monkeypatch.setenv("HUD_CRAWL_DELAY", "0")
    return CliRunner()


def run(hud: CliRunner, *args: str) -> Result:
    return hud.invoke(main, list(args))


def add(database: Database, *urls: str) -> None:
    with database.write() as session:
        for url in urls:
            service.add(session, url)


def test_what_became_of_each_named_page_is_told(hud: CliRunner, database: Database, site: Site) -> None:
    url = site.page("/one", "first words")
    add(database, url)
    answer = run(hud, "crawl", url)
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith(f"read: {url}\n1 page read in ")


def test_failures_are_counted_and_end_in_exit_code_1(hud: CliRunner, database: Database, site: Site) -> None:
    good, bad = site.page("/good", "words"), f"{site.base}/bad"
    site.answers["/bad"] = Answer(b"oops", 500)
    add(database, good, bad)
    answer = run(hud, "crawl")
    assert answer.exit_code == 1
    assert answer.stdout.startswith("1 page read in ")
    assert answer.stderr.splitlines() == [
        f"failed: {bad}: The site returned an error.",
        "1 page failed",
    ]
    told = json.loads(run(hud, "crawl", "--all", "--json").stdout)
    assert (told["read"], told["failed"]) == (1, 1)
    assert told["pages"] == [
        {"url": bad, "error": "status", "reason": "The site returned an error."},
        {"url": good, "error": None, "reason": None},
    ]
    assert run(hud, "crawl").exit_code == 0  # nothing is due


def test_a_page_that_hud_itself_fails_on_does_not_keep_the_others_from_being_read(
    database: Database, settings: Settings
) -> None:
    add(database, "https://a.example/", "https://b.example/")
    done: list[str] = []

    def work(lease: jobs.Lease) -> None:
        if "a.example" in lease.lane:
            raise ZeroDivisionError
        with database.write() as session:
            jobs.finish(session, lease, next_due=None)
        done.append(lease.lane)

    broken = crawl_cli.work_off(database, settings, work)
    assert done == ["https://b.example:443"]
    with database.read() as session:
        (one,) = crawl_cli.outcomes(session, 0, broken)
    assert (one.url, one.error) == ("https://a.example/", "error")


def test_what_a_server_reads_meanwhile_is_waited_for_and_told_too(
    hud: CliRunner, database: Database, site: Site, settings: Settings
) -> None:
    theirs = site.page("/theirs", "first words")
    add(database, theirs)
    with database.write() as session:
        (lease,) = jobs.lease(session, limit=1, owner="the server", actor="crawl")
    ours = site.page("/ours", "other words").replace("127.0.0.1", "localhost")  # a host of its own
    add(database, ours)
    answers: list[Result] = []
    command = threading.Thread(target=lambda: answers.append(run(hud, "crawl")))
    command.start()
    until(lambda: "/ours" in site.asked)
    allowing = msgspec.structs.replace(settings, crawl_allow="127.0.0.1")
    with crawl(database, allowing) as work:
        work(lease)
    command.join(60)
    assert answers[0].exit_code == 0, answers[0].output
    assert answers[0].stdout.startswith("2 pages read in ")


def test_a_page_that_turned_out_to_be_another_is_no_failure(database: Database) -> None:
    with database.read() as session:
        assert crawl_cli.outcomes(session, 0, [404]) == []


def test_a_page_that_nobody_could_finish_is_named(database: Database) -> None:
    add(database, "https://example.org/")
    with database.read() as session:
        page_id = session.scalars(select(Page.id)).one()
        (one,) = crawl_cli.outcomes(session, 0, [page_id])
    assert (one.url, one.error) == ("https://example.org/", "error")
    assert one.reason is not None
