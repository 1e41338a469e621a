"""The commands of docs/operations.md about backups, taken from the page and run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.services import database_like

ROOT = Path(__file__).resolve().parents[2]


def commands(heading: str) -> list[str]:
    """The commands below a heading, up to the next one."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    found = re.search(rf"^##+ {heading}\n(.*?)(?=^#)", text, re.M | re.S)
    assert found is not None, heading
    lines = re.findall(r"^    (hud .*)$", found[1], re.M)
    assert lines, heading
    return lines


def run(line: str, env: dict[str, str]) -> str:
    """One command, which has to succeed; returns what it said."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HUD_")]:
            patch.delenv(name)
        for name, value in env.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(main, line.split()[1:])
    assert done.exit_code == 0, (line, done.output)
    return done.stdout


def test_page_is_followed_from_backup_to_postgresql(
    tmp_path: Path, migrated: Path, postgres_url: str, postgres_migrated: str
) -> None:
    kept, old = tmp_path / "backups", tmp_path / "first"
    kept.mkdir()
    old.mkdir()
    shutil.copy(migrated, old / "hud.sqlite3")
    first = {"HUD_DATA_DIR": str(old)}
    run("hud pages add https://a.example.org/", first)

    def as_here(line: str, url: str = "") -> str:
        there = "postgresql://hud:PASSWORD@db.example.org/hud"
        return line.replace("/srv/backups", str(kept)).replace(there, url)

    listed = run("hud pages list --json", first)
    assert "a.example.org" in listed
    for line in commands("Backup"):
        run(as_here(line), first)
    second = {"HUD_DATA_DIR": str(tmp_path / "second")}
    for line in commands("Restore"):
        run(as_here(line), second)
    assert run("hud pages list --json", second) == listed
    with database_like(postgres_url, postgres_migrated, "moved") as url:
        third = second
        for line in commands("Moving to PostgreSQL"):
            run(as_here(line, url.replace("+psycopg", "")), third)
            # From here on as the page says.
            third = second | {"HUD_DATABASE_URL": url, "HUD_SECRET_KEY": "shared"}
        assert run("hud pages list --json", third) == listed


@pytest.mark.parametrize("heading", ["Backup", "Restore", "Moving to PostgreSQL"])
def test_each_part_of_the_page_has_commands(heading: str) -> None:
    assert all(line.startswith("hud ") for line in commands(heading))
