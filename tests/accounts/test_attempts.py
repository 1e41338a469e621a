"""Guessing is slowed down by account and by address, in all processes together, locking nobody out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.accounts import attempts
from app.accounts.attempts import FREE, JOINED, TRIES, TRIES_BY_ADDRESS, WINDOW, SignIns
from app.accounts.models import Attempt
from app.db import Database
from app.web.errors import TooMany

NOW = 1_795_000_000_000_000


def _fail(db: Database, account: str, address: str, now: int = NOW) -> None:
    with db.write() as session:
        SignIns(account, address).begin(session, now)


def _succeed(db: Database, account: str, address: str, now: int = NOW) -> None:
    with db.write() as session:
        tries = SignIns(account, address)
        tries.begin(session, now)
        tries.succeeded(session, now)


def _doubtful(db: Database, account: str, address: str) -> bool:
    with db.read() as session:
        return SignIns(account, address).is_doubtful(session, NOW)


def test_an_account_is_closed_after_its_tries_whatever_the_address(database: Database) -> None:
    for number in range(TRIES):
        _fail(database, "ann", f"198.51.100.{number}")
    with pytest.raises(TooMany) as stopped:
        _fail(database, "ann", "203.0.113.9", NOW + 60_000_000)
    assert stopped.value.retry_after == 840
    _fail(database, "bob", "203.0.113.9")


def test_it_opens_again_when_the_window_has_passed(database: Database) -> None:
    for _ in range(TRIES):
        _fail(database, "ann", "198.51.100.1")
    _fail(database, "ann", "198.51.100.1", NOW + WINDOW)


def test_who_has_signed_in_from_an_address_is_not_locked_out_by_others(database: Database) -> None:
    _succeed(database, "ann", "192.0.2.1")
    for number in range(TRIES):
        _fail(database, "ann", f"198.51.100.{number}")
    assert not _doubtful(database, "ann", "192.0.2.1")
    assert _doubtful(database, "ann", "192.0.2.2")
    for _ in range(TRIES):
        _fail(database, "ann", "192.0.2.1")
    with pytest.raises(TooMany):
        _fail(database, "ann", "192.0.2.1")


@pytest.mark.parametrize("spread", ["198.51.100.1", "2001:db8:1:2::{:x}", "::ffff:198.51.100.1"])
def test_an_address_is_closed_whatever_the_accounts(database: Database, spread: str) -> None:
    for number in range(TRIES_BY_ADDRESS):
        _fail(database, f"person {number}", spread.format(number))
    with pytest.raises(TooMany):
        _fail(database, "somebody new", spread.format(9_999))


def test_many_at_once_get_no_more_tries_than_one_by_one(any_database: Database) -> None:
    def attempt(number: int) -> bool:
        try:
            _fail(any_database, "ann", f"198.51.100.{number}")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(3 * TRIES))) == TRIES


def test_a_check_is_due_after_a_few_failures_of_an_account_that_may_not_even_exist(
    database: Database,
) -> None:
    for number in range(FREE):
        assert not _doubtful(database, "nobody", "203.0.113.9")
        _fail(database, "nobody", f"198.51.100.{number}")
    assert _doubtful(database, "nobody", "203.0.113.9")


def test_a_success_is_no_failure(database: Database) -> None:
    for number in range(2 * TRIES_BY_ADDRESS):
        _succeed(database, "ann", "192.0.2.1", NOW + number)
    assert not _doubtful(database, "ann", "192.0.2.1")


def test_what_no_longer_counts_is_swept_out(database: Database) -> None:
    for number in range(20):
        _fail(database, f"person {number}", f"198.51.100.{number}")
    _fail(database, "ann", "192.0.2.1", NOW + WINDOW)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 3


def test_no_account_and_no_address_stands_in_the_table(database: Database) -> None:
    _fail(database, "ann", "198.51.100.1")
    with database.read() as session:
        for key in session.scalars(select(Attempt.key)):
            assert len(key) == 64
            assert "ann" not in key


def test_one_network_makes_few_accounts_an_hour(database: Database) -> None:
    def join() -> None:
        with database.write() as session:
            attempts.joined(session, "2001:db8::1", NOW)

    for _ in range(JOINED):
        join()
    with pytest.raises(TooMany):
        join()
