"""The admin's page for people, and that there is always an admin left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts import service, sessions
from app.accounts.admin import people
from app.accounts.models import Person
from app.accounts.profile.own import LastAdmin
from app.clock import now
from app.db import Database
from app.settings import Settings
from tests.web.site import PASSWORD, person, running, signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}
Client = TestClient[Litestar]


@pytest.fixture
def rob(settings: Settings) -> Iterator[Client]:
    """Rob, the admin (person 1); Ann, a reader (person 2)."""
    with running(settings, apps=frozenset({"home"})) as client:
        client.headers.update(OWN)
        person(client, "Rob", "admin")
        person(client, "Ann")
        _sign_in(client, "Rob")
        yield client


def _sign_in(client: Client, name: str, password: str = PASSWORD) -> int:
    client.cookies.clear()
    fields = {"name": name, "password": password}
    return client.post("/account/sign-in", data=fields, follow_redirects=False).status_code


def _role(client: Client, person_id: int) -> str:
    with client.app.state.hud.db.read() as session:
        return str(session.get_one(Person, person_id).role)


@pytest.mark.parametrize("role", ["", "reader", "editor"])
def test_only_admins_see_and_change_people(client: Client, role: str) -> None:
    person(client, "Ann", "admin")
    if role:
        signed_in(client, role, "Eve")
    refused = 403 if role else 401
    for path in ("", "/1"):
        assert client.get(f"/account/people{path}").status_code == refused
    for path in ("", "/1/role", "/1/disable", "/1/enable", "/1/reset"):
        data = {"role": "reader", "name": "New"}
        assert client.post(f"/account/people{path}", data=data, headers=OWN).status_code == refused
    assert _role(client, 1) == "admin"


def test_people_are_found_by_a_part_of_the_name(rob: Client) -> None:
    with rob.app.state.hud.db.write() as session:
        for number in range(60):
            service.create(
                session, f"Reader {number:02}", "x", "reader", now(), email=f"r{number}@example.org"
            )
    first = rob.get("/account/people").text
    assert "Ann" in first
    assert "Reader 59" not in first
    assert "Reader 59" in rob.get("/account/people?page=2").text
    assert "Reader 33" in rob.get("/account/people?q=r33@example").text
    assert "Ann" not in rob.get("/account/people?q=%25").text
    assert "Ann" not in rob.get("/account/people?role=admin").text
    for bad in ("page=0", "page=x", "role=king", "q=" + "x" * 300):
        assert rob.get(f"/account/people?{bad}").status_code in (400, 404)


def test_a_new_role_holds_after_signing_in_anew(rob: Client) -> None:
    with rob.app.state.hud.db.write() as session:
        old = sessions.begin(session, 2, now())
    assert rob.post("/account/people/2/role", data={"role": "editor"}).status_code == 200
    assert _role(rob, 2) == "editor"
    assert rob.app.state.hud.identify(old) is None
    assert rob.post("/account/people/2/role", data={"role": "king"}).status_code == 422
    assert rob.post("/account/people/99/role", data={"role": "reader"}).status_code == 404


def test_who_is_disabled_is_out_everywhere_and_hears_nothing_of_it(rob: Client) -> None:
    with rob.app.state.hud.db.write() as session:
        old = sessions.begin(session, 2, now())
    rob.post("/account/people/2/disable")
    assert rob.app.state.hud.identify(old) is None
    assert rob.post("/account/people/2/reset").status_code == 404
    rob.post("/account/people/2/enable")
    assert _sign_in(rob, "Ann") == 303
    _sign_in(rob, "Rob")
    rob.post("/account/people/2/disable")
    assert _sign_in(rob, "Ann") == 422


def test_the_last_admin_can_be_neither_demoted_nor_disabled(rob: Client) -> None:
    assert rob.post("/account/people/1/role", data={"role": "reader"}).status_code == 422
    assert rob.post("/account/people/1/disable").status_code == 422
    assert _role(rob, 1) == "admin"
    assert rob.get("/account/people").status_code == 200


def test_an_admin_who_steps_down_is_signed_out(rob: Client) -> None:
    rob.post("/account/people/2/role", data={"role": "admin"})
    answer = rob.post("/account/people/1/role", data={"role": "reader"}, follow_redirects=False)
    assert answer.headers["location"] == "/account/sign-in"
    assert rob.get("/account/people").status_code == 401


def test_of_admins_who_demote_each_other_at_once_one_is_left(any_database: Database) -> None:
    with any_database.write() as session:
        ids = [service.create(session, f"P{number}", "x", "admin", now()).id for number in range(6)]

    def demote(person_id: int) -> bool:
        try:
            with any_database.write() as session:
                if person_id % 2:
                    people.set_role(session, person_id, "reader")
                else:
                    people.disable(session, person_id, now())
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(demote, ids)) == [False] + [True] * 5
    with any_database.read() as session:
        assert service.has_admin(session)


def test_an_admin_who_stays_admin_stays_signed_in(rob: Client) -> None:
    rob.post("/account/people/1/role", data={"role": "admin"})
    rob.post("/account/people/1/enable")
    assert rob.get("/account/people").status_code == 200


def test_an_admin_makes_an_account_and_a_link_for_its_password(rob: Client) -> None:
    page = rob.post("/account/people", data={"name": "New One", "role": "editor"})
    assert page.headers["cache-control"] == "no-store"
    found = re.search(r"/account/reset\?key=[\w-]{43}", page.text)
    assert found
    rob.cookies.clear()
    key = found[0].partition("=")[2]
    fields = {"key": key, "password": "a sentence of mine", "password_again": "a sentence of mine"}
    assert rob.post("/account/reset", data=fields, follow_redirects=False).status_code == 303
    assert _sign_in(rob, "New One", "a sentence of mine") == 303
    assert _role(rob, 3) == "editor"


def test_an_account_without_a_password_lets_nobody_in(rob: Client) -> None:
    rob.post("/account/people", data={"name": "New One", "role": "editor"})
    for password in ("!", "", " "):
        assert _sign_in(rob, "New One", password) == 422


@pytest.mark.parametrize(
    "form", [{"name": "ann"}, {"name": ""}, {"name": "B", "email": "x"}, {"name": "B", "role": "x"}]
)
def test_an_account_that_cannot_be_made_is_explained(rob: Client, form: dict[str, str]) -> None:
    answer = rob.post("/account/people", data=form)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text or form.get("role")
