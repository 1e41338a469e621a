"""Windows and bars are written as a reader would say them, no longer than it takes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from app.charts.calendar import span
from app.charts.period import period
from app.i18n import Reader, reading_as
from app.search.period import written
from app.search.window import EARLIEST, LATEST, Window
from tests.search.corpus import at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def between(first: str, last: str) -> tuple[int, int]:
    return span(first, AMSTERDAM)[0], span(last, AMSTERDAM)[1]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-27", "2026-11-27", "27 Nov"),
        ("2025-11-27", "2025-11-27", "27 Nov 2025"),
        ("2026-11-02", "2026-11-08", "2–8 Nov"),
        ("2026-11-26", "2026-12-03", "26 Nov – 3 Dec"),
        ("2025-11-26", "2025-12-03", "26 Nov – 3 Dec 2025"),
        ("2025-12-29", "2026-01-04", "29 Dec 2025 – 4 Jan 2026"),
        ("2026-11", "2026-11", "November 2026"),
        ("2026", "2026", "2026"),
        ("2024", "2026", "2024–2026"),
        ("2026-11-26T23:55", "2026-11-27T17:46", "26 Nov, 23:55 – 27 Nov, 17:46"),
        ("2025-12-31T23:55", "2026-01-01T00:05", "31 Dec 2025, 23:55 – 1 Jan 2026, 00:05"),
        ("2026-11-27T15:00", "2026-11-27T15:59", "27 Nov, 15:00 – 15:59"),
        ("2026-11-27T15:00", "2026-11-27T15:00", "27 Nov, 15:00"),
        ("2026-11-27T15:00:05", "2026-11-27T15:00:07", "27 Nov, 15:00:05 – 15:00:07"),
        ("2026-11-27T15:00Z", "2026-11-27T16:00Z", "27 Nov, 16:00 – 17:00"),
    ],
)
def test_a_period_is_written_as_short_as_it_can_be(first: str, last: str, expected: str) -> None:
    assert period(*between(first, last), AMSTERDAM, "en", year=2026) == expected


def test_a_window_open_at_one_end_or_of_one_moment_says_so_in_the_readers_language() -> None:
    first, last = between("2026-11-26", "2026-11-27T17:46")
    for locale, words in (("en", ("until", "since", "as of")),):
        with reading_as(Reader(locale)):
            shown = [
                written(window, AMSTERDAM, locale, year=2026)
                for window in (
                    Window(between=(EARLIEST, last)),
                    Window(between=(first, LATEST)),
                    Window(at=last),
                )
            ]
        assert shown == [f"{words[0]} 27 Nov, 17:46", f"{words[1]} 26 Nov", f"{words[2]} 27 Nov, 17:46"]


def test_months_are_those_of_the_readers_language_and_zone() -> None:
    assert period(*between("2026-03-02", "2026-05-10"), AMSTERDAM, "nl", year=2026) == "2 mrt – 10 mei"
    first, last = at("2026-11-26T23:00:00"), at("2026-11-27T23:00:00") - 1
    assert period(first, last, AMSTERDAM, "en", year=2026) == "27 Nov"
    assert period(first, last, ZoneInfo("UTC"), "en", year=2026) == "26 Nov, 23:00 – 27 Nov, 22:59"
