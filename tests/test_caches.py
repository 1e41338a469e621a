"""`hud cache`: the counts of all processes, and clearing."""

from __future__ import annotations

import json

from click.testing import CliRunner

from app.accounts.models import Person
from app.caches import cache
from app.db import Database
from app.freshness import counters, names
from app.rowcache import fetch, open_database
from app.settings import Settings
from tests.web.site import running


def test_counts_are_shown_for_people_and_for_scripts(settings: Settings, database: Database) -> None:  # noqa: ARG001
    runner = CliRunner(env={"HUD_DATA_DIR": str(settings.data_dir)})
    assert "Nothing has been counted" in runner.invoke(cache, ["stats"]).output
    db = open_database(settings)
    for _ in range(3):
        with db.read() as session:
            assert fetch(session, Person, id=1) is None
    found = json.loads(runner.invoke(cache, ["stats", "--json"]).output)
    assert found["row"]["Person"]["hit"] == 2
    assert found["row"]["Person"]["miss"] == 1
    assert "Person" in runner.invoke(cache, ["stats"]).output
    db.dispose()


def test_what_web_processes_hold_is_shown_with_its_ceiling_and_the_sum(settings: Settings) -> None:
    runner = CliRunner(env={"HUD_DATA_DIR": str(settings.data_dir)})
    with running(settings) as client:
        client.get("/")
        client.app.state.hud.metrics.text()
        found = json.loads(runner.invoke(cache, ["stats", "--json"]).output)["memory"]
        told = runner.invoke(cache, ["stats"]).output
    assert found["pages"]["held"] > 0
    assert sum(sizes["ceiling"] for sizes in found.values()) <= settings.memory_caches
    lines = [line.split() for line in told.splitlines()[-len(found) - 2 :]]
    assert lines[0] == ["memory", "held", "ceiling"]
    assert {line[0] for line in lines[1:-1]} == found.keys()
    sums = [str(sum(sizes[what] for sizes in found.values())) for what in ("held", "ceiling")]
    assert lines[-1] == ["together", *sums]


def test_clearing_makes_nothing_count_that_is_kept(settings: Settings, database: Database) -> None:  # noqa: ARG001
    runner = CliRunner(env={"HUD_DATA_DIR": str(settings.data_dir)})
    db = open_database(settings)
    with db.read() as session:
        fetch(session, Person, id=1)
    before = counters(db).stamps([names.EVERYTHING])
    assert None not in before
    said = runner.invoke(cache, ["clear"])
    assert said.exit_code == 0, said.output
    assert counters(db).stamps([names.EVERYTHING]) not in (before, [None])
    db.dispose()
