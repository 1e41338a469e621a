"""Lifetime of a session, and the writes that its use causes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts import service, sessions
from app.accounts.models import SessionRow
from app.accounts.sessions import ABSOLUTE, DAY, IDLE, begin, end_all, identify, touch
from app.clock import now
from app.db import Database

NOW = 1_795_000_000_000_000


@pytest.fixture
def session_id(database: Database) -> str:
    """A session begun at NOW."""
    with database.write() as session:
        person = service.create(session, "Ann", "x", "editor", NOW)
        return begin(session, person.id, NOW)


def _digest(database: Database) -> str:
    with database.read() as session:
        return session.scalars(select(SessionRow.digest)).one()


def _used(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(SessionRow.last_used)).one()


def test_a_session_belongs_to_its_person(database: Database, session_id: str) -> None:
    found = identify(database, session_id, NOW)
    assert found is not None
    assert (found.name, found.role, found.initials) == ("Ann", "editor", "A")


def test_it_ends_when_nobody_uses_it(database: Database, session_id: str) -> None:
    # The dead one first: the look at the living one counts as a use, and is written in its own time.
    assert identify(database, session_id, NOW + IDLE + 1) is None
    assert identify(database, session_id, NOW + IDLE) is not None


def test_it_ends_however_much_it_is_used(database: Database, session_id: str) -> None:
    touch(database, _digest(database), NOW + ABSOLUTE)
    assert identify(database, session_id, NOW + ABSOLUTE) is not None
    assert identify(database, session_id, NOW + ABSOLUTE + 1) is None


def test_use_is_written_once_a_minute_at_most(
    database: Database, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    monkeypatch.setattr(sessions, "_touch_later", lambda _db, _digest, at: written.append(at))
    for seconds in (0, 30, 60, 61):
        identify(database, session_id, NOW + seconds * 1_000_000)
    assert written == [NOW + 61_000_000]


def test_a_later_use_is_never_taken_back(database: Database, session_id: str) -> None:
    assert session_id
    touch(database, _digest(database), NOW + DAY)
    touch(database, _digest(database), NOW + 1)
    assert _used(database) == NOW + DAY


def test_a_new_session_sweeps_out_dead_ones(database: Database, session_id: str) -> None:
    with database.write() as session:
        begin(session, 1, NOW + IDLE + 1)
    assert _digest(database)
    assert identify(database, session_id, NOW) is None


def test_all_sessions_of_a_person_can_end(database: Database, session_id: str) -> None:
    with database.write() as session:
        end_all(session, 1)
    assert identify(database, session_id, NOW) is None


@pytest.mark.parametrize("made_up", ["", "x", "a" * 43, "é" * 43, "a" * 8_000, "../" * 14 + "a"])
def test_a_made_up_id_is_nobody(database: Database, made_up: str) -> None:
    assert identify(database, made_up, now()) is None
