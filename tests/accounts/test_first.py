"""The one-time address that makes the first admin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.accounts import service
from app.accounts.models import Person
from app.clock import now
from app.db import Database
from app.settings import Settings
from tests.web.site import PASSWORD

OWN = {"Sec-Fetch-Site": "same-origin"}


def _address(client: TestClient[Litestar]) -> str:
    hud = client.app.state.hud
    url = service.first_admin_url(hud.db, hud.settings)
    assert url is not None
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _key(client: TestClient[Litestar]) -> str:
    return _address(client).partition("key=")[2]


def test_the_address_makes_an_admin_who_is_signed_in(client: TestClient[Litestar]) -> None:
    assert client.get(_address(client)).status_code == 200
    data = {"name": "Marie Elise", "password": PASSWORD, "key": _key(client)}
    response = client.post("/account/first", data=data, headers=OWN, follow_redirects=False)
    assert response.status_code == 303
    assert client.app.state.hud.identify(client.cookies["hud"]).role == "admin"
    assert "Marie Elise" in client.get("/").text


def test_it_works_once(client: TestClient[Litestar]) -> None:
    address, key = _address(client), _key(client)
    data = {"name": "Marie Elise", "password": PASSWORD, "key": key}
    client.post("/account/first", data=data, headers=OWN)
    client.cookies.clear()
    assert client.get(address).status_code == 404
    data["name"] = "Somebody Else"
    assert client.post("/account/first", data=data, headers=OWN).status_code == 404
    assert service.first_admin_url(client.app.state.hud.db, client.app.state.hud.settings) is None


@pytest.mark.parametrize("key", ["", "x", "a" * 32, "é", "A" * 10_000])
def test_another_key_is_no_page(client: TestClient[Litestar], key: str) -> None:
    assert client.get("/account/first", params={"key": key}).status_code == 404
    data = {"name": "x", "password": PASSWORD, "key": key}
    assert client.post("/account/first", data=data, headers=OWN).status_code == 404


def test_it_stays_the_same_until_it_is_used(client: TestClient[Litestar]) -> None:
    assert _address(client) == _address(client)


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("Marie", "short"), ("M" * 61, PASSWORD)])
def test_what_does_not_fit_is_said_beside_its_field(
    client: TestClient[Litestar], name: str, password: str
) -> None:
    data = {"name": name, "password": password, "key": _key(client)}
    response = client.post("/account/first", data=data, headers=OWN)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert _key(client) in response.text


def test_two_at_once_make_one_admin(any_database: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda n: service.first_admin(any_database, f"P{n}", PASSWORD, now()), range(2)))
    assert len([session for session in made if session]) == 1
    with any_database.read() as session:
        assert len(list(session.scalars(select(Person)))) == 1


def test_names_are_the_same_whatever_their_case(database: Database, settings: Settings) -> None:
    assert service.first_admin_url(database, settings) is not None
    with database.write() as session:
        service.create(session, "Straße", "x", "reader", now())
    for name in ("STRASSE", "straße", "Ｓｔｒａßｅ"):
        with pytest.raises(service.NameTaken), database.write() as session:
            service.create(session, name, "x", "reader", now())
