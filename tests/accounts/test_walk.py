"""One person's requests, to any route, change nothing that belongs to another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.accounts.models import Person, SessionRow, Token
from app.accounts.profile import tokens
from app.clock import now
from app.pages import service as pages
from app.pages.models import Page
from app.settings import Settings
from app.web.methods import SAFE
from tests.web.site import PASSWORD, person, running, signed_in
from tests.web.test_routes import routes

OWN = {"Sec-Fetch-Site": "same-origin"}
# These would leave nobody to walk on.
ENDS = {"/account/sign-out", "/account/delete"}
Client = TestClient[Litestar]


@pytest.fixture
def rob(settings: Settings) -> Iterator[Client]:
    """Rob, the admin, who has everything under number 1; nobody is signed in."""
    with running(settings, add="editors") as client:
        signed_in(client, "admin", "Rob")
        with client.app.state.hud.db.write() as session:
            tokens.create(session, 1, "script", "write", now())
            pages.add(session, "https://example.org/")
        client.cookies.clear()
        yield client


def _kept(client: Client) -> list[object]:
    with client.app.state.hud.db.read() as session:
        rob = session.get_one(Person, 1)
        return [
            (rob.name, rob.role, rob.password, rob.disabled_at, rob.email, rob.language, rob.avatar),
            session.execute(select(SessionRow.digest).where(SessionRow.person_id == 1)).all(),
            session.execute(select(Token.id, Token.digest).where(Token.person_id == 1)).all(),
            session.execute(select(Page.id, Page.state, Page.every)).all(),
        ]


@pytest.mark.parametrize("role", ["", "reader"])
def test_no_route_lets_anybody_touch_what_is_another_s(rob: Client, role: str) -> None:
    before = _kept(rob)
    if role:
        person(rob, "Eve", role)
        rob.post("/account/sign-in", data={"name": "Eve", "password": PASSWORD}, headers=OWN)
    sent = {
        "id": "1",
        "person_id": "1",
        "role": "admin",
        "name": "Rob",
        "email": "eve@example.org",
        "password": PASSWORD,
        "password_new": "another long sentence",
        "password_again": "another long sentence",
        "language": "nl",
        "url": "https://example.org/new",
        "end": "1",
        "key": "x",
    }
    walked = 0
    for method, path in routes(rob.app):
        if method in SAFE or path in ENDS:
            continue
        answer = rob.request(method, path, data=sent, headers=OWN, follow_redirects=False)
        assert answer.status_code < 500, (method, path)
        assert _kept(rob) == before, (method, path)
        walked += 1
    assert walked > 20
    assert rob.get("/account").status_code == (200 if role else 401)
