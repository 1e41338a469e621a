"""Two web processes and a worker over one database, really apart: nothing old, one load."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import update

from app.settings import Settings
from tests import soak
from tests.rowcache.models import TryPage
from tests.rowcache.process import listening, running
from tests.rowcache.test_rows import Process, filled
from tests.services import Memcached

ROOT = Path(__file__).resolve().parents[2]
ZERO = update(TryPage).values(weight=0)


def start(settings: Settings, url: str, seed: str, rounds: int) -> subprocess.Popen[str]:
    arguments = [str(settings.data_dir), url, ",".join(settings.memcached), seed, str(rounds)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rowcache.player", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.soak
def test_three_processes_at_random_never_read_what_is_older_than_a_commit(
    process: Process, place: Settings, url: str
) -> None:
    db, _ = process
    filled(db, 4)
    with db.write() as session:
        session.execute(ZERO)
    rounds = soak.times("interleavings of two web processes and a worker", 300, 10_000)
    seed = os.environ.get("HUD_SEED", "1")
    players = [start(place, url, f"{seed}.{number}", rounds // 3 + 1) for number in range(3)]
    said = [player.communicate()[0] for player in players]
    assert said == ["done\n"] * 3


def test_fifty_who_miss_at_once_in_two_processes_cause_two_loads_at_most(
    process: Process, place: Settings, url: str
) -> None:
    db, _ = process
    filled(db)
    crowds = [start(place, url, "stampede", 25) for _ in range(2)]
    for crowd in crowds:
        assert crowd.stdout is not None
        assert crowd.stdout.readline() == "ready\n"
    for crowd in crowds:
        assert crowd.stdin is not None
        crowd.stdin.write("go\n")
        crowd.stdin.flush()
    loads = [int(crowd.communicate()[0]) for crowd in crowds]
    assert 1 <= sum(loads) <= 2, loads


def test_memcached_that_stops_and_goes_on_again_under_load_leaves_nothing_old(
    url: str, tmp_path: Path, memcached_server: Memcached
) -> None:
    memcached_server.flush()
    settings = Settings(data_dir=tmp_path / "var", memcached=(memcached_server.address,))
    with listening(settings, url) as _clock:
        with running(settings, url) as (db, _):
            filled(db, 4)
            with db.write() as session:
                session.execute(ZERO)
        players = [start(settings, url, f"p{number}", 200) for number in range(2)]
        for _ in range(3):
            memcached_server.pause()
            threading.Event().wait(0.3)
            memcached_server.resume()
            threading.Event().wait(0.3)
        assert [player.communicate()[0] for player in players] == ["done\n"] * 2
