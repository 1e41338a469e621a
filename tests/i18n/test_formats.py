"""Times and numbers as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.dates import format_datetime
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import (
    LANGUAGES,
    Reader,
    format_bytes,
    format_day,
    format_duration,
    format_number,
    format_time,
    gettext,
    reading_as,
)
from app.i18n.formats import format_ago, local
from app.i18n.locales import formats
from app.i18n.moments import written_in_full

AT = 1_795_000_000_000_000  # 2026-11-18 11:06:40 UTC


@pytest.mark.parametrize(
    ("locale", "day", "number"),
    [
        ("en", "18 Nov 2026", "1,234,567.8"),
        ("nl", "18 nov 2026", "1.234.567,8"),
        ("sv", "18 nov. 2026", "1\u00a0234\u00a0567,8"),
        ("nb", "18 nov. 2026", "1\u00a0234\u00a0567,8"),
        ("fr", "18 nov. 2026", "1\u202f234\u202f567,8"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(locale: str, day: str, number: str) -> None:
    with reading_as(Reader(locale)):
        assert format_day(AT) == day
        assert format_number(1_234_567.8) == number


def test_times_are_in_the_reader_s_zone() -> None:
    assert format_time(AT) == "18 Nov 2026, 11:06"
    with reading_as(Reader("nl", zone=ZoneInfo("Europe/Amsterdam"))):
        assert format_time(AT) == "18 nov 2026, 12:06"
    assert format_time(AT) == "18 Nov 2026, 11:06"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("at", [-62_135_596_800_000_000, 253_402_300_799_999_999, 2**62, -(2**62)])
def test_the_ends_of_the_calendar_can_be_shown(zone: str, at: int) -> None:
    with reading_as(Reader("fr", zone=ZoneInfo(zone))):
        assert format_time(at)
        assert written_in_full(local(at), "fr")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (1_234_567, "1.2 MB"),
        (999_999, "1 MB"),
    ],
)
def test_sizes_have_the_unit_that_fits(size: int, text: str) -> None:
    assert format_bytes(size).replace("\u00a0", " ") == text


def test_sizes_are_written_as_the_language_does() -> None:
    with reading_as(Reader("fr")):
        assert format_bytes(1_234_567) == "1,2\u00a0Mo"
        assert format_bytes(1) == "1 octet"
    with reading_as(Reader("nl")):
        assert format_bytes(1_234_567) == "1,2\u00a0MB"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (38, "38 µs"),
        (1_500, "1.5 ms"),
        (1_000_000, "1 s"),
        (180_000_000, "3 minutes"),
        (86_400_000_000, "24 hours"),
        (7 * 86_400_000_000, "7 days"),
    ],
)
def test_durations_have_the_unit_that_fits(length: int, text: str) -> None:
    assert format_duration(length).replace("\u00a0", " ") == text


def test_distances_look_back_and_ahead() -> None:
    assert format_ago(AT - 180_000_000, AT) == "3 minutes ago"
    assert format_ago(AT + 180_000_000, AT) == "in 3 minutes"


def test_text_without_a_catalogue_is_english() -> None:
    with reading_as(Reader("xx")):
        assert gettext("Sign in") == "Sign in"


LOCALES = st.sampled_from(sorted(LANGUAGES))


@given(
    st.datetimes(datetime(1850, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(sorted(available_timezones())),
    LOCALES,
)
def test_a_moment_in_full_is_what_babel_writes(at: datetime, zone: str, locale: str) -> None:
    there = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert written_in_full(there, locale) == format_datetime(there, "full", locale=formats(locale))


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e9, 1e9)), LOCALES)
def test_a_number_is_what_babel_writes(number: float, locale: str) -> None:
    with reading_as(Reader(locale)):
        assert format_number(number) == format_decimal(number + 0, locale=formats(locale))


def test_nothing_has_no_sign() -> None:
    assert [format_number(0.0), format_number(-0.0), format_number(0)] == ["0", "0", "0"]
