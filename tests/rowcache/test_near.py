"""Objects in front of the row cache: as true as it, without asking anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import inspect, update
from sqlalchemy.orm import Session

from app.db import Database
from app.freshness import counters, names, touch_everything
from app.memory.budget import LEAST, Memory
from app.rowcache.near import Made, Near
from app.settings import Settings
from tests.rowcache.models import TryNote, TryPage
from tests.rowcache.process import running, statements
from tests.rowcache.test_rows import Process, filled

TABLE = names.table_of(inspect(TryPage))


class Titles:
    """Titles by a page's number, through a `Near`."""

    def __init__(self, db: Database) -> None:
        self.db, self.clock = db, counters(db)
        self.near: Near[int, str] = Near(Memory(LEAST).room("texts"), [TABLE])

    def kept(self, *numbers: int) -> dict[int, str]:
        return self.near.find(self.clock, numbers)

    def read(self, *numbers: int, then: Callable[[], object] = lambda: None, passing: bool = False) -> None:
        def ask() -> list[Made[int, str]]:
            with self.db.read() as session:
                found = [session.get_one(TryPage, number) for number in numbers]
                made = [
                    Made(page.id, page.title, [names.row(TABLE, [page.id])], 10, passing=passing)
                    for page in found
                ]
            then()
            return made

        self.near.read(self.clock, ask)


@pytest.fixture
def titles(process: Process) -> Titles:
    db, _ = process
    filled(db)
    return Titles(db)


def test_what_was_read_is_there_without_a_statement_until_its_own_row_changes(titles: Titles) -> None:
    titles.read(1, 2)
    with statements(titles.db) as sent:
        assert titles.kept(1, 2, 3) == {1: "Page 1", 2: "Page 2"}
    assert sent == []
    with titles.db.write() as session:
        session.get_one(TryPage, 1).title = "New"
    assert titles.kept(1, 2) == {2: "Page 2"}
    titles.read(1)
    assert titles.kept(1, 2) == {1: "New", 2: "Page 2"}


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.execute(update(TryPage).values(title="All")),
        lambda session: session.delete(session.get_one(TryPage, 1)),
        touch_everything,
    ],
    ids=["many rows in one statement", "its row is gone", "everything"],
)
def test_nothing_counts_that_a_commit_may_have_changed(
    titles: Titles, change: Callable[[Session], object]
) -> None:
    titles.read(1)
    with titles.db.write() as session:
        change(session)
    assert titles.kept(1) == {}


def test_other_tables_and_what_is_rolled_back_change_nothing(titles: Titles) -> None:
    titles.read(1)
    with titles.db.write() as session:
        session.add(TryNote(page_id=1, text="a note"))
    session = Session(titles.db.engine, info=titles.db.info)
    session.get_one(TryPage, 1).title = "Never"
    session.flush()
    session.rollback()
    session.close()
    assert titles.kept(1) == {1: "Page 1"}


def test_what_is_read_while_somebody_commits_is_not_kept(titles: Titles) -> None:
    def commit() -> None:
        with titles.db.write() as session:
            session.get_one(TryPage, 1).title = "Meanwhile"

    titles.read(1, then=commit)
    assert titles.kept(1) == {}


def test_what_is_only_passing_is_not_kept(titles: Titles) -> None:
    titles.read(1, passing=True)
    assert titles.kept(1) == {}


def test_another_process_s_commit_counts_at_once(titles: Titles, other: Database) -> None:
    titles.read(1)
    with other.write() as session:
        session.get_one(TryPage, 1).title = "Theirs"
    assert titles.kept(1) == {}


def test_nothing_is_believed_where_nobody_listens_to_other_hosts(place: Settings, postgres_url: str) -> None:
    with running(place, postgres_url) as (db, _):
        clock = counters(db)
        near: Near[int, str] = Near(Memory(LEAST).room("texts"), [TABLE])
        near.read(clock, lambda: [Made(1, "one", [names.row(TABLE, [1])], 10)])
        assert near.find(clock, [1]) == {}


def test_what_grows_takes_its_room_from_others(titles: Titles) -> None:
    titles.read(1, 2)
    titles.near.grow(2, Memory(LEAST).room("texts").most)
    assert 1 not in titles.kept(1, 2)
