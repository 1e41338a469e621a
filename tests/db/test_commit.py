"""The steps of a commit: in one written order, undone together, and none lost because another failed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, commit
from app.db.changes import Change, latest, note
from app.db.commit import After, Before, Undone, register
from app.freshness import counters, names, noting_commits
from app.jobs import enqueue, wake
from app.jobs.models import Job, Lane
from app.pages.models import Page
from app.rowcache import attach, open_cache
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TABLES = re.compile(r"(?:INSERT INTO|UPDATE) (\w+)")
KEPT = [names.table(Page)]


@pytest.fixture
def database(any_database: Database, settings: Settings) -> Iterator[Database]:
    """One whose commits tell of what they change."""
    cache = open_cache(settings, any_database)
    attach(any_database, cache)
    yield any_database
    cache.close()
    cache.invalidator.clock.close()


def write(session: Session) -> None:
    """Something for every step: a change, a job, and a row that waits to be flushed."""
    note(session, "put", 1)
    enqueue(session, "read", "1", lane="a.example")
    session.add(Page(url="http://a.example/", site="a.example", added_at=0, every=1))


def pages(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(Page.id)).all())


def test_own_rows_are_locked_first_then_lanes_then_the_number_that_all_wait_for(database: Database) -> None:
    sent: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with noting_commits() as noted, database.write() as session:
        write(session)
    tables = [found[1] for sql in sent if (found := TABLES.match(sql)) is not None]
    assert [table for table in tables if table in {"page", "lane", "change_counter", "change"}] == [
        "page",
        "lane",
        "change_counter",
        "change",
    ]
    # What the steps themselves have written is told too.
    assert {names.table(model) for model in (Page, Job, Lane, Change)} <= noted


def test_no_other_file_listens_to_commits() -> None:
    word = re.compile(r'"(?:before_commit|after_commit|after_rollback|after_soft_rollback)"')
    files = [*(ROOT / "app").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
    assert [str(file.relative_to(ROOT)) for file in files if word.search(file.read_text())] == [
        "app/db/commit.py"
    ]


def test_step_is_given_once() -> None:
    with pytest.raises(ValueError, match="already"):
        register(Before.LANES, print)


def test_step_that_fails_before_the_commit_undoes_all_of_it(database: Database) -> None:
    before = counters(database).here(KEPT)
    assert None not in before
    session = Session(database.engine.execution_options(hud_write=True), info=database.info)
    write(session)
    session.execute(text("ALTER TABLE change RENAME TO elsewhere"))
    with pytest.raises(DBAPIError):
        session.commit()
    session.rollback()
    assert None not in counters(database).here(KEPT), "a mark was left"
    assert pages(database) == 0
    assert counters(database).here(KEPT) == before
    # Nothing of it comes with the next transaction, of the same session or another.
    session.add(Page(url="http://b.example/", site="b.example", added_at=0, every=1))
    session.commit()
    session.close()
    with database.read() as session:
        assert latest(session) == 0
        assert session.scalars(select(Job.id)).all() == []
    assert pages(database) == 1
    assert counters(database).here(KEPT) != before


def test_failure_once_the_transaction_counts_keeps_nothing_from_the_other_steps(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_session: Session) -> None:
        raise OSError("no counters")

    taken: list[str] = []
    monkeypatch.setitem(commit._hooks, After.COUNTERS, fail)
    poke = commit._hooks[After.WAKE_UP]

    def noted(session: Session) -> None:
        taken.append("poke")
        poke(session)

    monkeypatch.setitem(commit._hooks, After.WAKE_UP, noted)
    pipe = wake.pipe_path(database.engine.url)
    if pipe is not None:
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with database.write() as session:
        write(session)
    assert taken == ["poke"]
    if pipe is not None:
        assert os.read(reader, 9) == b"."
        os.close(reader)
    assert pages(database) == 1
    assert "its step After.COUNTERS failed" in caplog.text


def test_rollback_forgets_the_same_in_every_step(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: Session) -> None:
        raise OSError("no lanes")

    monkeypatch.setitem(commit._hooks, Undone.LANES, fail)
    session = Session(database.engine.execution_options(hud_write=True), info=database.info)
    write(session)
    session.rollback()
    session.commit()
    session.close()
    with database.read() as session:
        assert latest(session) == 0
