"""Preferences: what is chosen shows everywhere, and what cannot be chosen is refused beside its field."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts.models import Person
from app.accounts.preferences import service as preferences
from app.pages import service as pages
from tests.web.site import signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}
PAGE = "/account/preferences"


def _save(client: TestClient[Litestar], **chosen: str) -> str:
    answer = client.post(PAGE, data=chosen, headers=OWN)
    assert answer.status_code == 200
    return answer.text


def test_nobody_has_no_preferences(client: TestClient[Litestar]) -> None:
    assert client.get(PAGE).status_code == 401
    assert client.post(PAGE, data={"theme": "dark"}, headers=OWN).status_code == 401


def test_choices_are_kept_and_shown_again(client: TestClient[Litestar]) -> None:
    signed_in(client)
    text = _save(client, time_zone="Europe/Oslo", language="nb", theme="dark")
    assert 'lang="nb"' in text
    assert 'value="Europe/Oslo"' in text
    assert re.search(r'value="dark" checked', text)
    assert client.cookies["theme"] == "dark"
    text = _save(client, time_zone="", language="", theme="")
    assert 'lang="en"' in text
    assert "theme" not in client.cookies


def test_every_time_follows_the_zone(client: TestClient[Litestar]) -> None:
    signed_in(client)
    with client.app.state.hud.db.write() as session:
        page = pages.add(session, "https://example.org/").page
        page.added_at = 1_795_000_000_000_000
    assert "18 Nov 2026, 11:06" in client.get("/pages/1").text.replace("\u00a0", " ")
    _save(client, time_zone="Pacific/Kiritimati")
    assert "19 Nov 2026, 01:06" in client.get("/pages/1").text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Europe/Oslo", "Europe/Oslo"),
        ("europe/oslo", "Europe/Oslo"),
        (" stockholm ", "Europe/Stockholm"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_zone_is_found_by_its_place(client: TestClient[Litestar], written: str, meant: str) -> None:
    signed_in(client)
    assert f'value="{meant}"' in _save(client, time_zone=written)
    with client.app.state.hud.db.read() as session:
        assert preferences.of(session, 1).time_zone == meant


def test_place_that_stands_twice_has_one_clock() -> None:
    summer = datetime(2026, 7, 1)
    for place in ("Istanbul", "Nicosia", "Buenos Aires", "Indianapolis", "Louisville"):
        name = place.replace(" ", "_")
        clocks = {
            ZoneInfo(zone).utcoffset(summer) for zone in preferences.zones() if zone.endswith(f"/{name}")
        }
        found = preferences.zone_named(place)
        assert found is not None
        assert clocks == {ZoneInfo(found).utcoffset(summer)}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "europe", "<script>", "UTC" * 40])
def test_zone_that_does_not_exist_is_refused(client: TestClient[Litestar], zone: str) -> None:
    signed_in(client)
    answer = client.post(PAGE, data={"time_zone": zone, "language": "nl"}, headers=OWN)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "<script>" not in answer.text[answer.text.index("<main") :]
    with client.app.state.hud.db.read() as session:
        assert preferences.of(session, 1) == preferences.Preferences()


@pytest.mark.parametrize(("field", "value"), [("language", "tlh"), ("theme", "pink"), ("theme", "dark;x=y")])
def test_what_is_not_offered_is_refused(client: TestClient[Litestar], field: str, value: str) -> None:
    signed_in(client)
    assert client.post(PAGE, data={field: value}, headers=OWN).status_code == 422
    assert field not in client.cookies


def test_zone_that_is_known_no_more_leaves_that_of_the_installation(client: TestClient[Litestar]) -> None:
    signed_in(client)
    with client.app.state.hud.db.write() as session:
        session.get_one(Person, 1).time_zone = "Gone/Away"
    assert client.get("/pages/").status_code == 200


def test_form_cannot_set_what_it_does_not_show(client: TestClient[Litestar]) -> None:
    signed_in(client, "reader")
    _save(client, theme="dark", role="admin", id="2", person_id="2")
    with client.app.state.hud.db.read() as session:
        assert session.get_one(Person, 1).role == "reader"
