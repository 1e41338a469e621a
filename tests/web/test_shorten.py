"""Personal data in the log: the network somebody came from, and no mailbox."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.settings import Settings
from app.web.log import LineFormatter
from app.web.shorten import mask_mailboxes, shorten
from tests.web.site import running


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3::4", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_addresses_are_shortened_to_their_network(address: str, kept: str) -> None:
    assert shorten(address) == kept


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("no letter to Marie.O'Neil+x@mail.example.org today", "no letter to ***@mail.example.org today"),
        ("<a@example.org>, b@example.org", "<***@example.org>, ***@example.org"),
        ("hud@host and 2 @ 3", "hud@host and 2 @ 3"),
    ],
)
def test_mailboxes_are_masked(said: str, written: str) -> None:
    assert mask_mailboxes(said) == written


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_holds_a_mailbox_whoever_wrote_it(form: str) -> None:
    try:
        raise ValueError("not ann@example.org")
    except ValueError as error:
        trouble = (type(error), error, error.__traceback__)
    record = logging.LogRecord("hud", logging.ERROR, "", 0, "lost %s", ("ann@example.org",), trouble)
    record.fields = {"path": "/people/ann@example.org", "status": 500}
    line = LineFormatter(form).format(record)
    assert "ann@" not in line
    # In the message, the path, the trace's line of code, and the error itself.
    assert line.count("***@example.org") == 4
    assert "/people/***@example.org" in line


@pytest.mark.parametrize("address", ["198.51.100.23", "2001:db8:1:2:3::4"])
def test_refused_request_is_noted_with_the_network_alone(
    settings: Settings, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(settings, trusted_proxies=("testclient", "127.0.0.1", "::1")) as client:
        client.app.state.hud.clock = client.app.state.hud.clock
        client.get("/nothing", headers={"X-Forwarded-For": address})
    line = next(line for line in capsys.readouterr().err.splitlines() if "path=/nothing" in line)
    assert address not in line


def test_error_of_the_database_tells_nothing_of_what_was_to_be_kept(any_database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as failed, any_database.write() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:email)"), {"email": "ann@example.org"})
    assert "ann" not in str(failed.value)
