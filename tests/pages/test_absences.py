"""Absences that began no version: what the page's screens tell of them, and of when it was read last."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from app.cli import main
from app.clock import DAY, HOUR, MINUTE, iso
from app.console import moment
from app.db import Database
from app.jobs.models import Job
from app.pages import absences as absences_of
from app.pages.absences import Absence, absences
from app.pages.links import crawl_key
from app.pages.models import Page
from app.pages.reading import record
from app.settings import Settings
from tests.pages.history import page_of, pass_time, readings, versions
from tests.pages.site import Answer, Site
from tests.pages.test_any_timeline import seen
from tests.pages.test_gone import take_away
from tests.pages.test_timeline import added, read_again
from tests.web.site import running

Crawl = Callable[[], int]
BEGUN = 1_780_000_000_000_000


@pytest.fixture
def nobody(settings: Settings) -> Iterator[httpx.Client]:
    """Somebody who only looks."""
    with running(settings) as client:
        yield client


@pytest.fixture
def page_id(database: Database) -> int:
    """A page read once a day."""
    with database.write() as session:
        page = Page(url="https://a.org/", site="a.org", added_at=0, every=DAY)
        session.add(page)
        session.flush()
        return page.id


def read(database: Database, page_id: int, *looks: tuple[int, str]) -> None:
    """Readings, each so many minutes after the first one: words, or a way of being gone, empty or faulty."""
    with database.write() as session:
        page = session.get_one(Page, page_id)
        for minutes, what in looks:
            at = BEGUN + minutes * MINUTE
            if what in ("404", "410", "fault"):
                record(session, page, seen(at, what, "", ""))
            else:
                record(session, page, seen(at, "text", "" if what == "empty" else what, ""))


def told(database: Database, page_id: int, since: int = 0) -> list[tuple[int, int, str]]:
    """The page's absences, in minutes after the first reading."""
    with database.read() as session:
        some = absences(session, page_id, BEGUN + since * MINUTE)
    return [((one.first - BEGUN) // MINUTE, (one.last - BEGUN) // MINUTE, one.error) for one in some]


def written(at: int) -> str:
    """A time (µs) as the screens' HTML has it, to the second."""
    return f'datetime="{iso(at)[:19]}Z"'


def test_readings_in_a_row_that_missed_the_page_are_one_absence(database: Database, page_id: int) -> None:
    read(database, page_id, (0, "flood"), (10, "404"), (20, "flood"))
    # The second reading of these began a version that was taken back.
    read(database, page_id, (30, "404"), (40, "fault"), (50, "410"), (60, "flood"))
    read(database, page_id, (70, "empty"))
    assert [version.gone for version in versions(database, page_id)] == [None]
    assert told(database, page_id) == [(10, 10, "404"), (30, 50, "410"), (70, 70, "empty")]
    assert told(database, page_id, since=25) == [(30, 50, "410"), (70, 70, "empty")]


def test_reading_that_doubted_and_the_gone_version_are_told_apart(database: Database, page_id: int) -> None:
    read(database, page_id, (0, "flood"), (10, "404"), (20, "flood"), (30, "404"), (40, "404"))
    there, gone = versions(database, page_id)
    assert told(database, page_id) == [(10, 10, "404"), (30, 30, "404")]
    with database.read() as session:
        some = absences(session, page_id, 0)
    assert absences_of.within(there, some) == [Absence(BEGUN + 10 * MINUTE, BEGUN + 10 * MINUTE, "404")]
    assert absences_of.within(gone, some) == []
    assert absences_of.doubted(gone, there, some) == BEGUN + 30 * MINUTE


def test_of_very_many_only_the_newest_are_told_and_none_by_half(
    database: Database, page_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absences_of, "MOST", 3)
    read(database, page_id, (0, "flood"), (10, "404"), (20, "404"), (30, "flood"), (40, "404"), (50, "410"))
    assert told(database, page_id) == [(40, 40, "404")]
    read(database, page_id, (60, "flood"))
    assert told(database, page_id) == [(40, 50, "410")]


def test_screen_tells_that_a_page_was_missed_although_no_version_is_left_of_it(
    database: Database, page_id: int, nobody: httpx.Client
) -> None:
    read(database, page_id, (0, "flood"), (10, "404"), (20, "404"), (30, "flood"))
    (version,) = versions(database, page_id)
    assert version.until is None
    shown = " ".join(nobody.get(f"/pages/{page_id}").text.split())
    assert "unavailable between <time" in shown
    assert "</time>: There is no longer a page at this address." in shown
    read(database, page_id, (40, "empty"), (50, "flood"))
    shown = " ".join(nobody.get(f"/pages/{page_id}").text.split())
    assert "unavailable at some checks" in shown
    assert "</time>: The page is empty." in shown


def test_screen_tells_between_which_readings_a_page_vanished(
    database: Database, page_id: int, nobody: httpx.Client
) -> None:
    read(database, page_id, (0, "flood"), (10, "404"), (20, "fault"), (30, "404"))
    _, gone = versions(database, page_id)
    assert gone.first_read == BEGUN + 30 * MINUTE
    shown = " ".join(nobody.get(f"/pages/{page_id}").text.split())
    between = shown[shown.index("between <time") :].split("</p>")[0]
    assert [written(BEGUN + minutes * MINUTE) in between for minutes in (0, 10, 30)] == [True, True, False]
    assert "unavailable" not in shown


def test_screens_tell_when_a_page_was_read_last_and_when_with_success(
    database: Database, site: Site, crawl: Crawl, nobody: httpx.Client
) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    for address in (f"/pages/{page_id}", "/pages/"):
        assert "last successful check" not in nobody.get(address).text
    crawl()
    for address in (f"/pages/{page_id}", "/pages/"):
        assert "last successful check" not in nobody.get(address).text
    pass_time(database, page_id, HOUR)
    take_away(site, "404")
    read_again(database, page_id, crawl)
    good, missed = readings(database, page_id)
    assert page_of(database, page_id).last_read == good.at < missed.at
    for address in (f"/pages/{page_id}", "/pages/"):
        shown = " ".join(nobody.get(address).text.split())
        successful = shown.split("last successful check <time", 1)[1].split(">")[0]
        named = "last checked <time" in shown
        checked = shown.split("last checked <time" if named else "last checked </span><time", 1)[1]
        assert written(good.at) in successful
        assert written(missed.at) in checked.split(">")[0]


def test_page_that_was_never_read_with_success_tells_when_it_was_tried(
    database: Database, site: Site, crawl: Crawl, nobody: httpx.Client
) -> None:
    page_id = added(database, site.base + "/nothing")
    crawl()
    for address in (f"/pages/{page_id}", "/pages/"):
        shown = nobody.get(address).text
        assert written(readings(database, page_id)[0].at) in shown
        assert "last successful check" not in shown


def test_programs_and_the_shell_are_told_when_a_page_was_read_last_and_when_with_success(
    database: Database, site: Site, crawl: Crawl, nobody: httpx.Client, hud: CliRunner
) -> None:
    page_id = added(database, site.page("/a", "Here I am."))
    assert told_of(nobody, hud, page_id) == (None, None, None, 0)
    crawl()
    pass_time(database, page_id, HOUR)
    (good,) = readings(database, page_id)
    assert told_of(nobody, hud, page_id) == (iso(good.at), iso(good.at), None, 0)
    site.answers["/a"] = Answer(b"", 500)
    for failures in (1, 2):
        read_again(database, page_id, crawl)
        missed = readings(database, page_id)[-1]
        assert told_of(nobody, hud, page_id) == (iso(missed.at), iso(good.at), "status", failures)
    text = hud.invoke(main, ["pages", "list"]).stdout
    (shown,) = (line for line in text.splitlines() if site.base in line)
    assert [moment(missed.at), moment(good.at)] == re.findall(r"[-\d]+ [:\d]+Z", shown)
    assert shown.endswith("(The site returned an error.)")
    with database.write() as session:
        mine = update(Job).where(Job.key == crawl_key(page_id))
        session.execute(mine.values(due=None, set_aside="died"))
    text = hud.invoke(main, ["pages", "list", "--state", "failing"]).stdout
    assert "it has been quarantined" in text


def told_of(nobody: httpx.Client, hud: CliRunner, page_id: int) -> tuple[object, ...]:
    """What the API, for one page and in its list, and `hud pages` say alike of a page's readings."""
    names = ("last_checked", "last_read", "error", "failures")
    listed = [row for row in nobody.get("/api/pages").json()["pages"] if row["id"] == page_id]
    for arguments in (["list"], ["show", str(page_id)]):
        told = json.loads(hud.invoke(main, ["pages", *arguments, "--json"]).stdout)
        listed += [row for row in (told if isinstance(told, list) else [told]) if row["id"] == page_id]
    told = [nobody.get(f"/api/pages/{page_id}").json(), *listed]
    assert len(told) == 4
    (said,) = {tuple(row[name] for name in names) for row in told}
    return said
