"""The row cache's own counts, and the work it does ahead of time and in batches."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

import pytest

from app.freshness import touch
from app.rowcache import Cache, fetch, fetch_all
from app.rowcache import cache as module
from app.settings import Settings
from tests.rowcache.models import TryPage
from tests.rowcache.process import running, statements
from tests.rowcache.test_rows import Process, filled, title


@pytest.fixture
def counted(process: Process) -> Process:
    db, cache = process
    filled(db, 5)
    return db, cache


def table(cache: Cache) -> dict[str, int]:
    return cache.stats.table().get("TryPage", {})


def test_hits_misses_fills_and_what_was_no_longer_true(counted: Process) -> None:
    db, cache = counted
    for _ in range(3):
        title(db, 1)
    with db.write() as session:
        session.get_one(TryPage, 1).title = "New"
    title(db, 1)
    found = table(cache)
    assert (found["miss"], found["fill"], found["hit"], found["stale"]) == (1, 2, 2, 1)
    assert found["bytes"] > 200


def test_all_rows_are_kept_in_batches_and_each_can_be_had_alone(
    counted: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, cache = counted
    sizes: list[int] = []
    put_many = cache.store.put_many

    def noting(values: Mapping[str, bytes], ttl: int) -> list[str]:
        sizes.append(len(values))
        return put_many(values, ttl)

    monkeypatch.setattr(cache.store, "put_many", noting)
    with db.read() as session:
        assert len(fetch_all(session, TryPage, key="url", chunk=2)) == 5
    assert sizes == [2, 2, 1]  # the five rows; the list itself goes alone, by compare-and-swap
    with statements(db) as sent, db.read() as session:
        assert fetch(session, TryPage, url="/3") is not None
    assert sent == []


def test_what_cannot_be_kept_is_counted_and_logged(
    counted: Process, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    db, cache = counted
    monkeypatch.setattr(cache.store, "put_many", lambda values, _ttl: list(values)[:2])
    with caplog.at_level(logging.INFO), db.read() as session:
        assert len(fetch_all(session, TryPage)) == 5
    assert table(cache)["error"] == 2
    assert table(cache)["fill"] == 4
    assert "2 of 5 rows of TryPage could not be kept" in caplog.text


def test_an_answer_that_cannot_be_kept_is_counted_and_logged(
    counted: Process, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    db, cache = counted
    monkeypatch.setattr(cache.store, "swap", lambda *_: None)
    with caplog.at_level(logging.INFO), db.read() as session:
        assert fetch(session, TryPage, id=1) is not None
    assert table(cache)["error"] == 1
    assert "fill" not in table(cache)
    assert "an answer of TryPage could not be kept" in caplog.text


def test_one_reader_loads_anew_before_the_end_and_the_others_take_what_is_there(
    counted: Process, place: Settings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, cache = counted
    with db.read() as session:
        fetch(session, TryPage, id=1, ttl=1_000)
    later = time.time() + 1_000 * module.AHEAD + 1
    monkeypatch.setattr(time, "time", lambda: later)
    with running(place, url) as (other, _), statements(db) as mine, statements(other) as theirs:
        monkeypatch.setattr(cache, "fill", lambda _ask, _load: [])  # the first is busy loading
        with db.read() as session:
            assert fetch(session, TryPage, id=1) is None
        with (other if place.memcached else db).read() as session:
            assert fetch(session, TryPage, id=1) is not None
    assert mine == theirs == []
    assert table(cache)["miss"] == 2


def test_transaction_that_wrote_goes_past_the_cache(counted: Process) -> None:
    db, cache = counted
    with db.write() as session:
        touch(session, TryPage)
        fetch(session, TryPage, id=1)
    assert table(cache) == {"direct": 1}
