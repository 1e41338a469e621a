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


def test_pages_of_before_count_as_editors_and_know_how_far_they_are_from_their_root(old: Database) -> None:
    rows = [(1, 3, None, 0), (2, 2, 1, 1), (3, 0, 1, 3), (4, 0, None, 0)]
    with old.write() as session:
        for page_id, depth, root, _ in rows:
            session.execute(
                text(
                    "INSERT INTO page (id, url, site, builtin, state, added_at, every, depth, page_limit,"
                    " root_id, title, versions, failures)"
                    " VALUES (:id, :url, 'a', :no, 'active', 1, 1, :depth, 0, :root, '', 0, 0)"
                ),
                {"id": page_id, "url": f"{page_id}", "no": False, "depth": depth, "root": root},
            )
    upgrade(old)
    with old.read() as session:
        found = session.execute(text("SELECT id, depth, root_id, clicks FROM page ORDER BY id")).all()
        assert [tuple(row) for row in found] == rows
        origins = session.execute(text("SELECT origin, reviewed_at FROM page")).all()
        assert {tuple(row) for row in origins} == {("editor", None)}
    _to(old, "0006", back=True)
    with old.read() as session:
        assert session.execute(text("SELECT count(*) FROM page WHERE root_id = 1")).scalar_one() == 2
