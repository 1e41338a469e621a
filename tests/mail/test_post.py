"""Letters reach a real server, encrypted as the address says, or not at all."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app.mail import Letter, MailError, Undeliverable, post, send
from app.settings import Settings, SettingsError, load
from tests.mail_server import mail_server

LETTER = Letter("ann@example.org", "Ett nytt lösenord", "Hej Åsa,\n\nhttps://hud.example.org/account\n")


def _settings(url: str) -> Settings:
    return Settings(smtp_url=url, mail_from="HUD <hud@example.org>")


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
def test_a_letter_arrives_as_it_was_written(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(scheme, tmp_path) as (url, arrived):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        send(_settings(url), LETTER)
    (letter,) = arrived.letters
    assert (letter["Subject"], letter["From"]) == (LETTER.subject, "HUD <hud@example.org>")
    assert letter.get_content().splitlines() == LETTER.text.splitlines()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    assert arrived.recipients == ["ann@example.org"]
    assert arrived.encrypted == [scheme != "smtp"]


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_server_that_nobody_vouches_for_gets_nothing(scheme: str, tmp_path: Path) -> None:
    with mail_server(scheme, tmp_path) as (url, arrived), pytest.raises(MailError) as failed:
        send(_settings(url), LETTER)
    assert arrived.letters == []
    assert "word" not in str(failed.value)


def test_a_server_that_does_not_encrypt_though_it_should_gets_nothing() -> None:
    with mail_server("smtp") as (url, arrived), pytest.raises(MailError):
        send(_settings(url.replace("smtp:", "smtp+starttls:")), LETTER)
    assert arrived.letters == []


@pytest.mark.parametrize(("answer", "kind"), [("550 No such user", Undeliverable), ("451 Later", MailError)])
def test_a_refusal_for_good_is_told_from_one_for_now(answer: str, kind: type[MailError]) -> None:
    with mail_server("smtp") as (url, arrived):
        arrived.answer = answer
        with pytest.raises(MailError) as failed:
            send(_settings(url), LETTER)
    assert type(failed.value) is kind


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(MailError):
        send(_settings(f"smtp://127.0.0.1:{mute.getsockname()[1]}"), LETTER)


@pytest.mark.parametrize(
    "url",
    [
        "http://x",
        "smtp://",
        "smtp://hud:word@mail.example.org",
        "smtps://mail.example.org:0",
        "smtps://mail.example.org/path",
        "mail.example.org",
    ],
)
def test_an_address_that_cannot_be_used_stops_the_start_without_showing_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as stopped:
        load({"HUD_SMTP_URL": url})
    assert "word@" not in str(stopped.value)


def test_letters_from_nobody_stop_the_start() -> None:
    with pytest.raises(SettingsError, match="HUD_MAIL_FROM"):
        load({"HUD_SMTP_URL": "smtp://127.0.0.1"})
    made = load({"HUD_SMTP_URL": "smtp://127.0.0.1", "HUD_MAIL_FROM": "HUD <hud@example.org>"})
    assert made.sends_mail


@pytest.mark.parametrize("sender", ["hud", "hud@example.org\nBcc: x@example.org", "å@example.org"])
def test_a_sender_that_cannot_be_used_stops_the_start(sender: str) -> None:
    with pytest.raises(SettingsError):
        load({"HUD_MAIL_FROM": sender})
