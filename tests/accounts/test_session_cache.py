"""Sessions this process has seen: as true as the database, without asking it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import service, sessions
from app.accounts.models import Person, SessionRow
from app.accounts.session_cache import SessionCache
from app.clock import DAY, MINUTE, now
from app.db import Database
from app.freshness import counters
from app.memory.budget import LEAST, Memory

NOW = now()


def _begun(database: Database) -> tuple[SessionCache, str]:
    with database.write() as session:
        person = service.create(session, "Marie Elise", "no password fits this", "reader", NOW)
        session_id = sessions.begin(session, person.id, NOW)
    return SessionCache(database, counters(database), Memory(LEAST).room("sessions")), session_id


def test_what_was_asked_once_is_known(database: Database) -> None:
    known, session_id = _begun(database)
    assert known.find(session_id, NOW) is None
    person = known.identify(session_id, NOW)
    assert person is not None
    assert known.find(session_id, NOW) == person


def test_switched_off_nothing_is_known(database: Database) -> None:
    _, session_id = _begun(database)
    known = SessionCache(database, counters(database), Memory(LEAST).room("sessions"), on=False)
    assert known.identify(session_id, NOW) is not None
    assert known.find(session_id, NOW) is None


@pytest.mark.parametrize("session_id", ["", "x" * 43, "ä" * 43, "x" * 8_000])
def test_made_up_session_is_nobody_s(database: Database, session_id: str) -> None:
    known, _ = _begun(database)
    assert known.identify(session_id, NOW) is None
    assert known.find(session_id, NOW) is None


def test_session_is_looked_at_again_when_it_has_to_be_written_down_or_ends(database: Database) -> None:
    known, session_id = _begun(database)
    known.identify(session_id, NOW)
    assert known.find(session_id, NOW + MINUTE - 1) is not None
    assert known.find(session_id, NOW + MINUTE) is None
    assert known.identify(session_id, NOW + 31 * DAY) is None


def _end(session: Session) -> None:
    row = session.query(SessionRow).one()
    session.delete(row)


CHANGES: dict[str, Callable[[Session], object]] = {
    "ended": _end,
    "all ended": lambda session: sessions.end_all(session, session.query(Person).one().id),
    "disabled": lambda session: session.execute(update(Person).values(disabled_at=NOW)),
    "renamed": lambda session: session.execute(update(Person).values(name="Jan")),
    "another role": lambda session: setattr(session.query(Person).one(), "role", "admin"),
    "another zone": lambda session: setattr(session.query(Person).one(), "time_zone", "Asia/Tokyo"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_counts_at_once_in_every_process(database: Database, change: str) -> None:
    known, session_id = _begun(database)
    other = SessionCache(database, counters(database), Memory(LEAST).room("sessions"))
    before = known.identify(session_id, NOW)
    assert other.identify(session_id, NOW) == before
    with database.write() as session:
        CHANGES[change](session)
        session.flush()
    for process in (known, other):
        assert process.find(session_id, NOW) is None
        assert process.identify(session_id, NOW) != before
