"""The command line as scripts use it: exit codes, one line on stderr, JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import click
import pytest
from click.testing import CliRunner, Result

from app import jobs
from app.cli import commands, main
from app.console import database, plain, show_json
from app.feature import resolve
from tests.pages.site import running


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HUD_CRAWL_ALLOW", "127.0.0.1")
    monkeypatch.setenv("HUD_CRAWL_DELAY", "0")


def hud(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself(command: str) -> None:
    result = hud(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_help_lists_all_commands_and_imports_none() -> None:
    code = (
        "import sys; from app.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for command in commands().values():
        found = cast(click.Command, resolve(command.command))
        assert found.get_short_help_str(1_000) == command.help
        assert f"  {command.name} " in said
        assert command.help.split()[-1] in said
    assert not {"sqlalchemy", "litestar", "alembic", "app.console"} & set(said.split())


def test_wrong_usage_is_exit_code_2() -> None:
    assert hud("pages", "add").exit_code == 2
    assert hud("nonsense").exit_code == 2
    assert hud("pages", "add", "https://example.org", "--every", "soon").exit_code == 2


def test_wrong_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_CRAWL_DELAY", "soon")
    result = hud("pages", "list")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "HUD_CRAWL_DELAY" in result.stderr


def test_bad_address_is_one_line_and_adds_nothing() -> None:
    result = hud("pages", "add", "ftp://example.org/")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert json.loads(hud("pages", "list", "--json").output) == []


def test_pages_are_added_read_and_found_without_a_server() -> None:
    with running() as site:
        site.page("/", "Storks nest on the tower.", title="Birds", links=("/more",))
        site.page("/more", "Herons wade in the ditch.", title="More birds")
        assert hud("pages", "add", site.base + "/", "--depth", "1").exit_code == 0
        read = hud("crawl")
    assert read.exit_code == 0, read.output
    assert read.output.startswith("2 pages read")
    found = json.loads(hud("search", "herons", "--json").output)
    assert [result["title"] for result in found["results"]] == ["More birds"]
    listed = json.loads(hud("pages", "list", "--json").output)
    assert {page["versions"] for page in listed} == {1}
    assert hud("pages", "pause", str(listed[0]["id"])).output.strip() == "paused: 1"
    assert hud("pages", "delete", site.base + "/", "--found", "--yes").output.strip() == "deleted: 2"
    assert hud("index", "build").exit_code == 0
    assert json.loads(hud("search", "herons", "--json").output)["total"] == 0


def test_crawl_leaves_letters_and_pictures_to_a_worker() -> None:
    with database() as db:
        with db.write() as session:
            jobs.enqueue(session, "mail", "mail:1", payload={"letter": "reset"})
            jobs.enqueue(session, "captcha", "captcha", lane="captcha")
        read = hud("crawl")
        assert read.exit_code == 0, read.output
        assert read.output.startswith("0 pages read")
        with db.read() as session:
            assert jobs.count_due(session) == 2


def test_page_that_is_not_watched_is_named() -> None:
    result = hud("pages", "stop", "https://example.org/")
    assert result.exit_code == 1
    assert "https://example.org/" in result.stderr


def test_doctor_finds_a_sound_installation_sound() -> None:
    assert hud("index", "build").exit_code == 0
    result = hud("doctor")
    assert result.exit_code == 0, result.output
    assert "!!" not in result.output


def test_doctor_names_what_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_BROKER_URL", "redis://127.0.0.1:1/0")
    result = hud("doctor")
    assert result.exit_code == 1
    assert "HUD_BROKER_URL" in result.output


NASTY = "a\u202eb\u2066c\u200ed\u061c\x1b[31m\x9b2Je\u2028f\ng\x07\U000e0041"


def test_strangers_text_is_printed_in_one_line_that_a_terminal_does_not_obey() -> None:
    assert plain(NASTY) == "abcd[31m2Je f g"
    joined = "👩\u200d🔬 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 é"
    assert plain(joined) == joined


def test_json_is_exact_and_escapes_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"title": NASTY, "kept": "é 👩\u200d🔬"})
    printed = capsys.readouterr().out.rstrip("\n")
    assert json.loads(printed) == {"title": NASTY, "kept": "é 👩\u200d🔬"}
    assert plain(printed) == printed
    assert "é" in printed


def test_found_pages_are_printed_without_marks() -> None:
    with running() as site:
        url = site.page("/a", "the flood \u202enwod edispu " * 20, title="flood \u202enwod\u2069")
        assert hud("pages", "add", url).exit_code == 0
        read = hud("crawl", url)
        assert read.exit_code == 0, read.output
    found = hud("search", "flood")
    assert "flood nwod" in found.stdout
    assert all(plain(line) == line for line in found.output.splitlines())
    as_json = hud("search", "flood", "--json").stdout.rstrip("\n")
    assert plain(as_json) == as_json
    assert "\u202e" in json.loads(as_json)["results"][0]["title"]
