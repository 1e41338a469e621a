"""`hud pages`: what a person and a script are told of the list."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from click.testing import CliRunner

from app.cli import main


def test_an_empty_list_says_so_on_stderr_and_is_an_empty_list_for_scripts(hud: CliRunner) -> None:
    for options, told in (([], "No pages yet"), (["--state", "paused"], "No page is paused.")):
        answer = hud.invoke(main, ["pages", "list", *options])
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert told in answer.stderr
        answer = hud.invoke(main, ["pages", "list", *options, "--json"])
        assert (answer.exit_code, json.loads(answer.stdout), answer.stderr) == (0, [], "")


def test_times_are_iso_8601_for_scripts_and_readable_for_people(hud: CliRunner) -> None:
    hud.invoke(main, ["pages", "add", "https://example.org/"])
    (listed,) = json.loads(hud.invoke(main, ["pages", "list", "--json"]).stdout)
    shown = json.loads(hud.invoke(main, ["pages", "show", "https://example.org/", "--json"]).stdout)
    assert shown == listed
    for name in ("added_at", "next"):
        assert datetime.fromisoformat(shown[name]).tzinfo is UTC
    assert shown["last_read"] is None
    text = hud.invoke(main, ["pages", "show", "https://example.org/"]).stdout
    assert f"added_at     {shown['added_at'][:19].replace('T', ' ')}Z" in text
