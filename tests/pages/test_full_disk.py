"""The disk fills up while HUD reads: one clear line, nothing broken, and on it goes when there is room."""

from __future__ import annotations

import random
import sqlite3
import string
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.pages.site import Site

PAGES = 24


def test_full_disk_is_one_line_and_loses_nothing(
    small_disk: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(small_disk / "var"))
    monkeypatch.setenv("HUD_CRAWL_ALLOW", "127.0.0.1")
    monkeypatch.setenv("HUD_CRAWL_DELAY", "0")
    chance = random.Random(1)
    site.page("/", "Start.", links=tuple(f"/{number}" for number in range(PAGES)))
    for number in range(PAGES):
        words = ("".join(chance.choices(string.ascii_lowercase, k=9)) for _ in range(8_000))
        site.page(f"/{number}", " ".join(words))

    def hud(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.output

    (small_disk / "of somebody else").write_bytes(bytes(3_500_000))
    assert hud("pages", "add", site.base + "/", "--depth", "1")[0] == 0
    code, said = hud("crawl")
    assert code == 1
    assert said.count("\n") == 1
    assert "full" in said
    assert hud("pages", "list")[0] == 0

    subprocess.run(["mount", "-o", "remount,size=80m", small_disk], check=True)
    with sqlite3.connect(small_disk / "var" / "hud.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        # As if the minute of the leases that could not be given back had passed.
        database.execute("UPDATE job SET due = 0 WHERE token IS NOT NULL")
        database.execute("UPDATE lane SET free_at = 0, look_at = 0")
    database.close()
    assert hud("crawl")[0] == 0
    with sqlite3.connect(small_disk / "var" / "hud.sqlite3") as database:
        unread = database.execute("SELECT count(*) FROM page WHERE last_read IS NULL").fetchone()
        versions = database.execute("SELECT count(*) FROM version").fetchone()
    database.close()
    assert (unread, versions) == ((0,), (PAGES + 1,))
