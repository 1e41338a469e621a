"""Hosts that share a PostgreSQL: each hears of the others' commits, or believes nothing it keeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from app.freshness import counters, hosts, names, noting_commits, touch
from app.freshness.clock import HEARING_NS, Clock
from app.freshness.hosts import MOST_BYTES, message
from app.settings import Settings
from tests.rowcache.models import TryPage, TryTick
from tests.rowcache.process import drop_tables, listening, make_tables, running
from tests.rowcache.test_rows import filled, title

ROW, TABLE = "r:try_page:i1", "t:try_page"


@pytest.fixture(autouse=True)
def patient() -> None:
    """Here it counts for as long as it does."""


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    db = Database(postgres_url)
    make_tables(db)
    yield postgres_url
    drop_tables(db)
    db.dispose()


def on(tmp_path: Path, host: str) -> Settings:
    return Settings(data_dir=tmp_path / host)


def until_changed(clock: Clock, names: list[str], before: list[int | None]) -> list[int | None]:
    """The counters once they have changed, which takes a second at most."""
    until = time.monotonic() + 1
    while (now := clock.stamps(names)) == before or None in now:
        assert time.monotonic() < until, "not heard within a second"
        time.sleep(0.002)
    return now


def test_commit_on_one_host_raises_the_counters_of_another_and_its_rows_are_new(
    url: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        clock = stack.enter_context(listening(on(tmp_path, "there"), url))
        there, _ = stack.enter_context(running(on(tmp_path, "there"), url))
        here, _ = stack.enter_context(running(on(tmp_path, "here"), url))
        assert counters(here).host != clock.host
        filled(here)
        wait_for_all(clock)
        assert title(there) == "Page 1"
        rest = ["r:try_page:i2", "t:try_site"]
        before, others = clock.stamps([ROW, TABLE]), clock.stamps(rest)
        with here.write() as session:
            session.get_one(TryPage, 1).title = "New"
        after = until_changed(clock, [ROW, TABLE], before)
        assert all(one != two for one, two in zip(before, after, strict=True))
        assert title(there) == "New"
        assert clock.stamps(rest) == others


def wait_for_all(clock: Clock) -> None:
    """Until what was committed so far has been heard."""
    since = time.monotonic_ns()
    while clock.heard_ns <= since:
        time.sleep(0.002)


def test_what_was_rolled_back_is_told_to_nobody(url: str, tmp_path: Path) -> None:
    with listening(on(tmp_path, "there"), url) as clock, running(on(tmp_path, "here"), url) as (here, _):
        filled(here)
        wait_for_all(clock)
        before = clock.stamps([TABLE])
        with here._write() as session, session.begin() as transaction:
            session.get_one(TryPage, 1).title = "Never"
            session.flush()
            transaction.rollback()
        with here.write() as session:
            session.add(TryTick(id=1))
        until_changed(clock, ["u:try_tick"], [None])
        wait_for_all(clock)
        assert clock.stamps([TABLE]) == before


def test_host_that_cannot_listen_believes_nothing_until_it_can_again(url: str, tmp_path: Path) -> None:
    with listening(on(tmp_path, "there"), url) as clock, running(on(tmp_path, "here"), url) as (here, _):
        filled(here)
        wait_for_all(clock)
        before = clock.stamps([TABLE, names.EVERYTHING])
        assert None not in before
        with here.engine.connect() as connection:
            killed = connection.scalar(
                text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = 'SELECT 1'")
            )
        assert killed
        after = until_changed(clock, [names.EVERYTHING], before[1:])
        assert after != before[1:]
    assert clock_after_silence(on(tmp_path, "there")) == [None]


def clock_after_silence(settings: Settings) -> list[int | None]:
    clock = Clock(settings.data_dir / "clock", alone=False)
    clock.hear(time.monotonic_ns() - HEARING_NS - 1)
    found = clock.stamps([TABLE])
    clock.close()
    return found


def test_host_is_named_alike_by_its_processes_and_otherwise_than_a_copy_of_its_files(tmp_path: Path) -> None:
    one, two = Clock(tmp_path / "clock"), Clock(tmp_path / "clock")
    assert one.host == two.host
    assert Clock(tmp_path / "other").host != one.host


def test_too_many_rows_are_told_as_their_tables_and_too_many_tables_as_everything() -> None:
    rows = [f"r:page:i{number}" for number in range(2_000)]
    said = message("h", [*rows, "t:page", "b:page", "u:job"])
    assert said.split(" ")[1:] == ["t:page", "u:job", "b:page"]
    tables = [f"t:{'x' * 40}{number}" for number in range(500)]
    assert message("h", tables) == f"h {names.EVERYTHING}"
    assert len(message("h", rows[:100])) <= MOST_BYTES


def test_many_rows_in_one_commit_reach_the_other_host_as_their_table(url: str, tmp_path: Path) -> None:
    with listening(on(tmp_path, "there"), url) as clock, running(on(tmp_path, "here"), url) as (here, _):
        filled(here)
        with running(on(tmp_path, "there"), url) as (there, _):
            wait_for_all(clock)
            assert title(there, 3) == "Page 3"
            with here.write() as session:
                for number in range(100, 1_100):
                    session.add(TryPage(id=number, url=f"/{number}"))
                session.get_one(TryPage, 3).title = "New"
            wait_for_all(clock)
            assert title(there, 3) == "New"


def test_commits_of_a_block_are_noted_for_whoever_started_it(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path / "var"), f"sqlite:///{tmp_path / 'x.sqlite3'}") as (db, _):
        make_tables(db)
        filled(db)
        with noting_commits() as outer:
            with noting_commits() as noted, db.write() as session:
                touch(session, TryPage, id=1)
            with pytest.raises(ZeroDivisionError), db.write() as session:  # noqa: PT012
                touch(session, TryTick)
                _ = 1 // 0
        assert noted == {ROW, TABLE}
        assert outer == set()


def test_host_that_hears_not_even_itself_believes_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a pool of connections that hands each transaction to another one."""
    monkeypatch.setattr(hosts, "CHANNEL", "hud_elsewhere")
    with running(on(tmp_path, "there"), url) as (db, _):
        clock, stop = counters(db), threading.Event()

        class Deaf(hosts.Ear):
            def _take(self, payload: str) -> None:
                heard.append(payload)

        heard: list[str] = []
        ear = threading.Thread(target=Deaf(db, clock).run, args=(stop,))
        ear.start()
        until = time.monotonic() + 5
        while not heard and time.monotonic() < until:
            time.sleep(0.01)
        stop.wait(2 * hosts.LOOK_S)
        assert len(heard) == 1
        assert clock.stamps([TABLE]) == [None]
        stop.set()
        ear.join()
