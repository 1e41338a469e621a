"""Days of a zone as spans of time: whatever the clocks do, an instant belongs to the day it reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.calendar import BadTime, day_of, span

DAY = 86_400_000_000
ZONES = [
    "UTC",
    "Europe/Amsterdam",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Atlantic/Azores",
    "Africa/Monrovia",
]

zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(1900, 1, 1), date(2100, 12, 30))


def micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@given(days, zones)
def test_the_edges_of_a_day_read_as_that_day_and_their_neighbours_do_not(day: date, zone: ZoneInfo) -> None:
    first, last = span(day.isoformat(), zone)
    if first > last:
        assert zone.key == "Pacific/Apia", "only a zone that jumped over the date line skips a day"
        return
    assert day_of(first, zone) == day == day_of(last, zone)
    assert day_of(first - 1, zone) < day < day_of(last + 1, zone)


@given(days, zones)
def test_days_follow_each_other_without_a_gap(day: date, zone: ZoneInfo) -> None:
    _, last = span(day.isoformat(), zone)
    first, _ = span((day + timedelta(days=1)).isoformat(), zone)
    assert first == last + 1


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-29", "Europe/Amsterdam", 23),
        ("2026-10-25", "Europe/Amsterdam", 25),
        ("2026-07-01", "Europe/Amsterdam", 24),
        ("2017-10-15", "America/Sao_Paulo", 23),  # midnight itself was skipped
        ("1919-03-30", "America/Toronto", 23.5),  # the hour before and after midnight
        ("2011-12-30", "Pacific/Apia", 0),
    ],
)
def test_a_day_is_as_long_as_its_clocks_made_it(day: str, zone: str, hours: float) -> None:
    first, last = span(day, ZoneInfo(zone))
    assert last + 1 - first == hours * 3_600_000_000


@pytest.mark.parametrize("zone", ZONES)
def test_the_calendar_works_to_both_its_ends(zone: str) -> None:
    first, last = span("0001-01-01", ZoneInfo(zone))
    assert 0 < last + 1 - first <= 25 * 3_600_000_000
    first, last = span("9999-12-31", ZoneInfo(zone))
    assert last + 1 - first == DAY


def test_a_minute_and_a_second_are_spans_too() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    assert span("2026-01-31T14:02", zone) == (
        micros(datetime(2026, 1, 31, 13, 2, tzinfo=UTC)),
        micros(datetime(2026, 1, 31, 13, 3, tzinfo=UTC)) - 1,
    )
    first, last = span("2026-01-31 14:02:59", zone)
    assert last - first == 999_999
    twice = span("2026-10-25T02:30", zone)
    assert twice[1] - twice[0] == 3_660_000_000 - 1, "a minute that came twice is both"


def test_a_month_and_a_year_reach_from_their_first_day_to_their_last() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    for written, first, last in (
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026", "2026-01-01", "2026-12-31"),
    ):
        expected = span(first, zone)[0], span(last, zone)[1]
        assert span(written, zone) == expected


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-12-25T15:00Z", "2026-12-25T15:00"),
        ("2026-12-25T15:00z", "2026-12-25T15:00"),
        ("2026-12-25T15:00+01:00", "2026-12-25T14:00"),
        ("2026-12-25T15:00 01:00", "2026-12-25T14:00"),
        ("2026-12-25T00:30+0100", "2026-12-24T23:30"),
        ("2026-12-25T15:00-05", "2026-12-25T20:00"),
        ("2026-12-25T15:00:30.25+14:00", "2026-12-25T01:00:30.25"),
    ],
)
def test_a_time_may_name_its_own_zone(written: str, utc: str) -> None:
    elsewhere = ZoneInfo("Asia/Tokyo")
    assert span(written, elsewhere) == span(utc, ZoneInfo("UTC"))


def test_a_fraction_of_a_second_is_as_long_as_its_last_digit() -> None:
    first, last = span("2026-12-25T15:00:30.25Z", ZoneInfo("UTC"))
    assert (first % 1_000_000, last - first) == (250_000, 9_999)


@pytest.mark.parametrize(
    "written",
    [
        "2026-13",
        "0000",
        "2026-01-01Z",
        "2026-01-01T15",
        "2026-01-01T15:00+15:00",
        "2026-01-01T15:00+01:60",
        "2026-01-01T15:00:00.1234567",
        "2026-02-30",
        "0000-01-01",
        "10000-01-01",
        "yesterday",
        "2026-1-1",
        "２０２６-01-01",
        "2026-01-01T25:00",
    ],
)
def test_what_is_no_day_is_refused_by_its_name(written: str) -> None:
    with pytest.raises(BadTime) as caught:
        span(written, ZoneInfo("UTC"))
    assert caught.value.values == {"written": written}
    assert written in str(caught.value)
