"""The follower's process: finds what is committed, outlives what it meets, has one successor."""

from __future__ import annotations

import random
import signal
from functools import partial

import pytest

from app.db import Database, changes
from app.search import place
from app.search.engine import TRIE
from app.search.index import IndexHandle
from app.settings import Settings
from tests.search.corpus import Corpus
from tests.soak import times
from tests.workers.processes import end, running, start, until
from workers.serve import children

pytestmark = pytest.mark.soak

FOLLOW = """
from app.settings import load
from workers import follower, logs, stop
settings = load()
logs.set_up(settings.log)
follower.follow(settings, stop.stop_event())
"""
KILLS = times("kills of the follower", 2, 40)


def _caught_up(database: Database, settings: Settings) -> bool:
    with database.read() as session:
        newest = changes.latest(session)
    try:
        return bool(IndexHandle(settings.index_dir, TRIE).current().cursor == newest)
    except (ValueError, OSError):
        return False  # there is none yet, or one that cannot be read


def _found(settings: Settings, word: str) -> int:
    return int(IndexHandle(settings.index_dir, TRIE).current().search(word).total)


def _say(corpus: Corpus, count: int, word: str) -> None:
    for number in range(count):
        corpus.says(f"https://{word}.example/{number}", "2026-02-03", f"{word} number{number}")


def test_what_is_committed_is_found_and_a_signal_ends_it_with_exit_code_0(
    database: Database, settings: Settings
) -> None:
    corpus = Corpus(database, settings.index_dir)
    with running(settings, "-c", FOLLOW) as follower:
        _say(corpus, 3, "zebra")
        until(partial(_caught_up, database, settings))
        corpus.forget(corpus.says("https://zebra.example/0", "2026-02-04", "nothing of the kind"))
        until(partial(_caught_up, database, settings))
        assert end(follower) == 0
    assert _found(settings, "zebra") == 2


def test_killed_again_and_again_it_misses_nothing(database: Database, settings: Settings) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    corpus = Corpus(database, settings.index_dir)
    said = 0
    for kill in range(KILLS):
        with running(settings, "-c", FOLLOW) as follower:
            until(partial(_caught_up, database, settings))
            count = chance.randint(1, 20)
            _say(corpus, count, f"word{kill}x")
            said += count
            end(follower, signal.SIGKILL)
    with running(settings, "-c", FOLLOW):
        until(partial(_caught_up, database, settings))
    found = sum(_found(settings, f"word{kill}x") for kill in range(KILLS))
    assert found == said, f"seed {seed}"


def test_a_second_one_waits_and_takes_over(database: Database, settings: Settings) -> None:
    corpus = Corpus(database, settings.index_dir)
    first = start(settings, "-c", FOLLOW)
    with running(settings, "-c", FOLLOW) as second:
        _say(corpus, 2, "zebra")
        until(partial(_caught_up, database, settings))
        end(first, signal.SIGKILL)
        _say(corpus, 2, "quagga")
        until(partial(_caught_up, database, settings))
        assert second.poll() is None
    assert (_found(settings, "zebra"), _found(settings, "quagga")) == (2, 2)


def test_a_damaged_index_is_built_anew_from_the_database(database: Database, settings: Settings) -> None:
    corpus = Corpus(database, settings.index_dir)
    _say(corpus, 5, "zebra")
    corpus.follow()
    build = place.current(settings.index_dir)
    assert build is not None
    for file in build.iterdir():
        if file.is_file():
            file.write_bytes(b"\xff" * file.stat().st_size)
    with running(settings, "-c", FOLLOW):
        until(partial(_caught_up, database, settings))
        _say(corpus, 1, "quagga")
        until(partial(_caught_up, database, settings))
    assert (_found(settings, "zebra"), _found(settings, "quagga")) == (5, 1)


def test_host_beside_others_has_a_follower_even_without_search() -> None:
    apps = frozenset({"pages"})
    alone = children(Settings(apps=apps), 1)
    beside = children(Settings(apps=apps, database_url="postgresql+psycopg://there/hud"), 1)
    assert [child.role for child in alone] == ["web", "worker"]
    assert [child.role for child in beside] == ["web", "follower", "worker"]
