"""Using up and counting, on both databases, by many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from app.captcha.spent import WINDOW, Tries, is_spent, spend
from app.db import Database
from app.settings import Settings

NONCE = "ab" * 16


def test_of_many_that_use_up_a_number_at_once_one_succeeds(any_database: Database) -> None:
    def use() -> bool:
        with any_database.write() as session:
            return spend(session, NONCE, 100, 0)

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: use(), range(18)))
    assert done.count(True) == 1


def test_what_is_rolled_back_is_not_used_up(any_database: Database) -> None:
    class Failed(Exception):
        """Something after it went wrong."""

    try:
        with any_database.write() as session:
            assert spend(session, NONCE, 100, 0)
            raise Failed
    except Failed:
        pass
    with any_database.write() as session:
        assert not is_spent(session, NONCE)
        assert spend(session, NONCE, 100, 0)


def test_tries_of_many_at_once_are_all_counted(any_database: Database, settings: Settings) -> None:
    tries = Tries(settings)

    def add() -> None:
        with any_database.write() as session:
            tries.add(session, "somebody", 0)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: add(), range(18)))
    with any_database.read() as session:
        assert tries.number(session, "somebody", 1) == 18
        assert tries.number(session, "somebody else", 1) == 0


def test_window_begins_anew_after_its_end(any_database: Database, settings: Settings) -> None:
    tries = Tries(settings)
    with any_database.write() as session:
        for at in (0, WINDOW - 1, WINDOW + 1):
            tries.add(session, "somebody", at)
        assert tries.number(session, "somebody", WINDOW + 2) == 1
