"""`hud diff`: by word, in colour on a terminal only, through a pager only there."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.changes.cli import diff
from app.db import Database
from app.settings import Settings
from tests.changes.saying import page_that_said

OLDER = "The harbour is open. Boats pay two pounds a metre. Cash is welcome."
NEWER = "The harbour is open. Boats pay three pounds a metre. Pay by card."


@pytest.fixture
def page_id(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    return page_that_said(database, [OLDER, NEWER])


def test_diff_is_told_by_word(page_id: int) -> None:
    told = CliRunner().invoke(diff, [str(page_id)])
    assert told.exit_code == 0
    assert "~ Boats pay [-two -]{+three +}pounds a metre." in told.output.replace(
        "[-two-] {+three+} ", "[-two -]{+three +}"
    )
    assert "- Cash is welcome." in told.output
    assert "+ Pay by card." in told.output
    assert "\x1b" not in told.output


def test_diff_for_scripts_is_that_of_the_api(page_id: int) -> None:
    told = CliRunner().invoke(diff, [str(page_id), "--json", "--from", "1", "--to", "2"])
    answer = json.loads(told.output)
    assert (answer["from"], answer["to"]) == (1, 2)
    assert {change["kind"] for change in answer["changes"]} == {"changed", "added", "removed"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["99999"], 1, "is not a page HUD watches"),
        (["--from", "9"], 1, "no such version"),
        (["--from", "soon"], 2, "named by its number, a day or a time"),
        (["--to", "1"], 0, "first version"),
    ],
)
def test_what_cannot_be_compared_is_told(page_id: int, arguments: list[str], code: int, said: str) -> None:
    given = arguments if arguments[0].isdigit() else [str(page_id), *arguments]
    told = CliRunner().invoke(diff, given)
    assert (told.exit_code, said in told.output) == (code, True)


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_and_a_pager(
    page_id: int, tmp_path: Path, no_color: str, coloured: bool
) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    ours, theirs = pty.openpty()
    env = {**os.environ, "PAGER": str(pager), "NO_COLOR": no_color, "TERM": "xterm"}
    command = [sys.executable, "-c", "from app.cli import main; main()", "diff", str(page_id)]
    done = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=env)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65_536):
            said += part
    except OSError:
        pass  # the other end is closed
    assert done.wait() == 0
    assert b"PAGED" in said
    assert (b"\x1b[34m" in said) == coloured
