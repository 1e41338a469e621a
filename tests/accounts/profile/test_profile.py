"""One's own account: another password and address, all data as a file, the end of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from app.accounts import service
from app.accounts.attempts import Attempts, attempts_of
from app.accounts.models import Attempt, Person, SessionRow, Token
from app.accounts.profile import own
from app.accounts.profile.own import LastAdmin
from app.accounts.service import create
from app.clock import now
from app.db import Database
from app.settings import Settings
from tests.web.site import PASSWORD, person, running, signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}
NEW = "another long sentence"
Client = TestClient[Litestar]


@pytest.fixture
def ann(settings: Settings) -> Iterator[Client]:
    """Ann, a reader, signed in by her password."""
    with running(settings, apps=frozenset({"home"})) as client:
        person(client, "Ann")
        client.headers.update(OWN)
        _sign_in(client, "Ann", PASSWORD)
        yield client


def _sign_in(client: Client, name: str, password: str) -> str:
    answer = client.post(
        "/account/sign-in", data={"name": name, "password": password}, follow_redirects=False
    )
    assert answer.status_code == 303
    return str(client.cookies["hud"])


def _change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Response:
    fields = {"password": old, "password_new": new, "password_again": again}
    return client.post("/account/password", data=fields, follow_redirects=False)


def _is(client: Client, session_id: str) -> bool:
    return client.app.state.hud.identify(session_id) is not None


def test_a_new_password_ends_all_other_sessions_and_rotates_this_one(ann: Client) -> None:
    first = ann.cookies["hud"]
    ann.cookies.clear()
    second = _sign_in(ann, "Ann", PASSWORD)
    assert _is(ann, first)
    assert _change(ann).status_code == 303
    third = ann.cookies["hud"]
    assert third not in (first, second)
    assert [_is(ann, one) for one in (first, second, third)] == [False, False, True]
    ann.cookies.clear()
    _sign_in(ann, "Ann", NEW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"old": "not this one"},
        {"new": "short", "again": "short"},
        {"new": "ann", "again": "ann"},
        {"again": "something else"},
        {"new": "p" * 500_000, "again": "p" * 500_000},
    ],
)
def test_what_does_not_fit_changes_nothing(ann: Client, wrong: dict[str, str]) -> None:
    before = ann.cookies["hud"]
    assert _change(ann, **wrong).status_code in (413, 422)
    assert _is(ann, before)
    ann.cookies.clear()
    _sign_in(ann, "Ann", PASSWORD)


def test_a_stolen_session_guesses_the_password_no_faster_than_anybody(ann: Client) -> None:
    codes = {_change(ann, old=f"guess number {number}").status_code for number in range(12)}
    assert codes == {422, 429}


def test_an_address_is_given_taken_and_given_up(ann: Client) -> None:
    db: Database = ann.app.state.hud.db
    with db.write() as session:
        create(session, "Bob", "x", "reader", now(), email="bob@example.org")

    def give(email: str, password: str = PASSWORD) -> Response:
        fields = {"email": email, "password": password}
        return ann.post("/account/email", data=fields, follow_redirects=False)

    def email() -> str | None:
        with db.read() as session:
            return session.scalar(select(Person.email).where(Person.name == "Ann"))

    assert give("ann@example.org", "wrong password").status_code == 422
    assert give("BOB@example.org").status_code == 422
    assert give("ann@").status_code == 422
    assert email() is None
    assert give("ann@EXAMPLE.org").status_code == 303
    assert email() == "ann@example.org"
    assert give("").status_code == 303
    assert email() is None


def test_the_export_holds_what_is_kept_and_no_secret(ann: Client) -> None:
    answer = ann.get("/account/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert (data["name"], data["role"]) == ("Ann", "reader")
    assert len(data["sessions"]) == 1
    assert "argon2" not in answer.text
    assert ann.cookies["hud"] not in answer.text


def test_export_holds_what_was_counted_as_digests(ann: Client) -> None:
    person(ann, "Bob")
    for name in ("ANN", "Bob"):
        ann.post("/account/sign-in", data={"name": name, "password": "wrong"})
    answer = ann.get("/account/export")
    kinds = [attempt["kind"] for attempt in answer.json()["attempts"]]
    # By account, and by account and network; the other's are not theirs.
    assert kinds == ["known", "failed", "failed"]
    assert "testclient" not in answer.text


def test_account_takes_along_what_was_counted_of_it(ann: Client) -> None:
    person(ann, "Bob")
    ann.post("/account/email", data={"email": "ann@example.org", "password": PASSWORD})
    for name in ("Ann", "ann@EXAMPLE.org", "Bob"):
        ann.post("/account/sign-in", data={"name": name, "password": "wrong"})
    ann.post("/account/delete", data={"password": "wrong"})
    ann.post("/account/delete", data={"password": PASSWORD})
    with ann.app.state.hud.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        accounts = set(session.scalars(select(Attempt.account)))
    counts = attempts_of(ann.app.state.hud.settings)
    assert accounts == {"", counts.key("account", "bob")}


def test_an_account_ends_with_all_that_hangs_on_it(ann: Client) -> None:
    ann.post("/account/tokens", data={"name": "mine", "scope": "read"})
    wrong = ann.post("/account/delete", data={"password": "not this one"}, follow_redirects=False)
    assert wrong.status_code == 422
    answer = ann.post("/account/delete", data={"password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303
    with ann.app.state.hud.db.read() as session:
        for table in (Person, SessionRow, Token):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_last_admin_stays(ann: Client) -> None:
    person(ann, "Rob", "admin")
    ann.cookies.clear()
    _sign_in(ann, "Rob", PASSWORD)
    answer = ann.post("/account/delete", data={"password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 422
    assert "last admin" in answer.text
    assert ann.get("/account").status_code == 200


def test_of_two_admins_who_leave_at_once_one_stays(any_database: Database) -> None:
    with any_database.write() as session:
        ids = [service.create(session, f"P{number}", "x", "admin", now()).id for number in range(4)]

    def leave(person_id: int) -> bool:
        try:
            with any_database.write() as session:
                own.remove(session, Attempts(b"secret"), person_id)
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(leave, ids)) == [False, True, True, True]


@pytest.mark.parametrize("path", ["", "/password", "/email", "/export", "/delete", "/sessions", "/tokens"])
def test_nobody_has_no_account_to_look_at(client: Client, path: str) -> None:
    assert client.get(f"/account{path}").status_code == 401


def test_pages_of_the_account_are_shown(ann: Client) -> None:
    for path in ("", "/password", "/email", "/delete", "/sessions", "/tokens"):
        assert "<h1>" in ann.get(f"/account{path}").text, path
    ann.cookies.clear()
    signed_in(ann, "admin", "Rob")
    assert "Users" in ann.get("/account").text
