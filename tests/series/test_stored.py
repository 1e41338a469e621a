"""The shared table: what was known when can be asked, revisions lose nothing, a reading may come twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.clock import DAY
from app.db import Database
from app.series.models import SeriesPoint
from app.series.source import Asked, Described, Point
from app.series.stored import Kept, OutOfOrder, Stored, Value, keep
from tests.search.corpus import at

UTC = ZoneInfo("UTC")
NLD = Described(key="tax:NLD", label="Netherlands", unit="% of GDP", kind="level", source="World Bank")
DAYS = [at("2026-01-01") + n * DAY for n in range(6)]
SOURCE = Stored("tax")


def values(**numbers: float | None) -> dict[int, Value]:
    """By the number of the day: d1=4.0."""
    return {DAYS[int(name[1:])]: Value(value) for name, value in numbers.items()}


def points(database: Database, name: str = "NLD", **changes: object) -> list[Point]:
    asked = Asked(step="day", zone=UTC, now=at("2026-12-01"))
    with database.read() as session:
        return SOURCE.points(session, name, msgspec.structs.replace(asked, **changes))


def test_a_value_in_the_middle_that_was_never_said_is_missing(any_database: Database) -> None:
    with any_database.write() as session:
        assert keep(session, NLD, values(d0=1.0, d3=4.0), known_at=at("2026-02-01")) == Kept(2, 0, 0)
    assert points(any_database) == [(DAYS[0], 1.0), (DAYS[1], None), (DAYS[2], None), (DAYS[3], 4.0)]
    assert points(any_database, first=DAYS[1], last=DAYS[2]) == [(DAYS[1], None), (DAYS[2], None)]
    assert points(any_database, first=DAYS[4]) == []


def test_what_was_known_on_a_day_stays_after_a_revision_and_a_withdrawal(any_database: Database) -> None:
    first, second, third = at("2026-02-01"), at("2026-03-01"), at("2026-04-01")
    with any_database.write() as session:
        keep(session, NLD, values(d0=1.0, d1=2.0), known_at=first)
    with any_database.write() as session:
        assert keep(session, NLD, values(d0=1.0, d1=2.5), known_at=second) == Kept(0, 1, 0)
    with any_database.write() as session:
        assert keep(session, NLD, values(d0=1.0), known_at=third, is_whole=True) == Kept(0, 0, 1)
    assert points(any_database, as_of=first - 1) == []
    assert points(any_database, as_of=first) == [(DAYS[0], 1.0), (DAYS[1], 2.0)]
    assert points(any_database, as_of=second - 1) == [(DAYS[0], 1.0), (DAYS[1], 2.0)]
    assert points(any_database, as_of=second) == [(DAYS[0], 1.0), (DAYS[1], 2.5)]
    assert points(any_database) == [(DAYS[0], 1.0)]


def test_the_same_reading_again_changes_nothing_and_an_older_one_is_refused(database: Database) -> None:
    known = at("2026-02-01")
    for _ in range(2):
        with database.write() as session:
            keep(session, NLD, values(d0=1.0), known_at=known, is_whole=True)
    with database.write() as session, pytest.raises(OutOfOrder):
        keep(session, NLD, values(d0=9.0), known_at=known - 1)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SeriesPoint)) == 1
    assert points(database) == [(DAYS[0], 1.0)]


def test_a_series_is_found_by_its_name_and_not_below_another_prefix(database: Database) -> None:
    other = msgspec.structs.replace(NLD, key="quakes:nl_", label="50% of the Netherlands")
    with database.write() as session:
        keep(session, NLD, values(d0=1.0), known_at=1)
        keep(session, other, values(d0=1.0), known_at=1)
    with database.read() as session:
        assert [one.key for one in SOURCE.find(session, "NETHER", 5)] == ["tax:NLD"]
        assert [one.key for one in Stored("quakes").find(session, "50%", 5)] == ["quakes:nl_"]
        assert SOURCE.find(session, "%", 5) == []
        assert SOURCE.describe(session, "NLD") == NLD
        assert SOURCE.describe(session, "nld") is None


readings = st.lists(
    st.tuples(st.dictionaries(st.integers(0, 5), st.none() | st.integers(0, 3).map(float)), st.booleans()),
    max_size=6,
)


_numbers = count()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Database]:
    """A database for many histories, each of a series of its own."""
    file = shutil.copy(migrated, tmp_path_factory.mktemp("series") / "hud.sqlite3")
    database = Database(f"sqlite:///{file}")
    yield database
    database.dispose()


@settings(deadline=None, max_examples=25)
@given(readings)
def test_every_day_is_answered_as_it_was_known_then(
    shared: Database, told: list[tuple[dict[int, float | None], bool]]
) -> None:
    """Against a model that keeps a copy of all that is known after each reading."""
    name = f"N{next(_numbers)}"
    series = msgspec.structs.replace(NLD, key=f"tax:{name}")
    known: list[dict[int, float | None]] = [{}]
    for number, (found, is_whole) in enumerate(told, start=1):
        with shared.write() as session:
            keep(
                session,
                series,
                {DAYS[n]: Value(value) for n, value in found.items()},
                known_at=number * DAY,
                is_whole=is_whole,
            )
        known.append({**({} if is_whole else known[-1]), **found})
    for number, state in enumerate(known):
        there = {DAYS[n]: value for n, value in state.items() if value is not None}
        answer = points(shared, name, as_of=number * DAY)
        assert {at: value for at, value in answer if value is not None} == there
        assert (
            [at for at, _ in answer] == list(range(min(there), max(there) + 1, DAY))
            if there
            else answer == []
        )
