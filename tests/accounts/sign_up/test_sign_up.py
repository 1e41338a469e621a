"""Making an account: what is needed, what is refused, and what nobody learns by it."""

from __future__ import annotations

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from app.accounts.attempts import JOINED
from app.accounts.models import Person
from app.jobs.models import Job
from app.settings import Settings
from tests.captcha.solve import solved
from tests.web.site import PASSWORD, person, running

OWN = {"Sec-Fetch-Site": "same-origin"}
FIELDS = {"name": "Ann Lee", "email": "Ann@Example.org", "password": PASSWORD, "password_again": PASSWORD}
MAIL = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "hud@example.org"}
Client = TestClient[Litestar]


def _sign_up(client: Client, **changes: str) -> Response:
    check = solved(client, client.get("/account/sign-up").text) if client.app.state.hud.has("captcha") else {}
    fields = {**FIELDS, **check, **changes}
    return client.post("/account/sign-up", data=fields, headers=OWN, follow_redirects=False)


def _people(client: Client) -> list[Person]:
    with client.app.state.hud.db.read() as session:
        return list(session.scalars(select(Person).order_by(Person.id)))


def test_a_new_person_is_a_reader_and_signed_in(client: Client) -> None:
    answer = _sign_up(client)
    assert answer.status_code == 303
    assert "Ann Lee" in client.get(answer.headers["location"]).text
    (made,) = _people(client)
    assert (made.role, made.email, made.email_key) == ("reader", "Ann@example.org", "ann@example.org")
    assert PASSWORD not in made.password


@pytest.mark.parametrize("field", ["role", "is_admin", "id", "disabled_at", "created_at"])
def test_a_field_that_is_not_in_the_form_sets_nothing(client: Client, field: str) -> None:
    assert _sign_up(client, **{field: "admin"}).status_code == 303
    (made,) = _people(client)
    assert (made.id, made.role, made.disabled_at) == (1, "reader", None)


def test_a_program_without_the_check_makes_nothing(client: Client) -> None:
    answer = client.post("/account/sign-up", data=FIELDS, headers=OWN)
    assert answer.status_code == 422
    assert 'name="human"' in answer.text
    assert _people(client) == []


def test_one_answer_makes_one_account(client: Client) -> None:
    check = solved(client, client.get("/account/sign-up").text)
    assert _sign_up(client, **check).status_code == 303
    client.cookies.clear()
    assert _sign_up(client, **check, name="Bob", email="bob@example.org").status_code == 422
    assert len(_people(client)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"name": "Ann\u200bLee"},
        {"name": "Аnn Lee"},
        {"email": "ann"},
        {"email": "ann@example.org\r\nBcc: eve@example.org"},
        {"email": ""},
        {"password": "short", "password_again": "short"},
        {"password": "password123", "password_again": "password123"},
        {"password": "ann lee 12", "password_again": "ann lee 12"},
        {"password_again": "another one, typed"},
        {"password": "p" * 900_000, "password_again": "p" * 900_000},
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(client: Client, wrong: dict[str, str]) -> None:
    answer = _sign_up(client, **wrong)
    assert answer.status_code in (413, 422)
    assert _people(client) == []
    if answer.status_code == 422:
        assert 'class="error"' in answer.text
        assert PASSWORD not in answer.text
        assert "name" in wrong or 'value="Ann Lee"' in answer.text


def test_a_nul_is_refused(client: Client) -> None:
    assert _sign_up(client, name="Ann\0Lee").status_code == 400
    assert _sign_up(client, password=PASSWORD + "\0", password_again=PASSWORD + "\0").status_code == 400
    assert _people(client) == []


def test_a_name_or_an_address_that_is_taken_is_said_beside_its_field(client: Client) -> None:
    _sign_up(client)
    client.cookies.clear()
    assert "already taken" in _sign_up(client, name="ANN  LEE", email="b@example.org").text
    assert "already uses this e-mail address" in _sign_up(client, name="Bob", email="ann@EXAMPLE.org").text
    assert len(_people(client)) == 1


def test_nobody_learns_of_an_address_where_letters_are_sent(settings: Settings) -> None:
    with running(settings, **MAIL) as client:
        answers = []
        for name in ("Ann Lee", "Bob Lee"):
            answers.append(_sign_up(client, name=name))
            client.cookies.clear()
        assert [answer.status_code for answer in answers] == [303, 303]
        assert [made.email for made in _people(client)] == [None, None]
        with client.app.state.hud.db.read() as session:
            assert session.scalar(select(func.count()).where(Job.actor == "mail")) == 2


def test_one_network_makes_few_accounts(settings: Settings) -> None:
    with running(settings, apps=frozenset({"home"})) as client:
        codes = []
        for number in range(JOINED + 1):
            codes.append(_sign_up(client, name=f"P{number}", email=f"p{number}@example.org").status_code)
            client.cookies.clear()
        assert codes == [303] * JOINED + [429]


@pytest.mark.parametrize("changes", [{"sign_up": "closed"}, {"public": "none"}])
def test_where_it_is_closed_there_is_no_form(settings: Settings, changes: dict[str, str]) -> None:
    with running(settings, **changes) as client:
        assert client.get("/account/sign-up").status_code == 404
        answer = client.post("/account/sign-up", data=FIELDS, headers=OWN)
        assert answer.status_code == 404
        assert "/account/sign-up" not in client.get("/account/sign-in").text


def test_the_address_signs_in_as_well_as_the_name(client: Client) -> None:
    _sign_up(client)
    client.cookies.clear()
    for typed in ("ANN@example.org", "ann@ＥXAMPLE.org", " ann  LEE "):
        fields = {"name": typed, "password": PASSWORD}
        answer = client.post("/account/sign-in", data=fields, headers=OWN, follow_redirects=False)
        assert answer.status_code == 303


def test_a_foreign_page_signs_nobody_up(client: Client) -> None:
    person(client)
    answer = client.post("/account/sign-up", data=FIELDS, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
