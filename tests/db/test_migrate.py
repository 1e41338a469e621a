"""The migrations make exactly the tables of the models, and carry what is there along, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from app.db import Database
from app.db.migrate import config, metadata, upgrade
from tests.services import empty


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of before people had e-mail addresses, with one person in it."""
    url = f"sqlite:///{tmp_path / 'hud.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        empty(url)
    db = Database(url)
    _to(db, "0003")
    with db.write() as session:
        session.execute(
            text(
                "INSERT INTO person (name, name_key, password, role, created_at)"
                " VALUES ('Ann', 'ann', 'hash', 'admin', 1)"
            )
        )
        session.execute(
            text("INSERT INTO session (digest, person_id, created_at, last_used) VALUES ('d', 1, 1, 1)")
        )
    yield db
    db.dispose()
    if not db.is_sqlite:
        empty(url)


def _to(db: Database, revision: str, *, back: bool = False) -> None:
    with db.engine.connect().execution_options(hud_write=True) as connection:
        made = config(db)
        made.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(made, revision)
        connection.commit()


def test_the_migrations_make_what_the_models_say(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []


def test_people_of_before_are_carried_along_and_back(old: Database) -> None:
    upgrade(old)
    with old.read() as session:
        row = session.execute(text("SELECT name, looks, email, pending_email, disabled_at FROM person")).one()
        assert tuple(row) == ("Ann", "ann", None, "", None)
        assert session.execute(text("SELECT browser, place FROM session")).one() == ("", "")
    _to(old, "0003", back=True)
    with old.read() as session:
        assert session.execute(text("SELECT name, role FROM person")).one() == ("Ann", "admin")
        assert session.execute(text("SELECT digest FROM session")).one() == ("d",)
