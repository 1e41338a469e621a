"""`hud reread`: a real process with the real extractor, killed in the middle, at work on one page or all."""

from __future__ import annotations

import random
import signal
import subprocess

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from app import jobs
from app.cli import main
from app.clock import HOUR
from app.db import Database
from app.extract import EXTRACTOR_VERSION, Extracted, extract_here
from app.pages import reread, service, texts, timeline
from app.pages.models import PageBody, PageText, Version
from app.pages.texts import Text
from app.settings import Settings
from tests.soak import times
from tests.workers.processes import end, running, until
from tests.workers.test_redis import _leases_run_out

BEGUN = 1_780_000_000_000_000
COMMAND = ("-c", "from app.cli import main; main()", "reread")
VERSIONS = 40
CHAINS = (PageText, PageBody)
KILLS = times("kills while stored copies are re-read", 2, 20)


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))


def _hud(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["reread", *arguments])


def _body(number: int) -> bytes:
    words = " ".join(f"word{number * 7 % 40 + step}" for step in range(60))
    return f"<html lang=en><title>T</title><main><p>Report {number}: {words}.</p></main>".encode()


def _page(db: Database, url: str, count: int) -> int:
    """A page whose stored copies an older extractor read, to which all was one word."""
    with db.write() as session:
        page = service.add(session, url).page
        for number in range(count):
            read = msgspec.structs.replace(_read(number), main=f"misread {number}", rest="")
            timeline.keep(session, page, _body(number), read, BEGUN + number * HOUR, "text/html")
        session.execute(update(Version).values(extractor=EXTRACTOR_VERSION - 1))
        return page.id


def _read(number: int) -> Extracted:
    return extract_here(_body(number), url="https://example.org/", content_type="text/html")


def _said(db: Database) -> list[Text]:
    with db.read() as session:
        rows = session.scalars(select(Version).order_by(Version.page_id, Version.first_read)).all()
        found = texts.read_many(session, rows)
        return [found[row.id] for row in rows]


def test_there_is_nothing_to_do_where_all_was_read_by_this_extractor() -> None:
    assert _hud().stdout == f"Nothing to re-read: extractor {EXTRACTOR_VERSION} has read all stored copies.\n"
    assert _hud("--page", "17").exit_code == 1


def test_one_page_or_all_are_re_read_and_found_by_what_they_said(database: Database) -> None:
    one = _page(database, "https://example.org/one", 2)
    _page(database, "https://example.org/two", 3)
    assert _hud("--page", "https://example.org/one").stdout == "2 versions re-read\n"
    assert [text.main.startswith("misread") for text in _said(database)] == [False] * 2 + [True] * 3
    assert _hud("--page", str(one)).stdout.startswith("Nothing to re-read")
    assert _hud().stdout == "3 versions re-read\n"
    assert _said(database) == [Text(_read(n).main, _read(n).rest) for n in (0, 1, 0, 1, 2)]
    found = CliRunner().invoke(main, ["search", "report"]).stdout
    assert "example.org/one" in found
    assert "example.org/two" in found
    assert "example.org" not in CliRunner().invoke(main, ["search", "misread", "--from", "any"]).stdout


def test_versions_that_are_damaged_are_told_and_tried_again(database: Database) -> None:
    _page(database, "https://example.org/one", 3)
    with database.write() as session:
        sound = {model: session.scalar(select(model.data).where(model.number == 1)) for model in CHAINS}
        for model in CHAINS:
            session.execute(update(model).where(model.number == 1).values(data=b"spoilt"))
    told = _hud()
    assert (told.exit_code, told.stdout) == (1, "2 versions re-read\n")
    assert told.stderr.splitlines()[-1].startswith("1 version damaged and left as before")
    assert _hud().exit_code == 1
    with database.write() as session:
        for model in CHAINS:
            session.execute(update(model).where(model.number == 1).values(data=sound[model]))
    again = _hud()
    assert (again.exit_code, again.stdout) == (0, "1 version re-read\n")
    assert _said(database) == [Text(_read(n).main, _read(n).rest) for n in range(3)]


@pytest.mark.soak
def test_killed_anywhere_a_page_says_all_of_the_old_or_all_of_the_new(
    settings: Settings, database: Database
) -> None:
    _page(database, "https://example.org/", VERSIONS)
    before = _said(database)
    wanted = [Text(_read(number).main, _read(number).rest) for number in range(VERSIONS)]
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for _ in range(KILLS):
        with running(settings, *COMMAND) as process:
            _reach(database, process, chance.randint(1, VERSIONS))
            if process.poll() is None:
                end(process, signal.SIGKILL)
        assert _said(database) in (before, wanted), f"seed {seed}"
        _leases_run_out(database)
    _hud()
    assert _said(database) == wanted, f"seed {seed}"
    with database.read() as session:
        assert reread.count(session) == 0


def _reach(db: Database, process: subprocess.Popen[str], goal: int) -> None:
    until(lambda: process.poll() is not None or _done(db) >= goal)


def _done(db: Database) -> int:
    with db.read() as session:
        return max((one.done for one in jobs.long.listing(session)), default=0)
