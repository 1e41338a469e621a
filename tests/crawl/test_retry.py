"""Patience: Retry-After in every form it comes in, and backing off."""

from __future__ import annotations

import pytest

from app.crawl.retry import DAY, backoff, retry_after

NOW = 1_795_392_000_000_000  # 2026-11-23 00:00:00 UTC


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("000000000030", 30),
        ("86401", DAY),
        ("1000000000000", DAY),
        ("9" * 5_000, DAY),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("²", 0),
        ("", 0),
        ("Mon, 23 Nov 2026 00:10:00 GMT", 600),
        ("Sun, 22 Nov 2026 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("Mon, 99 Nov 2026 99:99:99 GMT", 0),
        ("Mon, 23 Nov 99999999999 00:10:00 GMT", 0),
    ],
)
def test_what_is_asked_for_is_at_most_a_day_and_nonsense_is_nothing(value: str, seconds: int) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_without_the_header_nothing_is_asked_for() -> None:
    assert retry_after({}, NOW) == 0


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    assert [backoff(n) for n in range(5)] == [0, 60, 120, 240, 480]
    assert backoff(1_000_000) == DAY
    assert all(backoff(n) <= backoff(n + 1) for n in range(50))
