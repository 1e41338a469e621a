"""Events as readings make them: new ones, revisions, other ids, withdrawals, and what is never concluded."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select

from app.clock import DAY, HOUR, MINUTE
from app.db import Database
from app.equake import service
from app.equake.asked import read
from app.equake.models import Quake, QuakeId, QuakeRevision
from app.equake.payload import events
from app.equake.store import store
from app.feeds.feed import Counts, FeedReading, Rows
from app.feeds.models import FeedState

from .payloads import NOW, feature, payload, tell

LATER = NOW + HOUR


def detail(database: Database, usgs: str) -> service.Detail:
    with database.read() as session:
        found = service.detail(session, usgs)
        assert found is not None
        session.expunge(found.quake)
    return found


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Quake)) or 0


def test_the_same_reading_again_changes_nothing(any_database: Database) -> None:
    body = payload(feature("us1"), feature("us2", 30))
    assert tell(any_database, body) == Counts(2, 0, 0, 0)
    assert tell(any_database, body, number=2) == Counts(0, 0, 2, 0)
    found = detail(any_database, "us1")
    assert (found.quake.first_reading, found.quake.reading, found.revisions) == (1, 1, [])


def test_a_revised_magnitude_is_kept_beside_what_was_said_before(any_database: Database) -> None:
    tell(any_database, payload(feature("us1", mag=5.8)))
    revised = feature("us1", mag=5.2, depth=9.0, updated=LATER // 1_000)
    assert tell(any_database, payload(revised, made=LATER), number=2).changed == 1
    found = detail(any_database, "us1")
    (revision,) = found.revisions
    assert found.quake.mag == 5.2
    assert (revision.kind, revision.main) == ("changed", ("mag", 5.8, 5.2))
    assert ("depth", 15.0, 9.0) in revision.changes
    assert (revision.at, found.quake.reading, found.quake.first_reading) == (LATER, 2, 1)


def test_who_felt_it_is_no_revision(database: Database) -> None:
    tell(database, payload(feature("us1")))
    tell(database, payload(feature("us1", felt=12, updated=LATER // 1_000), made=LATER), number=2)
    found = detail(database, "us1")
    assert (found.quake.felt, found.revisions) == (12, [])


def test_an_older_report_does_not_undo_a_newer_one(database: Database) -> None:
    tell(database, payload(feature("us1", mag=5.2, updated=LATER // 1_000), made=LATER))
    tell(database, payload(feature("us1", mag=5.8), window="day", made=NOW), number=2, feed="usgs-day")
    found = detail(database, "us1")
    assert (found.quake.mag, found.revisions) == (5.2, [])


def test_another_preferred_id_is_the_same_event(any_database: Database) -> None:
    tell(any_database, payload(feature("us1", ids=["us1", "ak7"])))
    other = feature("ak7", mag=4.4, ids=["ak7", "us1", "at3"], updated=LATER // 1_000)
    assert tell(any_database, payload(other, made=LATER), number=2) == Counts(0, 1, 0, 0)
    assert count(any_database) == 1
    for usgs in ("us1", "ak7", "at3"):
        assert detail(any_database, usgs).quake.usgs == "ak7"
    assert detail(any_database, "at3").ids == ["ak7", "at3", "us1"]


def test_two_reports_that_turn_out_to_be_one_event_are_joined(any_database: Database) -> None:
    tell(any_database, payload(feature("us1"), feature("ak7", mag=3.9)))
    joined = feature("us1", ids=["us1", "ak7"], mag=4.1, updated=LATER // 1_000)
    tell(any_database, payload(joined, made=LATER), number=2)
    assert detail(any_database, "ak7").quake.usgs == "us1"
    assert {one.kind for one in detail(any_database, "us1").revisions} == {"changed", "merged"}
    with any_database.read() as session:
        merged = session.scalar(select(Quake.merged_into).where(Quake.usgs == "ak7"))
        assert merged == detail(any_database, "us1").quake.id


def test_an_event_that_splits_off_becomes_one_of_its_own(database: Database) -> None:
    tell(database, payload(feature("us1", ids=["us1", "ak7"])))
    split = payload(feature("ak7", updated=LATER // 1_000), feature("us1"), made=LATER)
    assert tell(database, split, number=2).new == 1
    assert detail(database, "us1").quake.id != detail(database, "ak7").quake.id


def test_what_a_newer_payload_no_longer_lists_was_withdrawn(any_database: Database) -> None:
    tell(any_database, payload(feature("us1"), feature("us2", 30)))
    assert tell(any_database, payload(feature("us2", 30), made=LATER), number=2).withdrawn == 1
    found = detail(any_database, "us1")
    assert found.quake.withdrawn_at == LATER
    assert [one.kind for one in found.revisions] == ["withdrawn"]
    # It comes back, as now and then happens.
    tell(any_database, payload(feature("us1"), feature("us2", 30), made=LATER + HOUR), number=3)
    found = detail(any_database, "us1")
    assert found.quake.withdrawn_at is None
    assert [one.kind for one in found.revisions] == ["back", "withdrawn"]


def test_what_has_left_the_window_was_not_withdrawn(database: Database) -> None:
    tell(database, payload(feature("us1", 23), feature("us2", 1), window="day"), feed="usgs-day")
    later = payload(feature("us2", 1), window="day", made=NOW + 2 * HOUR)
    assert tell(database, later, number=2, feed="usgs-day").withdrawn == 0


def test_at_the_edges_of_a_window_nothing_is_concluded(database: Database) -> None:
    minutes = 2 / 60
    tell(database, payload(feature("us1", minutes), feature("us2", 24 - minutes), window="day"))
    assert tell(database, payload(window="day", made=NOW + MINUTE), number=2).withdrawn == 0


def test_a_payload_of_strong_events_alone_withdraws_none(database: Database) -> None:
    tell(database, payload(feature("us1", mag=1.0)))
    url = "https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/4.5_week.geojson"
    assert tell(database, payload(made=LATER, url=url), number=2).withdrawn == 0


def test_an_older_payload_of_another_window_withdraws_nothing_newer(database: Database) -> None:
    """The feed of the hour has told of an event that the feed of the day, made earlier, can't know."""
    tell(database, payload(feature("us1", 0.5), window="hour", made=NOW), feed="usgs-hour")
    with database.write() as session:
        session.add(FeedState(name="usgs-hour", begun_at=1, made_at=NOW))
    day = payload(window="day", made=NOW - 10 * MINUTE)
    assert tell(database, day, number=2, feed="usgs-day").withdrawn == 0


