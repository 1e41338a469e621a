"""The one-time address that makes the first admin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.accounts import service
from app.accounts.models import Person
from app.accounts.sign_in import first
from app.clock import DAY, MINUTE, now
from app.db import Database
from app.db.migrate import upgrade
from tests.web.site import PASSWORD

OWN = {"Sec-Fetch-Site": "same-origin"}


def _address(client: TestClient[Litestar]) -> str:
    hud = client.app.state.hud
    address = first.address(hud.db, hud.clock())
    assert address is not None
    return address


def _key(client: TestClient[Litestar]) -> str:
    return _address(client).partition("key=")[2]


def test_the_address_makes_an_admin_who_is_signed_in(client: TestClient[Litestar]) -> None:
    address = _address(client)
    assert client.get(address).status_code == 200
    data = {"name": "Marie Elise", "password": PASSWORD, "key": address.partition("key=")[2]}
    response = client.post("/account/first", data=data, headers=OWN, follow_redirects=False)
    assert response.status_code == 303
    assert client.app.state.hud.identify(client.cookies["hud"]).role == "admin"
    assert "Marie Elise" in client.get("/").text


def test_it_works_once(client: TestClient[Litestar]) -> None:
    address = _address(client)
    data = {"name": "Marie Elise", "password": PASSWORD, "key": address.partition("key=")[2]}
    client.post("/account/first", data=data, headers=OWN)
    client.cookies.clear()
    assert client.get(address).status_code == 404
    data["name"] = "Somebody Else"
    assert client.post("/account/first", data=data, headers=OWN).status_code == 404
    assert first.address(client.app.state.hud.db, now()) is None


@pytest.mark.parametrize("key", ["", "x", "a" * 32, "é", "A" * 10_000])
def test_another_key_is_no_page(client: TestClient[Litestar], key: str) -> None:
    assert client.get("/account/first", params={"key": key}).status_code == 404
    data = {"name": "x", "password": PASSWORD, "key": key}
    assert client.post("/account/first", data=data, headers=OWN).status_code == 404


def test_a_new_start_ends_the_address_of_before(client: TestClient[Litestar]) -> None:
    before, after = _address(client), _address(client)
    assert client.get(before).status_code == 404
    data = {"name": "Marie Elise", "password": PASSWORD, "key": before.partition("key=")[2]}
    assert client.post("/account/first", data=data, headers=OWN).status_code == 404
    assert client.get(after).status_code == 200


def test_it_ends_after_a_day(client: TestClient[Litestar]) -> None:
    hud = client.app.state.hud
    made = hud.clock()
    address = _address(client)
    hud.clock = lambda: made + DAY - MINUTE
    assert client.get(address).status_code == 200
    hud.clock = lambda: made + DAY + MINUTE
    assert client.get(address).status_code == 404
    data = {"name": "Marie Elise", "password": PASSWORD, "key": address.partition("key=")[2]}
    assert client.post("/account/first", data=data, headers=OWN).status_code == 404


def test_an_old_one_makes_no_admin_of_the_database_that_takes_its_place(
    database: Database, tmp_path: Path
) -> None:
    before = first.address(database, now())
    assert before is not None
    lost = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    upgrade(lost)
    assert first.address(lost, now()) is not None
    assert first.make(lost, before.partition("key=")[2], "Marie", PASSWORD, now()) is None
    lost.dispose()


def test_it_ends_when_somebody_is_made_admin_otherwise(client: TestClient[Litestar]) -> None:
    address = _address(client)
    with client.app.state.hud.db.write() as session:
        service.create(session, "Marie Elise", "x", "admin", now())
    assert client.get(address).status_code == 404
    assert first.address(client.app.state.hud.db, now()) is None


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("Marie", "short"), ("M" * 61, PASSWORD)])
def test_what_does_not_fit_is_said_beside_its_field(
    client: TestClient[Litestar], name: str, password: str
) -> None:
    key = _key(client)
    data = {"name": name, "password": password, "key": key}
    response = client.post("/account/first", data=data, headers=OWN)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert key in response.text
    assert client.get("/account/first", params={"key": key}).status_code == 200


def test_two_at_once_make_one_admin(any_database: Database) -> None:
    address = first.address(any_database, now())
    assert address is not None
    key = address.partition("key=")[2]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda n: first.make(any_database, key, f"P{n}", PASSWORD, now()), range(2)))
    assert len([session for session in made if session]) == 1
    with any_database.read() as session:
        assert len(list(session.scalars(select(Person)))) == 1


def test_names_are_the_same_whatever_their_case(database: Database) -> None:
    with database.write() as session:
        service.create(session, "Straße", "x", "reader", now())
    for name in ("STRASSE", "straße", "Ｓｔｒａßｅ"):
        with pytest.raises(service.NameTaken), database.write() as session:
            service.create(session, name, "x", "reader", now())
