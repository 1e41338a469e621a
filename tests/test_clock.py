"""Times as HUD tells them to programs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from app.clock import DAY, ISO_PATTERN, iso, iso_or_none, now

KNOWN = [
    (0, "1970-01-01T00:00:00.000000Z"),
    (1_795_801_572_123_456, "2026-11-27T17:46:12.123456Z"),
    (1_795_801_572_000_000, "2026-11-27T17:46:12.000000Z"),
    (-1, "1969-12-31T23:59:59.999999Z"),
    (10**18, "9999-12-31T23:59:59.999999Z"),
    (-(10**18), "0001-01-01T00:00:00.000000Z"),
]


@pytest.mark.parametrize(("time", "written"), KNOWN)
def test_a_time_is_told_in_iso_8601_in_utc(time: int, written: str) -> None:
    assert iso(time) == written
    assert re.match(ISO_PATTERN, written)


def test_what_is_told_is_read_back_as_the_same_time() -> None:
    time = now()
    assert datetime.fromisoformat(iso(time)) == datetime.fromtimestamp(time // 10**6, UTC).replace(
        microsecond=time % 10**6
    )


def test_texts_sort_as_the_times_do() -> None:
    times = [now() + step for step in (-DAY, -1, 0, 1, 999_999, 1_000_000, DAY)]
    assert sorted(map(iso, times)) == [iso(time) for time in sorted(times)]


def test_no_time_is_null() -> None:
    assert iso_or_none(None) is None
