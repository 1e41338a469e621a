"""`hud user`: people from the command line, with passwords from standard input only."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.accounts import service, sessions
from app.accounts.models import Person
from app.accounts.passwords import verify
from app.cli import main
from app.clock import iso
from app.db import Database
from app.settings import Settings
from tests.web.site import PASSWORD


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database) -> None:
    assert database.url == settings.database
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))


def _hud(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["user", *arguments], input=typed)


def _person(database: Database, name: str = "Ann") -> Person:
    with database.read() as session:
        return session.scalars(select(Person).where(Person.name == name)).one()


def test_a_person_is_added_with_the_password_from_standard_input(database: Database) -> None:
    made = _hud("add", "Ann", "--email", "ann@EXAMPLE.org", "--role", "editor", typed=f"{PASSWORD}\n")
    assert (made.exit_code, made.output) == (0, "editor: Ann\n")
    person = _person(database)
    assert verify(person.password, PASSWORD)
    assert (person.email, person.role) == ("ann@example.org", "editor")


def test_where_nobody_has_an_account_the_list_says_so() -> None:
    empty = _hud("list")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "Nobody has an account yet" in empty.stderr
    assert json.loads(_hud("list", "--json").stdout) == []


def test_times_of_people_are_iso_8601_for_scripts(database: Database) -> None:
    _hud("add", "Ann", typed=f"{PASSWORD}\n")
    _hud("disable", "Ann")
    (ann,) = json.loads(_hud("list", "--json").stdout)
    person = _person(database)
    assert person.disabled_at is not None
    assert (ann["created_at"], ann["disabled_at"]) == (iso(person.created_at), iso(person.disabled_at))
    assert ann["last_used"] is None


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (["add", "Ann"], "short\n"),
        (["add", "Ann"], ""),
        (["add", "Ann"], "p" * 5_000 + "\n"),
        (["add", "Ann\u200b"], f"{PASSWORD}\n"),
        (["add", "rob"], f"{PASSWORD}\n"),
        (["add", "Ann", "--email", "nowhere"], f"{PASSWORD}\n"),
        (["add", "Ann", "--role", "king"], f"{PASSWORD}\n"),
        (["add", "Ann", PASSWORD], ""),
        (["password", "Nobody"], f"{PASSWORD}\n"),
        (["disable", "Rob"], ""),
        (["role", "Rob", "reader"], ""),
        (["admin", "Nobody"], ""),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    database: Database, arguments: list[str], typed: str
) -> None:
    with database.write() as session:
        service.create(session, "Rob", "x", "admin", 1)
    done = _hud(*arguments, typed=typed)
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    with database.read() as session:
        assert [(p.name, p.role, p.disabled_at) for p in session.scalars(select(Person))] == [
            ("Rob", "admin", None)
        ]


def test_a_new_password_ends_every_session(database: Database) -> None:
    _hud("add", "Ann", typed=f"{PASSWORD}\n")
    with database.write() as session:
        session_id = sessions.begin(session, 1, 1)
    assert service.identify(database, session_id, 1)
    assert _hud("password", "ann", typed="another long sentence\n").exit_code == 0
    assert service.identify(database, session_id, 1) is None
    assert verify(_person(database).password, "another long sentence")


def test_roles_and_the_way_in_can_be_changed(database: Database) -> None:
    for name in ("Ann", "Rob"):
        _hud("add", name, typed=f"{PASSWORD}\n")
    assert _hud("admin", "Rob").exit_code == 0
    assert _hud("admin", "Ann").exit_code == 0
    assert _hud("disable", "Rob").exit_code == 0
    assert _person(database, "Rob").disabled_at
    assert _hud("role", "Ann", "reader").exit_code == 1
    assert _hud("enable", "Rob").exit_code == 0
    assert _hud("role", "Ann", "reader").exit_code == 0
    assert _person(database).role == "reader"


def test_everybody_is_listed_without_anything_secret() -> None:
    _hud("add", "Ann", typed=f"{PASSWORD}\n")
    listed = json.loads(_hud("list", "--json").output)
    assert [(row["name"], row["role"]) for row in listed] == [("Ann", "reader")]
    plain = _hud("list").output
    assert "Ann" in plain
    assert "argon2" not in plain + json.dumps(listed)
