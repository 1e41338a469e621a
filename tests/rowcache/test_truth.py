"""Nothing old after a commit has returned: random interleavings, every column, crashes, cut-off servers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session, selectinload

from app.db import Database
from app.freshness.nodes import Nodes
from app.rowcache import fetch, fetch_all
from app.settings import Settings
from tests import soak
from tests.rowcache.models import TryNote, TryPage
from tests.rowcache.process import running, statements
from tests.rowcache.test_rows import Process, filled, title
from tests.services import memcached


@pytest.mark.soak
def test_random_interleavings_never_read_what_is_older_than_a_commit(
    process: Process, other: Database
) -> None:
    """Writers and readers of two processes; each read must be a value committed before it ended."""
    db, _ = process
    filled(db, 4)
    rounds = soak.times("interleavings of writes and reads", 300, 10_000)
    numbers = range(1, 5)
    newest = dict.fromkeys(numbers, 0)
    lock = {number: threading.Lock() for number in numbers}
    wrong: list[str] = []

    def write(chance: random.Random, number: int) -> None:
        with lock[number]:  # so that the order of commits of one row is known
            value = newest[number] + 1
            way = chance.randrange(4)
            with chance.choice([db, other])._write() as session, session.begin() as transaction:
                if way == 0:
                    session.execute(update(TryPage).where(TryPage.id == number).values(weight=value))
                elif way == 1:
                    with session.begin_nested():
                        session.get_one(TryPage, number).weight = value
                else:
                    session.get_one(TryPage, number).weight = value
                    session.flush()
                if way == 3:
                    transaction.rollback()
                    return
            newest[number] = value

    def read(chance: random.Random, number: int) -> None:
        least = newest[number]
        with chance.choice([db, other]).read() as session:
            if chance.random() < 0.2:
                found = next(page for page in fetch_all(session, TryPage) if page.id == number)
            else:
                page = fetch(session, TryPage, id=number)
                assert page is not None
                found = page
        if found.weight < least and least > 0:
            wrong.append(f"row {number}: read {found.weight}, {least} was committed before")

    def one(turn: int) -> None:
        chance = random.Random(turn)
        number = chance.choice(numbers)
        (write if chance.random() < 0.3 else read)(chance, number)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(rounds)))
    assert wrong == []
    for number in numbers:
        read(random.Random(0), number)
    assert wrong == []


def test_every_column_that_changes_is_seen(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    for column in inspect(TryPage).column_attrs:
        if column.key in ("id", "site_id"):
            continue
        with db.read() as session:
            before = getattr(fetch(session, TryPage, id=2), column.key)
        value = another(before)
        with other.write() as session:
            setattr(session.get_one(TryPage, 2), column.key, value)
        with db.read() as session:
            after = getattr(fetch(session, TryPage, id=2), column.key)
            listed = next(page for page in fetch_all(session, TryPage) if page.id == 2)
        assert after == value == getattr(listed, column.key), column.key


def another(value: Any) -> Any:
    """A value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {"b": 2}
    if isinstance(value, str):
        return value + " changed"
    if isinstance(value, bytes):
        return value + b" changed"
    return value.replace(year=1999) if isinstance(value, datetime) else value + 1


def test_fifty_who_miss_at_once_cause_one_load(process: Process) -> None:
    db, _ = process
    filled(db)
    start = threading.Barrier(50)

    def ask(_: int) -> str:
        start.wait()
        return title(db, 3)

    with statements(db) as sent, ThreadPoolExecutor(50) as pool:
        assert set(pool.map(ask, range(50))) == {"Page 3"}
    assert len([one for one in sent if "try_page" in one]) == 1, sent


