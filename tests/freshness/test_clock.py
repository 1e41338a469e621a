"""The clock of a host: what one process changes another sees, and a commit that never ended is given up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.db.migrate import upgrade
from app.freshness.clock import GIVEN_UP_US, Clock
from app.rowcache import open_database
from app.settings import Settings


def test_change_is_seen_by_every_process_and_only_under_its_name(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    before = clock.stamps(["a", "b"])
    command = "import sys; from pathlib import Path; from app.freshness.clock import Clock; "
    command += "Clock(Path(sys.argv[1])).change(['a'])"
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", command, str(tmp_path / "clock")], check=True, cwd=root)
    after = clock.stamps(["a", "b"])
    assert after[0] != before[0]
    assert after[1] == before[1]
    clock.close()


def test_nothing_is_said_while_a_commit_is_under_way_not_even_by_another_that_ends(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    clock.begin(["a"])
    clock.begin(["a"])
    clock.end(["a"])
    assert clock.stamps(["a"]) == [None]
    clock.end(["a"])
    assert clock.stamps(["a"]) != [None]
    clock.close()


def test_commit_that_never_ended_is_given_up_and_what_was_kept_before_is_not_believed(tmp_path: Path) -> None:
    time_us = [1_000_000]
    clock = Clock(tmp_path / "clock", time_us=lambda: time_us[0])
    before = clock.stamps(["a"])
    clock.begin(["a"])
    time_us[0] += GIVEN_UP_US - 1
    assert clock.stamps(["a"]) == [None]
    time_us[0] += 2
    after = clock.stamps(["a"])
    assert after not in ([None], before)
    clock.close()


def test_stamps_go_on_when_the_systems_clock_goes_back(tmp_path: Path) -> None:
    time_us = [5_000_000]
    clock = Clock(tmp_path / "clock", time_us=lambda: time_us[0])
    seen = set()
    for moment in (5_000_000, 4_000_000, 4_000_000, 3_000_000):
        time_us[0] = moment
        clock.change(["a"])
        seen.add(clock.stamps(["a"])[0])
    assert len(seen) == 4
    clock.close()
    clock.close()


def test_database_works_on_after_its_connections_were_closed(settings: Settings) -> None:
    db = open_database(settings)
    upgrade(db)
    db.dispose()
    with db.write() as session:
        session.info["hud_cache_changed"] = {"t:page"}
    db.dispose()
