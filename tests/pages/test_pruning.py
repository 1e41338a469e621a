"""Pruning: the size stays flat over a year, and no first or last reading of anything moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, insert, select

from app import jobs
from app.cli import main
from app.clock import DAY, HOUR, now
from app.db import Database, bookmarks, changes
from app.db.changes import Change
from app.pages import bodies, pruning
from app.pages.models import Page, PageBody, Reading, Version
from app.settings import Settings
from tests.backup.worlds import World, settled
from tests.search.corpus import at
from tests.soak import times

KEPT = 90 * DAY
BEGUN = at("2026-01-01")


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = World(stack.enter_context(settled(request, request.param, tmp_path / "pruned")))
        yield made
        made.database.dispose()


def _readings(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def _seen(db: Database) -> list[tuple[object, ...]]:
    """When each version was read first and last, by its row, and by its readings before each next version."""
    with db.read() as session:
        by_row = session.execute(
            select(Version.page_id, Version.ordinal, Version.first_read, Version.last_read).order_by(
                Version.id
            )
        )
        by_readings = session.execute(
            select(Reading.version_id, func.min(Reading.at), func.max(Reading.at))
            .group_by(Reading.version_id)
            .order_by(Reading.version_id)
        )
        return [tuple(row) for row in (*by_row, *by_readings)]


def _year(world: World, pages: int, every: int) -> tuple[list[int], int]:
    """A year of readings; returns how many there were after each month's pruning, and how many came."""
    db, came, sizes = world.database, 0, []
    for number in range(pages):
        world.corpus.says(f"https://a.org/{number}", "2026-01-01", f"flood {number}")
    with db.read() as session:
        versions = session.execute(select(Version.page_id, Version.id)).all()
    for month in range(12):
        begin = BEGUN + month * 30 * DAY
        rows = [
            {
                "page_id": page,
                "at": time + page,
                "version_id": None if time // every % 400 == 7 else version,
                "error": "timeout" if time // every % 400 == 7 else None,
            }
            for page, version in versions
            for time in range(begin + every, begin + 30 * DAY + 1, every)
        ]
        came += len(rows)
        with db.write() as session:
            session.execute(insert(Reading), rows)
        pruning.prune(db, KEPT, begin + 30 * DAY)
        sizes.append(_readings(db))
    return sizes, came


def test_size_is_flat_over_a_year_and_no_first_or_last_reading_moves(world: World) -> None:
    pages = times("pages read for a year and pruned", 1, 200)
    every = times("seconds between two readings of a year", 8 * 3_600, 6_300) * 1_000_000
    sizes, came = _year(world, pages, every)
    assert came > 1_000
    kept = pages * KEPT // every
    # The last 90 days, and the few that say from when until when something was so.
    assert max(sizes[3:]) - min(sizes[3:]) <= pages * (4 * 12 * 30 * DAY // every // 400 + 4)
    assert kept <= sizes[-1] <= kept * 1.1 + pages * 4
    before = _seen(world.database)
    pruning.prune(world.database, DAY, BEGUN + 400 * DAY)
    assert _seen(world.database) == before
    assert _readings(world.database) < sizes[-1]


def test_pages_that_change_keep_when_each_version_was_read_first_and_last(world: World) -> None:
    corpus = world.corpus
    for day in range(1, 28):
        text = "calm" if day < 9 else "flood" if day < 20 else "drought"
        corpus.says("https://a.org/", f"2026-01-{day:02}", text, rest=f"menu {day // 5}")
        if day in (8, 14):
            corpus.is_gone("https://b.org/", f"2026-01-{day:02}")
    with world.database.write() as session:
        for page in session.scalars(select(Page)):
            session.execute(
                insert(Reading),
                [
                    {"page_id": page.id, "at": at("2026-02-01") + n * HOUR, "error": "timeout"}
                    for n in range(200)
                ],
            )
    corpus.follow()
    before, size = _seen(world.database), _readings(world.database)
    told = [corpus.handle.current().history(word, all=True) for word in ("calm", "flood", "drought")]
    pruned = pruning.prune(world.database, KEPT, at("2026-12-31"))
    assert pruned.readings > 0
    assert _readings(world.database) == size - pruned.readings
    with world.database.read() as session:
        versions = [row for row in before if len(row) == 4]
        assert [row for row in _seen(world.database) if len(row) == 4] == versions
        assert session.scalar(select(func.count()).select_from(Version)) == len(versions)
    corpus.follow()
    assert [corpus.handle.current().history(word, all=True) for word in ("calm", "flood", "drought")] == told


def test_changes_that_every_host_has_taken_go_and_the_one_at_the_bookmark_stays(world: World) -> None:
    corpus = world.corpus
    for number in range(10):
        corpus.says(f"https://a.org/{number}", "2026-01-02", f"flood {number}")
    assert pruning.prune(world.database, KEPT, now()).changes == 0
    corpus.follow()
    with world.database.write() as session:
        latest = changes.latest(session)
        bookmarks.put(session, "slow", 4, now())
    assert pruning.prune(world.database, KEPT, now()).changes == 3
    with world.database.write() as session:
        bookmarks.put(session, "slow", 4, now() - bookmarks.AWAY - 1)
    assert pruning.prune(world.database, KEPT, now()).changes == latest - 4
    with world.database.read() as session:
        assert list(session.scalars(select(Change.number))) == [latest]
    # The index goes on from there, and is not built anew.
    build = world.settings.index_dir.joinpath("current").readlink()
    corpus.says("https://a.org/new", "2026-01-05", "rain")
    corpus.follow()
    assert world.settings.index_dir.joinpath("current").readlink() == build
    assert len(corpus.handle.current().history("rain", all=True)) == 1


def test_bytes_without_a_version_go_and_the_others_can_still_be_read(world: World) -> None:
    page_id = 0
    for day in range(1, 9):
        page_id = world.corpus.says(
            "https://a.org/", f"2026-01-{day:02}", f"flood {day} " + "same words " * 200
        )
    with world.database.write() as session:
        for version in session.scalars(select(Version).where(Version.ordinal.in_([3, 4]))):
            version.body_number = None
    with world.database.read() as session:
        kept = session.scalars(select(Version).where(Version.body_number.is_not(None))).all()
        before = {one.ordinal: bodies.read(session, one) for one in kept}
    assert pruning.prune(world.database, KEPT, now()).bodies == 2
    with world.database.read() as session:
        assert session.scalar(select(func.count()).where(PageBody.page_id == page_id)) == 6
        assert {one.ordinal: bodies.read(session, one) for one in kept} == before


def test_job_does_the_same_once_a_day(database: Database, settings: Settings) -> None:
    assert pruning.ask(database, now())
    with database.write() as session:
        (lease,) = jobs.lease(session, limit=9, actor=pruning.JOB)
    with pruning.pruning(database, settings) as actor:
        assert jobs.take_turn(database, lease, actor.do)
    assert not pruning.ask(database, now() + HOUR)
    assert pruning.ask(database, now() + DAY + HOUR)


def test_command_tells_what_was_removed(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    result = CliRunner().invoke(main, ["prune"])
    assert result.output == "Removed 0 readings, 0 stored copies, 0 changes.\n"
    assert database.is_sqlite
