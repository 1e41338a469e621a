"""`hud jobs`: long jobs with their progress, numbers of short ones, cancelling and retrying."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from app import jobs
from app.cli import main
from app.clock import DAY, iso
from app.db import Database
from app.jobs.long import job
from app.settings import Settings


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database) -> None:
    assert database.url == settings.database
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))


def _hud(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["jobs", *arguments])


def _ask(database: Database, key: str = "count") -> None:
    with database.write() as session:
        jobs.long.ask(session, "count", "Counting", key=key)


def _lease(database: Database) -> jobs.Lease:
    with database.write() as session:
        (lease,) = jobs.lease(session, limit=1)
    return lease


def _half(_db: Database, long: jobs.Long) -> None:
    with long.step(1, 2, "at %(number)s", number=1):
        pass


def test_nothing_to_do_is_said() -> None:
    answer = _hud()
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "", "No long jobs.\n")


def test_each_long_job_has_a_line_and_short_ones_are_counted(database: Database) -> None:
    _ask(database)
    jobs.take_turn(database, _lease(database), _half, stopping=lambda: True)
    _ask(database, "other")
    with database.write() as session:
        jobs.enqueue(session, "crawl", "page:1", lane="a.example")
        jobs.enqueue(session, "crawl", "page:2", lane="a.example", due=jobs.now(session) + DAY)
    lines = [line.split() for line in _hud().stdout.splitlines()]
    assert lines[0] == ["KEY", "STATE", "DONE", "SINCE", "JOB"]
    assert lines[1][:5] == ["count", "waiting", "1/2", "(50", "%)"]
    assert lines[1][-3:] == ["Counting;", "at", "1"]
    assert lines[2][:3] == ["other", "waiting", "-"]
    assert lines[3] == []
    assert lines[4:] == [
        ["KIND", "SCHEDULED", "DUE", "RUNNING", "QUARANTINED"],
        ["crawl", "1", "1", "0", "0"],
    ]


def test_scripts_get_all_of_it(database: Database) -> None:
    _ask(database)
    jobs.take_turn(database, _lease(database), _half, stopping=lambda: True)
    with database.read() as session:
        state = jobs.long.live(session, "count")
    assert state is not None
    assert json.loads(_hud("--json").stdout) == {
        "long": [
            {
                "id": state.id,
                "key": "count",
                "title": "Counting",
                "state": "waiting",
                "cancelling": False,
                "done": 1,
                "total": 2,
                "said": "at 1",
                "asked_at": iso(state.asked_at),
                "begun_at": iso(state.begun_at or 0),
                "reported_at": iso(state.reported_at or 0),
                "ended_at": None,
                "next_attempt": None,
                "error": None,
            }
        ],
        "short": [],
    }


def test_one_that_waits_is_cancelled_and_one_that_runs_with_its_next_step(database: Database) -> None:
    _ask(database)
    assert _hud("cancel", "count").stdout == "cancelled: count\n"
    _ask(database)
    lease = _lease(database)
    assert _hud("cancel", "count").stdout == "cancelled: count; it ends with its next step\n"
    assert "cancelling" in _hud().stdout
    jobs.take_turn(database, lease, _half)
    assert "cancelling" not in _hud().stdout


@pytest.mark.parametrize("command", ["cancel", "retry"])
def test_what_is_not_there_is_said_in_one_line(command: str) -> None:
    answer = _hud(command, "nothing\x1b[2J")
    assert answer.exit_code == 1
    assert answer.stderr.startswith("nothing[2J is not a long job ")
    assert answer.stderr.count("\n") == 1


def test_a_quarantined_one_says_why_and_is_retried(database: Database) -> None:
    _ask(database)
    lease = _lease(database)
    with database.write() as session:
        session.execute(update(job).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, lease, code="error", detail="OSError: no\x1b[1mroom", retry_us=DAY)
    assert "quarantined" in _hud().stdout
    assert "OSError: no[1mroom" in _hud().stdout
    assert _hud("retry", "count").stdout == "goes on: count\n"
    assert "waiting" in _hud().stdout
