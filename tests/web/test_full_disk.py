"""The disk is full while HUD serves: whatever can be read is read, and the rest says why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from app.accounts import service, sessions
from app.db.migrate import upgrade
from app.rowcache import open_database
from app.settings import Settings
from tests.disks import fill, make_room
from tests.disks import small_disk as mounted
from tests.web import everything
from tests.web.everything import ALL, Client, looking, member
from tests.workers.processes import until


class Site:
    """An installation on a small disk, with something in every table, and what its people send along."""

    def __init__(self, disk: Path, client: Client, people: dict[str, dict[str, str]]) -> None:
        self.disk = disk
        self.client = client
        self.people = people


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Nobody has asked for any page yet, so no template has been compiled."""
    with mounted(tmp_path_factory.mktemp("full"), 24) as disk:
        settings = Settings(data_dir=disk / "var")
        settings.data_dir.mkdir()
        db = open_database(settings)
        upgrade(db)
        everything.fill(db, settings)
        people = {role: member(db, role.title(), role) for role in ("reader", "editor", "admin")}
        db.dispose()
        with looking(settings) as client:
            # It has been running for a while: without a connection not even SQLite's log can be looked at.
            assert client.get("/readyz").status_code == 200
            yield Site(disk, client, {"nobody": {}, **people})


def _addresses(client: Client) -> list[str]:
    """All pages that need nothing filled in, and those with something to show."""
    routes = [route for route in client.app.routes if isinstance(route, HTTPRoute)]
    plain = {route.path for route in routes if "GET" in route.methods and "{" not in route.path}
    return sorted({*plain, *ALL} - {"/readyz", "/account/first"})


def test_every_page_is_shown_though_nothing_can_be_written(site: Site) -> None:
    fill(site.disk)
    asked = 0
    for headers in (site.people["nobody"], site.people["admin"]):
        for address in _addresses(site.client):
            answer = site.client.get(address, headers=headers, follow_redirects=False)
            asked += answer.status_code == 200
            # What has to write first, such as a challenge, says what is the matter.
            assert answer.status_code < 500 or "disk" in answer.text, (address, answer.text)
            assert answer.status_code != 500, address
    assert asked > 50
    make_room(site.disk)


def test_what_cannot_be_written_says_that_the_disk_is_full_until_there_is_room(site: Site) -> None:
    client, admin = site.client, {**site.people["admin"], "Sec-Fetch-Site": "same-origin"}
    new = {"url": "https://example.org/one-more"}
    fill(site.disk)
    page = client.post("/pages/", data=new, headers=admin)
    assert page.status_code == 503
    assert "The disk is full" in page.text
    assert int(page.headers["retry-after"]) > 0
    told = client.post("/pages/", data=new, headers={**admin, "Accept": "application/json"})
    assert told.status_code == 503
    assert "disk is full. Nothing was lost" in told.json()["detail"]
    make_room(site.disk)
    assert client.post("/pages/", data=new, headers=admin, follow_redirects=False).status_code < 400


def test_who_signs_out_is_signed_out_here_at_once_and_on_the_server_when_there_is_room(site: Site) -> None:
    client, hud = site.client, site.client.app.state.hud
    until(lambda: hud.disk.state() == "ok")
    with hud.db.write() as session:
        person = service.create(session, "Leaver", "no password fits this", "reader", hud.clock())
        session_id = sessions.begin(session, person.id, hud.clock())
    own = {"Cookie": f"hud={session_id}", "Sec-Fetch-Site": "same-origin"}
    fill(site.disk)
    answer = client.post("/account/sign-out", headers=own, follow_redirects=False)
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "could not end the session" in client.get(answer.headers["location"]).text
    assert hud.identify(session_id) is not None
    make_room(site.disk)
    until(lambda: hud.identify(session_id) is None)


def test_admins_are_told_on_every_page_and_nobody_else_is(site: Site) -> None:
    notice = "The disk is full: nothing new can be saved."

    def told(role: str) -> list[bool]:
        return [notice in site.client.get(page, headers=site.people[role]).text for page in ("/pages/", "/")]

    until(lambda: told("admin") == [False, False])
    before = site.client.get("/pages/", headers=site.people["admin"]).headers["etag"]
    fill(site.disk)
    kept = {**site.people["admin"], "If-None-Match": before}
    assert site.client.get("/pages/", headers=kept).status_code == 200
    assert told("admin") == [True, True]
    assert told("editor") == told("reader") == told("nobody") == [False, False]
    make_room(site.disk)
    until(lambda: told("admin") == [False, False])


def test_readiness_names_the_disk(site: Site) -> None:
    def ready() -> tuple[int, str]:
        answer = site.client.get("/readyz")
        return answer.status_code, site.client.app.state.hud.disk.state()

    until(lambda: ready() == (200, "ok"))
    fill(site.disk)
    assert ready() == (503, "full")
    make_room(site.disk)
    until(lambda: ready() == (200, "ok"))
