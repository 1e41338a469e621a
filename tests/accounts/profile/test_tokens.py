"""Tokens open the API as far as their person and scope go, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.accounts.admin import people
from app.accounts.models import Token
from app.accounts.profile import tokens
from app.clock import DAY, now
from app.settings import Settings
from tests.web.site import running, signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}
Client = TestClient[Litestar]


@pytest.fixture
def members(settings: Settings) -> Iterator[Client]:
    """An installation for members only, and nobody signed in."""
    with running(settings, public="none", apps=frozenset({"home", "pages"})) as client:
        yield client


def _token(client: Client, scope: str = "write", role: str = "editor", name: str = "Ann") -> str:
    signed_in(client, role, name)
    page = client.post("/account/tokens", data={"name": "my backup", "scope": scope}, headers=OWN).text
    client.cookies.clear()
    found = re.search(r"hud_[\w-]{43}", page)
    assert found
    return found[0]


def _ask(
    client: Client, token: str, method: str = "GET", path: str = "/api/pages", **more: object
) -> Response:
    return client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **more)  # type: ignore[arg-type]


def _add(client: Client, token: str, url: str = "https://example.org/a") -> Response:
    return _ask(client, token, "POST", json={"url": url})


def test_a_token_reads_and_writes_without_a_cookie(members: Client) -> None:
    token = _token(members)
    assert members.get("/api/pages").status_code == 401
    added = _add(members, token)
    assert added.status_code == 201
    assert added.json()["new"] is True
    assert _ask(members, token).json()["total"] == 1
    assert _add(members, token).json()["new"] is False
    assert _ask(members, token, "DELETE", f"/api/pages/{added.json()['id']}").status_code == 204
    assert _ask(members, token, "DELETE", f"/api/pages/{added.json()['id']}").status_code == 404
    assert _ask(members, token).json()["total"] == 0


@pytest.mark.parametrize(
    "body", [{}, {"url": ""}, {"url": "ftp://x"}, {"url": "https://x.org", "every": "1s"}, [], {"url": 1}]
)
def test_what_cannot_be_watched_is_refused_in_json(members: Client, body: object) -> None:
    answer = _ask(members, _token(members), "POST", json=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def test_a_reading_token_changes_nothing(members: Client) -> None:
    token = _token(members, "read")
    assert _ask(members, token).status_code == 200
    answer = _add(members, token)
    assert answer.status_code == 403
    assert "read-only" in answer.json()["detail"]


def test_a_token_may_no_more_than_its_person(members: Client) -> None:
    token = _token(members, "write", "reader")
    assert _ask(members, token).status_code == 200
    assert _add(members, token).status_code == 403


def test_a_token_follows_its_person_s_role_and_end(members: Client) -> None:
    token = _token(members)
    _token(members, role="admin", name="Rob")
    db = members.app.state.hud.db
    with db.write() as session:
        people.set_role(session, 1, "reader")
    assert _add(members, token).status_code == 403
    with db.write() as session:
        people.disable(session, 1, now())
    assert _ask(members, token).status_code == 401


def test_a_token_is_no_cookie_for_pages(members: Client) -> None:
    token = _token(members)
    for path in ("/", "/pages/", "/account", "/account/tokens", "/nl/pages/"):
        assert _ask(members, token, path=path).status_code == 401
    members.cookies.set("hud", token)
    assert members.get("/pages/").status_code == 401


def test_the_scheme_is_written_in_any_case(members: Client) -> None:
    token = _token(members)
    assert members.get("/api/pages", headers={"Authorization": f"bearer  {token}"}).status_code == 200
    refused = members.get("/api/pages", headers={"Authorization": f"Basic {token}"})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"


def test_a_header_that_looks_like_a_token_lets_no_foreign_form_through(members: Client) -> None:
    signed_in(members, "admin")
    headers = {"Authorization": "Bearer x", "Sec-Fetch-Site": "cross-site"}
    assert members.post("/account/sign-out", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "made_up", ["", "x", "hud_", "hud_" + "a" * 43, "hud_é", "' OR 1=1 --", "a" * 8_000, "hud_\x7f"]
)
def test_a_made_up_token_is_refused_even_beside_a_cookie(members: Client, made_up: str) -> None:
    signed_in(members, "admin")
    headers = {b"Authorization": b"Bearer " + made_up.encode()}
    assert members.get("/api/pages", headers=headers).status_code == 401


def test_the_table_holds_nothing_that_lets_in(members: Client) -> None:
    token = _token(members)
    with members.app.state.hud.db.read() as session:
        row = session.scalars(select(Token)).one()
    assert token not in row.digest
    assert _ask(members, row.digest).status_code == 401


def test_a_token_is_shown_once(members: Client) -> None:
    token = _token(members)
    signed_in(members, "editor", "Bob")
    with members.app.state.hud.db.read() as session:
        assert len(tokens.of(session, 1)) == 1
    assert token not in members.get("/account/tokens").text


def test_a_token_ends_by_its_owner_only(members: Client) -> None:
    token = _token(members)
    signed_in(members, "admin", "Eve")
    assert members.post("/account/tokens/1/end", headers=OWN).status_code == 404
    assert "my backup" not in members.get("/account/tokens").text
    assert _ask(members, token).status_code == 200
    with members.app.state.hud.db.write() as session:
        assert tokens.end(session, 1, 1)
    assert _ask(members, token).status_code == 401


def test_a_token_expires(members: Client) -> None:
    signed_in(members, "editor", "Ann")
    db = members.app.state.hud.db
    with db.write() as session:
        old = tokens.create(session, 1, "old", "read", now() - 8 * DAY, days=7)
        young = tokens.create(session, 1, "young", "read", now() - 6 * DAY, days=7)
    assert [_ask(members, token).status_code for token in (old, young)] == [401, 200]


def test_its_use_is_remembered(members: Client) -> None:
    db = members.app.state.hud.db
    _token(members)
    tokens.touch(db, 1, 5)
    with db.read() as session:
        assert tokens.of(session, 1)[0].last_used == 5


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"name": "x", "scope": "admin"}, {"name": "x", "days": "9999"}]
)
def test_a_form_that_does_not_fit_makes_no_token(members: Client, form: dict[str, str]) -> None:
    signed_in(members, "reader")
    assert members.post("/account/tokens", data=form, headers=OWN).status_code == 422
    with members.app.state.hud.db.read() as session:
        assert tokens.of(session, 1) == []
