"""PostgreSQL ends connections or is away for a while: requests are told to wait, and the next work again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool

from app.db import Database
from app.web.errors import Busy
from app.web.response.errors_page import understand


@pytest.fixture
def db(postgres_url: str) -> Iterator[Database]:
    made = Database(postgres_url)
    yield made
    made.dispose()


def end_all_others(db: Database) -> None:
    """As a restart does: every connection but this one is over."""
    everybody = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    # A connection of its own, so that the pool does not learn of it.
    outside = create_engine(db.url, poolclass=NullPool)
    with outside.connect() as connection:
        connection.execute(text(everybody + " AND backend_type = 'client backend'"))


def ask(db: Database) -> int:
    with db.read() as session:
        return int(session.scalar(text("SELECT 7")) or 0)


def test_connections_that_were_ended_while_idle_are_not_noticed_by_anyone(db: Database) -> None:
    assert ask(db) == 7
    end_all_others(db)
    assert ask(db) == 7


def test_a_transaction_that_is_cut_off_leaves_nothing_and_is_told_as_busy(db: Database) -> None:
    with db.write() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS cut_off (n int)"))
        session.execute(text("DELETE FROM cut_off"))

    def write_in_two_steps() -> None:
        with db.write() as session:
            session.execute(text("INSERT INTO cut_off VALUES (1)"))
            end_all_others(db)
            session.execute(text("INSERT INTO cut_off VALUES (2)"))

    with pytest.raises(OperationalError) as caught:
        write_in_two_steps()
    assert isinstance(understand(caught.value), Busy)
    with db.write() as session:
        assert session.scalar(text("SELECT count(*) FROM cut_off")) == 0
        session.execute(text("DROP TABLE cut_off"))


def test_more_readers_than_connections_wait_for_each_other(db: Database) -> None:
    def slow(_: int) -> int:
        with db.read() as session:
            return int(session.scalar(text("SELECT 7 FROM pg_sleep(0.02)")) or 0)

    with ThreadPoolExecutor(60) as pool:
        assert list(pool.map(slow, range(240))) == [7] * 240


def test_an_exhausted_pool_is_told_as_busy_and_heals(postgres_url: str) -> None:
    db = Database(postgres_url, wait=0.2)
    held = [db.engine.connect() for _ in range(20)]
    with pytest.raises(PoolTimeout) as caught:
        ask(db)
    assert isinstance(understand(caught.value), Busy)
    for connection in held:
        connection.close()
    assert ask(db) == 7
    db.dispose()


def test_of_two_that_wait_for_each_other_one_is_told_to_come_again(db: Database) -> None:
    with db.write() as session:
        session.execute(text("CREATE TABLE crossed (id int PRIMARY KEY, n int)"))
        session.execute(text("INSERT INTO crossed VALUES (1, 0), (2, 0)"))
    update = text("UPDATE crossed SET n = n + 1 WHERE id = :id")

    def both(order: tuple[int, int]) -> str:
        try:
            with db.write() as session:
                session.execute(update, {"id": order[0]})
                session.execute(text("SELECT pg_sleep(0.3)"))
                session.execute(update, {"id": order[1]})
        except OperationalError as error:
            return type(understand(error)).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(both, [(1, 2), (2, 1)])) == ["Busy", "done"]
    with db.write() as session:
        assert session.scalars(text("SELECT n FROM crossed ORDER BY id")).all() == [1, 1]
        session.execute(text("DROP TABLE crossed"))
