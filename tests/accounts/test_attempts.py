"""Guessing is slowed down by account and by address, in all processes together, locking nobody out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from app.accounts.attempts import FREE, JOINED, KNOWN_FOR, WINDOW, Attempts
from app.accounts.models import Attempt
from app.accounts.password_limit import CHECKED_WITHIN, TRIES, TRIES_BY_ADDRESS, Try, UnderWay
from app.accounts.upkeep import sweep
from app.db import Database
from app.web.errors import TooMany

NOW = 1_795_000_000_000_000
COUNTS = Attempts(b"a secret")


def _begin(db: Database, account: str, address: str, now: int = NOW) -> Try:
    tried = Try(COUNTS, account, address)
    with db.write() as session:
        tried.begin(session, now)
    return tried


def _fail(db: Database, account: str, address: str, now: int = NOW) -> None:
    tried = _begin(db, account, address, now)
    with db.write() as session:
        tried.failed(session)


def _succeed(db: Database, account: str, address: str, now: int = NOW) -> None:
    tried = _begin(db, account, address, now)
    with db.write() as session:
        tried.succeeded(session, now)


def _doubtful(db: Database, account: str, address: str) -> bool:
    with db.read() as session:
        return Try(COUNTS, account, address).is_doubtful(session, NOW)


def _kept(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


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
            _begin(any_database, "ann", f"198.51.100.{number}")
        except UnderWay:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(3 * TRIES))) == TRIES


def test_limit_full_of_tries_under_way_lets_others_in_once_they_were_right(any_database: Database) -> None:
    under_way = [_begin(any_database, "ann", f"198.51.100.{number}") for number in range(TRIES)]
    with pytest.raises(UnderWay):
        _begin(any_database, "ann", "203.0.113.9")
    with any_database.write() as session:
        under_way[0].give_back(session)
        under_way[1].failed(session)
    _begin(any_database, "ann", "203.0.113.9")
    with any_database.write() as session:
        for tried in under_way[2:]:
            tried.failed(session)
    _fail(any_database, "bob", "203.0.113.9")
    with pytest.raises(UnderWay):
        _begin(any_database, "ann", "203.0.113.9")


def test_try_that_nobody_ended_counts_as_failed(any_database: Database) -> None:
    for number in range(TRIES):
        _begin(any_database, "ann", f"198.51.100.{number}")
    with pytest.raises(UnderWay):
        _begin(any_database, "ann", "203.0.113.9", NOW + CHECKED_WITHIN - 1)
    with pytest.raises(TooMany):
        _begin(any_database, "ann", "203.0.113.9", NOW + CHECKED_WITHIN)
    _begin(any_database, "ann", "203.0.113.9", NOW + WINDOW)


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
    assert _kept(database) == 3


def test_what_no_longer_counts_is_swept_out_when_nobody_tries_again(any_database: Database) -> None:
    _fail(any_database, "ann", "192.0.2.1")
    _begin(any_database, "ann", "192.0.2.1")
    _succeed(any_database, "bob", "192.0.2.2")
    with any_database.write() as session:
        COUNTS.asked(session, "ann@example.org", "192.0.2.1", NOW)
        COUNTS.joined(session, "192.0.2.1", NOW)
    sweep(any_database, NOW + WINDOW - 1)
    assert _kept(any_database) == 3 + 3 + 1 + 2 + 1
    sweep(any_database, NOW + WINDOW)
    assert _kept(any_database) == 1 + 2 + 1
    sweep(any_database, NOW + KNOWN_FOR)
    assert _kept(any_database) == 0


def test_no_account_and_no_address_can_be_read_back_from_the_table(database: Database) -> None:
    _succeed(database, "ann", "198.51.100.1")
    _fail(database, "ann", "198.51.100.1")
    with database.write() as session:
        COUNTS.asked(session, "ann@example.org", "198.51.100.1", NOW)
    names = ["ann", "ann@example.org", "198.51.100.1"]
    guesses = {
        sha256("\n".join(parts).encode()).hexdigest()
        for kind in ("account", "pair", "network", "known", "email")
        for parts in [*((kind, one) for one in names), (kind, "ann", "198.51.100.1")]
    }
    with database.read() as session:
        for row in session.scalars(select(Attempt)):
            assert len(row.key) == 64
            assert {row.key, row.account}.isdisjoint(guesses)


def test_another_installation_keeps_other_digests() -> None:
    assert COUNTS.key("network", "192.0.2.1") != Attempts(b"another").key("network", "192.0.2.1")


def test_one_network_makes_few_accounts_an_hour(database: Database) -> None:
    def join() -> None:
        with database.write() as session:
            COUNTS.joined(session, "2001:db8::1", NOW)

    for _ in range(JOINED):
        join()
    with pytest.raises(TooMany):
        join()
