"""A person's whole way, on both databases: sign-up, token, another password, a new role, a link, the end."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.settings import Settings
from tests.services import empty
from tests.web.site import PASSWORD, running, signed_in

NEW, NEWEST = "another long sentence", "yet another long sentence"


def _post(client: TestClient[Litestar], path: str, **fields: str) -> str:
    answer = client.post(f"/account{path}", data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (200, 201), (path, answer.status_code)
    return str(answer.text)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found
    return found[1]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_account_lives_from_its_making_to_its_end(
    settings: Settings, kind: str, request: pytest.FixtureRequest
) -> None:
    url = ""
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
        empty(url)
    with running(settings, database_url=url, apps=frozenset({"home", "pages"})) as client:
        signed_in(client, "admin", "Rob")
        rob = client.cookies["hud"]
        client.cookies.clear()
        passwords = {"password": PASSWORD, "password_again": PASSWORD}
        _post(client, "/sign-up", name="Ann", email="Ann@example.org", **passwords)
        token = _found(r"(hud_[\w-]{43})", _post(client, "/tokens", name="mine", scope="write"))
        bearer = {"Authorization": f"Bearer {token}"}
        page = {"url": "https://example.org/"}
        assert client.get("/api/pages", headers=bearer).status_code == 200
        assert client.post("/api/pages", json=page, headers=bearer).status_code == 403
        _post(client, "/password", password=PASSWORD, password_new=NEW, password_again=NEW)
        ann = client.cookies["hud"]
        client.cookies.clear()
        client.cookies.set("hud", rob)
        assert "Ann@example.org" in client.get("/account/people?q=ANN@").text
        _post(client, "/people/2/role", role="editor")
        assert client.app.state.hud.identify(ann) is None
        assert client.post("/api/pages", json=page, headers=bearer).status_code == 201
        key = _found(r"/account/reset\?key=([\w-]{43})", _post(client, "/people/2/reset"))
        client.cookies.clear()
        _post(client, "/reset", key=key, password=NEWEST, password_again=NEWEST)
        assert client.get("/api/pages", headers=bearer).status_code == 401
        _post(client, "/sign-in", name="ann@EXAMPLE.org", password=NEWEST)
        assert client.get("/account/export").json()["role"] == "editor"
        _post(client, "/delete", password=NEWEST)
        assert client.get("/account").status_code == 401
    if url:
        empty(url)
