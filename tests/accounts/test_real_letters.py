"""A letter's whole way: asked for at a running HUD, written by its worker, opened by its reader."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from tests.browser.installation import installed
from tests.mail_server import mail_server

OWN = {"Sec-Fetch-Site": "same-origin"}
PASSWORD, NEW = "correct horse battery", "another long sentence"


def _address(text: str) -> str:
    found = re.search(r"http://\S+key=[\w-]{43}", text)
    assert found
    return found[0]


def test_an_address_is_confirmed_and_brings_a_new_password(tmp_path: Path) -> None:
    with (
        mail_server() as (url, post),
        installed(
            tmp_path / "var", HUD_APPS="home", HUD_SMTP_URL=url, HUD_MAIL_FROM="hud@example.org"
        ) as hud,
        httpx.Client(base_url=hud.url, headers=OWN, follow_redirects=True) as client,
    ):
        fields = {"name": "Ann", "email": "ann@example.org"}
        passwords = {"password": PASSWORD, "password_again": PASSWORD}
        assert client.post("/nl/account/sign-up", data=fields | passwords).status_code == 200
        confirm = _address(post.next().get_content())
        assert confirm.startswith(hud.url)
        assert client.post("/account/confirm", data={"key": confirm.partition("key=")[2]}).status_code == 200
        client.cookies.clear()
        assert client.post("/account/forgotten", data={"email": "ann@example.org"}).status_code == 200
        reset = _address(post.next().get_content())
        wish = {"key": reset.partition("key=")[2], "password": NEW, "password_again": NEW}
        assert client.post("/account/reset", data=wish).status_code == 200
        signed_in = client.post("/account/sign-in", data={"name": "ann@example.org", "password": NEW})
        assert "Ann" in signed_in.text
    assert post.recipients == ["ann@example.org"] * 2
