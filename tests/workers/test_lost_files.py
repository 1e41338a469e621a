"""`hud serve` whose files are damaged or taken away under it: it mends itself, or ends with one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from app.db import Database
from app.search import place
from app.settings import Settings
from tests import prepared
from tests.search.corpus import Corpus
from tests.workers.processes import ROOT, environment, until
from tests.workers.serving import COMMAND, Serving, serving, status

PAGES = 12
APPS = "pages,search"


def _total(url: str, word: str) -> int | None:
    """How many pages are found; None when that is not answered."""
    try:
        with urllib.request.urlopen(f"{url}/api/search?q={word}", timeout=10) as answer:
            return int(json.load(answer)["total"])
    except (urllib.error.HTTPError, OSError):
        return None


def _all_found(url: str) -> bool:
    return all(_total(url, f"word{number}") == 1 for number in range(PAGES))


def _segments(settings: Settings) -> list[Path]:
    build = place.current(settings.index_dir)
    assert build is not None
    return sorted(build.glob("*.seg"))


def _overwritten_under_load(url: str, settings: Settings) -> None:
    before = place.current(settings.index_dir)
    for path in _segments(settings):
        with path.open("r+b") as file:
            file.seek(path.stat().st_size // 4)
            file.write(bytes(min(2_000, path.stat().st_size // 2)))
    until(lambda: place.current(settings.index_dir) != before)
    until(lambda: _all_found(url))
    assert status(f"{url}/readyz") == 200


def _cut_while_nobody_looks(hud: Serving, url: str, settings: Settings) -> None:
    (follower,) = hud.children("follower")
    os.kill(follower, signal.SIGSTOP)
    web = hud.children("web")
    for path in _segments(settings):
        os.truncate(path, 64)
    # Whoever looks at what is missing is ended by it; another takes its place and refuses.
    until(lambda: _total(url, "word1*") is None and hud.children("web") != web)
    until(lambda: status(f"{url}/search?q=flood") == 503)
    assert status(f"{url}/readyz") == 503
    os.kill(follower, signal.SIGCONT)
    until(lambda: _all_found(url))
    assert status(f"{url}/readyz") == 200


def _run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND[:-1], *arguments],
        cwd=ROOT,
        env=environment(settings, HUD_APPS=APPS),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_damaged_index_is_mended_and_a_deleted_database_ends_all(
    database: Database, settings: Settings
) -> None:
    corpus = Corpus(database, settings.index_dir)
    for number in range(PAGES):
        more = " ".join(f"filler{number}x{count}" for count in range(300))
        corpus.says(f"https://a.org/{number}", "2026-01-01", f"flood word{number} {more}")
    corpus.follow()
    database.dispose()
    prepared.templates(settings.data_dir)
    with serving(settings, HUD_APPS=APPS) as hud:
        url = hud.url()
        assert _all_found(url)
        _overwritten_under_load(url, settings)
        _cut_while_nobody_looks(hud, url, settings)
        verified = _run(settings, "index", "verify")
        assert verified.returncode == 0, verified.stderr
        file = settings.data_dir / "hud.sqlite3"
        kept = file.rename(file.with_name("kept"))
        assert hud.process.wait(20) == 1
        until(lambda: not hud.family())
        assert f"The database {file} was deleted or moved away" in hud.said()
        assert not file.exists()
    again = _run(settings, "serve", "--port", "0")
    assert again.returncode == 1
    assert again.stderr.count("\n") == 1
    assert f"The database {file} is gone" in again.stderr
    assert not file.exists()
    kept.rename(file)
    assert _run(settings, "search", "flood").returncode == 0
