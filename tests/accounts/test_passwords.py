"""Passwords are kept as argon2id and compared alike whether there is somebody or not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.accounts import passwords
from app.accounts.passwords import hash_password, verify
from app.web.errors import Busy

pytestmark = pytest.mark.usefixtures("own_passwords")


def test_a_kept_password_is_known_again() -> None:
    kept = hash_password("correct horse")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify(kept, "correct horse")
    assert not verify(kept, "correct horsE")


def test_nobody_s_password_takes_the_same_work_and_never_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Counting:
        def verify(self, kept: str, _: str) -> bool:
            checked.append(kept)
            return True

    nobodys = passwords._nobodys()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not verify(None, "nobody has this password")
    assert checked == [nobodys]


def test_a_hash_that_is_none_never_fits() -> None:
    assert not verify("no hash", "no hash")


def test_more_than_two_at_once_wait_and_then_hear_that_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_WAIT_S", 0.0)
    monkeypatch.setattr(passwords, "_places", threading.BoundedSemaphore(2))
    with passwords._place(), passwords._place(), pytest.raises(Busy):
        hash_password("x")
    assert hash_password("x")


def test_a_crowd_is_turned_away_at_once_and_nobody_is_stuck() -> None:
    def attempt(_: int) -> str:
        try:
            return hash_password("x")
        except Busy:
            return ""

    with ThreadPoolExecutor(40) as pool:
        made = list(pool.map(attempt, range(40)))
    assert any(made)
    assert len([one for one in made if not one]) >= 20
    assert hash_password("x")
