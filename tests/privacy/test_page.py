"""The privacy page: HUD's own description, and what admins write before it or in its place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.db import Database
from app.i18n import LANGUAGES
from app.privacy import service
from app.settings import Settings
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
DESCRIBED = "What you search for is not recorded."


def _write(client: Client, text: str, **more: str) -> int:
    data = {"language": "en", "text": text, **more}
    return client.post("/privacy/edit", data=data, follow_redirects=False).status_code


def test_everybody_finds_it_in_the_foot_also_where_only_members_look(settings: Settings) -> None:
    with running(settings, public="none") as client:
        assert 'href="/privacy"' in client.get("/account/sign-in").text
        assert DESCRIBED in client.get("/privacy").text


def test_it_speaks_of_what_there_is(settings: Settings) -> None:
    with running(settings) as client:
        text = client.get("/privacy").text
        assert "The captcha counts answers" in text
        assert "When you open a result" in text
        assert "Questions" not in text
    with running(settings, apps=frozenset({"home"}), contact="me@example.org") as client:
        text = client.get("/privacy").text
        assert "The captcha counts answers" not in text
        assert "When you open a result" not in text
        assert 'href="mailto:me@example.org"' in text


def test_admin_writes_before_the_description_or_in_its_place(client: Client) -> None:
    before = client.get("/privacy").text
    assert "/privacy/edit" not in before
    signed_in(client, "admin")
    assert _write(client, "# Who we are\n\nThe <b>club</b>.\n- one\n- two") == 303
    text = client.get("/privacy").text
    assert "<h2>Who we are</h2>" in text
    assert "<p>The &lt;b&gt;club&lt;/b&gt;.</p>" in text
    assert "<ul><li>one</li><li>two</li></ul>" in text
    assert DESCRIBED in text
    assert "/privacy/edit" in text
    assert _write(client, "All is said here.", replaces="1") == 303
    assert DESCRIBED not in client.get("/privacy").text
    assert "All is said here." in client.get("/privacy/edit").text
    assert client.post("/privacy/reset", data={"language": "en"}).status_code == 200
    client.cookies.clear()
    assert client.get("/privacy").text == before


def test_readers_are_shown_their_language_else_english_else_what_there_is(client: Client) -> None:
    signed_in(client, "admin")
    _write(client, "Dit is van ons.", language="nl")
    assert "Dit is van ons." in client.get("/nl/privacy").text
    assert '<div lang="nl">' in client.get("/fr/privacy").text
    _write(client, "This is ours.")
    assert '<div lang="en">' in client.get("/fr/privacy").text
    assert "Dit is van ons." in client.get("/nl/privacy").text
    assert "<div>" in client.get("/nl/privacy").text


@pytest.mark.parametrize("role", ["", "reader", "editor"])
def test_only_admins_write(client: Client, role: str) -> None:
    if role:
        signed_in(client, role)
    expected = 403 if role else 401
    assert client.get("/privacy/edit").status_code == expected
    assert _write(client, "mine") == expected
    assert client.post("/privacy/reset", data={"language": "en"}).status_code == expected
    assert "mine" not in client.get("/privacy").text


@pytest.mark.parametrize("data", [{"text": ""}, {"text": "x" * 20_001}, {"language": "xx"}, {"language": ""}])
def test_what_cannot_be_kept_is_said_and_not_lost(client: Client, data: dict[str, str]) -> None:
    signed_in(client, "admin")
    filled = {"language": "nl", "text": "a text", "replaces": "1", **data}
    answer = client.post("/privacy/edit", data=filled)
    assert answer.status_code == 422
    assert filled["text"][:100] in answer.text
    assert client.get("/privacy/edit?language=xx").status_code == 404


def test_form_is_there_in_every_language(client: Client) -> None:
    signed_in(client, "admin")
    for language in LANGUAGES:
        assert f'lang="{language}" aria-current="page"' in client.get(f"/{language}/privacy/edit").text


def test_of_two_who_write_at_once_one_stays(any_database: Database) -> None:
    def write(number: int) -> None:
        with any_database.write() as session:
            service.save(session, "en", f"text {number}", replaces=number % 2 == 1, now=number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    with any_database.read() as session:
        kept = service.of(session, "en")
        assert kept is not None
        assert kept.text == f"text {kept.changed_at}"
        assert kept.replaces is (kept.changed_at % 2 == 1)
