"""Changes are numbered in the order of commits, without gaps, on both databases."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from app.db import Database
from app.db.changes import Change, after, latest, note


def numbers(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(Change.number).order_by(Change.number)))


def test_numbers_follow_the_commits(any_database: Database) -> None:
    with any_database.write() as session:
        note(session, "put", 1, 0)
        note(session, "touch", 2, 3)
    with any_database.write() as session:
        note(session, "delete", 1)
    with any_database.read() as session:
        assert [(c.number, c.kind, c.page_id, c.at) for c in after(session, 1)] == [
            (2, "touch", 2, 3),
            (3, "delete", 1, 0),
        ]
        assert latest(session) == 3


def test_rolled_back_change_takes_no_number(any_database: Database) -> None:
    def fail() -> None:
        with any_database.write() as session:
            note(session, "put", 1)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with any_database.write() as session:
        note(session, "put", 2)
    assert numbers(any_database) == [1]


def test_savepoint_gives_no_numbers_of_its_own(any_database: Database) -> None:
    with any_database.write() as session:
        with session.begin_nested():
            note(session, "put", 1)
        note(session, "put", 2)
    assert numbers(any_database) == [1, 2]


def test_many_writers_at_once_leave_no_gap(any_database: Database) -> None:
    def write() -> None:
        for page in range(20):
            with any_database.write() as session:
                note(session, "touch", page)

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert numbers(any_database) == list(range(1, 121))