def test_withdrawn_events_are_in_no_list_and_have_their_page(database: Database) -> None:
    tell(database, payload(feature("us1"), feature("us2", 30)))
    tell(database, payload(feature("us2", 30), made=LATER), number=2)
    with database.read() as session:
        where = read("week", {}, LATER, ZoneInfo("UTC"))
        assert [one.usgs for one in service.points(session, where)] == ["us2"]
        assert [one.usgs for one in service.revisions(session, where)] == ["us1"]


def test_a_real_month_is_stored_and_known_again(database: Database, shared_data: Path) -> None:
    found = events((shared_data / "usgs" / "DERIVED-all_month-2023.geojson").read_bytes())
    rows = Rows([msgspec.msgpack.encode(found.rows)], len(found.rows))
    reading = FeedReading(id=1, feed="usgs-month", at=NOW, made_at=found.made_at, about=found.about)
    with database.write() as session:
        assert store(session, reading, rows) == Counts(12_569, 0, 0, 0)
    with database.write() as session:
        assert store(session, reading, rows) == Counts(0, 0, 12_569, 0)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(QuakeId)) == 12_569
        assert session.scalar(select(func.count()).select_from(QuakeRevision)) == 0
        span = session.execute(select(func.min(Quake.time), func.max(Quake.time))).one()
        assert span[1] - span[0] < 31 * DAY
