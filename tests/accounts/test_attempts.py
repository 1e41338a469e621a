"""Guessing is slowed down by account and by address, without locking anybody out."""

from __future__ import annotations

import pytest

from app.accounts import attempts
from app.accounts.attempts import TRIES, TRIES_BY_ADDRESS, WINDOW, Attempts
from app.web.errors import TooMany

NOW = 1_795_000_000_000_000


def test_an_account_is_closed_after_its_tries_whatever_the_address() -> None:
    counts = Attempts()
    for number in range(TRIES):
        counts.check("ann", f"198.51.100.{number}", NOW)
        counts.failed("ann", f"198.51.100.{number}", NOW)
    with pytest.raises(TooMany) as stopped:
        counts.check("ann", "203.0.113.9", NOW + 60_000_000)
    assert stopped.value.retry_after == 840
    counts.check("bob", "203.0.113.9", NOW)


def test_it_opens_again_when_the_window_has_passed() -> None:
    counts = Attempts()
    for _ in range(TRIES):
        counts.failed("ann", "198.51.100.1", NOW)
    counts.check("ann", "198.51.100.1", NOW + WINDOW)


def test_who_has_signed_in_from_an_address_is_not_locked_out_by_others() -> None:
    counts = Attempts()
    counts.succeeded("ann", "192.0.2.1")
    for number in range(TRIES):
        counts.failed("ann", f"198.51.100.{number}", NOW)
    counts.check("ann", "192.0.2.1", NOW)
    for _ in range(TRIES):
        counts.failed("ann", "192.0.2.1", NOW)
    with pytest.raises(TooMany):
        counts.check("ann", "192.0.2.1", NOW)


@pytest.mark.parametrize("spread", ["198.51.100.1", "2001:db8:1:2::{:x}", "::ffff:198.51.100.1"])
def test_an_address_is_closed_whatever_the_accounts(spread: str) -> None:
    counts = Attempts()
    for number in range(TRIES_BY_ADDRESS):
        counts.failed(f"person {number}", spread.format(number), NOW)
    with pytest.raises(TooMany):
        counts.check("somebody new", spread.format(9_999), NOW)


def test_the_counts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "_MOST", 50)
    counts = Attempts()
    for number in range(500):
        counts.failed(f"person {number}", f"10.0.{number // 250}.{number % 250}", NOW)
        counts.succeeded(f"person {number}", f"10.0.{number // 250}.{number % 250}")
    assert len(counts._failures) <= 50
    assert len(counts._known) <= 50