def test_reader_with_an_old_view_keeps_it_to_itself(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    with db.read() as session:
        session.execute(select(TryNote)).all()  # on SQLite the view begins here
        with other.write() as writer:
            writer.get_one(TryPage, 1).title = "New"
        fetch(session, TryPage, id=1)
    assert title(db) == title(other) == "New"


_DIES = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from app.freshness import writes
from app.rowcache import attach, open_cache
from app.db import Database
from app.settings import Settings
from tests.rowcache.models import TryPage
servers = tuple(filter(None, sys.argv[3].split(",")))
db = Database(sys.argv[2])
cache = open_cache(Settings(data_dir=Path(sys.argv[1]), memcached=servers), db)
attach(db, cache)
@event.listens_for(Session, "after_commit", insert=True)
def die(session):
    if not session.in_nested_transaction():
        os.kill(os.getpid(), signal.SIGKILL)
with db.write() as session:
    session.get_one(TryPage, 1).title = "Committed by the dead"
"""


def test_death_between_commit_and_publishing_leaves_nothing_old(
    place: Settings, url: str, process: Process
) -> None:
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    arguments = [str(place.data_dir), url, ",".join(place.memcached)]
    root = Path(__file__).resolve().parents[2]
    died = subprocess.run([sys.executable, "-c", _DIES, *arguments], check=False, cwd=root)
    assert died.returncode == -signal.SIGKILL
    assert title(db) == "Committed by the dead"


def test_memcached_killed_and_started_again_fails_no_read(url: str, tmp_path: Path) -> None:
    with memcached() as server:
        settings = Settings(data_dir=tmp_path / "var", memcached=(server.address,))
        with running(settings, url) as (db, _), running(settings, url) as (other, _):
            filled(db)
            stop = threading.Event()
            failed: list[BaseException] = []

            def load() -> None:
                try:
                    while not stop.is_set():
                        assert title(db).startswith("Page")
                except BaseException as error:
                    failed.append(error)

            threads = [threading.Thread(target=load) for _ in range(4)]
            for thread in threads:
                thread.start()
            for turn in range(2):
                server.kill()
                with other.write() as session:
                    session.get_one(TryPage, 1).title = f"Page without {turn}"
                assert title(db) == f"Page without {turn}"
                server.start()
                assert title(db) == f"Page without {turn}"
            stop.set()
            for thread in threads:
                thread.join()
            assert failed == []


def test_writer_cut_off_from_a_server_leaves_nothing_old_there(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader reaches the server all the time, the writer does not: the epoch in the database tells."""
    with memcached() as server:
        here = Settings(data_dir=tmp_path / "here", memcached=(server.address,))
        there = Settings(
            data_dir=tmp_path / "there", memcached=(server.address,)
        )  # another host: another clock
        with running(here, url) as (db, _), running(there, url) as (other, cut_off):
            filled(db)
            assert title(db) == "Page 1"
            nodes: Nodes = cut_off.stamps._nodes  # type: ignore[attr-defined]
            monkeypatch.setattr(nodes.all[0], "_closed_until", float("inf"))
            with other.write() as session:
                session.get_one(TryPage, 1).title = "New"
            threading.Event().wait(1.1)  # what another host does is seen within a second
            assert title(db) == "New"


def test_writer_of_the_same_host_that_is_cut_off_leaves_nothing_old_for_a_moment(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with memcached() as server:
        settings = Settings(data_dir=tmp_path / "var", memcached=(server.address,))
        with running(settings, url) as (db, _), running(settings, url) as (other, cut_off):
            filled(db)
            nodes: Nodes = cut_off.stamps._nodes  # type: ignore[attr-defined]
            monkeypatch.setattr(nodes.all[0], "_closed_until", float("inf"))
            for turn in range(5):
                title(db)
                with other.write() as session:
                    session.get_one(TryPage, 1).title = f"New {turn}"
                assert title(db) == f"New {turn}"


def test_large_collection_goes_through_whole(process: Process, place: Settings) -> None:
    db, cache = process
    filled(db)
    with db.write() as session:
        page = session.get_one(TryPage, 1)
        page.notes.extend(TryNote(text=str(number), long=os.urandom(4_000).hex()) for number in range(400))
    load = [selectinload(TryPage.notes)]
    with db.read() as session:
        first = fetch(session, TryPage, load=load, id=1)
    with statements(db) as sent, db.read() as session:
        again = fetch(session, TryPage, load=load, id=1)
    assert sent == []
    assert first is not None
    assert again is not None
    assert [note.long for note in first.notes] == [note.long for note in again.notes]
    assert cache.stats.table()["TryPage"]["hit"] == 1
    assert cache.stats.table()["TryPage"].get("split", 0) == (1 if place.memcached else 0)


def test_without_a_cache_the_answers_are_the_same(url: str) -> None:
    db = Database(url)
    filled(db)
    with db.read() as session:
        assert isinstance(session, Session)
        page = fetch(session, TryPage, load=[selectinload(TryPage.notes)], url="/1")
        assert page is not None
        assert [note.text for note in page.notes] == ["note 0", "note 1"]
        assert [one.id for one in fetch_all(session, TryPage)] == [1, 2, 3]
    db.dispose()
