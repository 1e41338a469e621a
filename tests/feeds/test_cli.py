"""`hud feeds`: what a person or a script is told, and reading without a server."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.settings import Settings
from tests.feeds.test_reading import birds
from tests.net.hostile import Hostile, answer


@pytest.fixture(autouse=True)
def _environment(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(made.data_dir))
    monkeypatch.setenv("HUD_FEED_USGS", made.feed_usgs)
    monkeypatch.setenv("HUD_CRAWL_DELAY", "0")


def hud(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["feeds", *arguments])


def test_feeds_are_read_without_a_server_and_told_of(server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5, owls=2)))
    assert "not begun" in hud("list").output
    done = hud("refresh", "birds")
    assert (done.exit_code, done.output) == (0, "read: birds, 2 rows\n")
    (one,) = [one for one in json.loads(hud("list", "--json").output) if one["name"] == "birds"]
    assert (one["rows"], one["error"], one["begun"], one["fresh_s"]) == (2, None, True, 300)
    assert one["read_at"].endswith("Z")


def test_those_of_a_feature_are_read_together_and_a_failure_is_told(server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5)))
    server.on("/few.json", answer(b"no"))
    server.on("/pages.json?per_page=2&page=1", answer(birds(wrens=5)))
    done = hud("refresh", "birds_feature")
    assert done.exit_code == 1
    assert "read: birds, 1 row" in done.output
    assert "failed: birds-few: This is no list of birds" in done.output
    assert "1 feed failed" in done.output


def test_a_name_that_is_none_is_told_with_those_there_are() -> None:
    done = hud("refresh", "fish")
    assert done.exit_code == 1
    assert "fish is no feed; there are" in done.output
    assert "birds-few" in done.output


def test_the_doctor_tells_of_a_feed_that_fails(server: Hostile) -> None:
    server.on("/birds.json", answer(status="500 Internal Server Error"))
    hud("refresh", "birds")
    told = CliRunner().invoke(main, ["doctor"]).output
    assert "Feed birds: The server answered with an error (HTTP 500)." in told
