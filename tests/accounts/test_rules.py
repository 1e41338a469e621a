"""Passwords that guessers try first are refused; nobody is asked for digits and signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.accounts import rules
from app.accounts.rules import SHORTEST, PasswordRefused, check_password


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "a long enough sentence",
        "välkommen hem katten",
        "x7!Kq0_zRt",
        "猫が窓から外を見ている",
    ],
)
def test_a_few_words_are_enough(password: str) -> None:
    check_password(password, "Marie Elise", "marie@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "password123",
        "Password2024!",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "qwertyuiop12",
        "azertyuiop",
        "1q2w3e4r5t6y",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abababababab",
        "motdepasse1!",
        "wachtwoord99",
        "lösenord2024",
        "Marie Elise",
        "marie elise1",
        "MARIE ELISE!",
        "marie@example.org",
        "manchester",
        "  Terminator ",
        "ＥＮＴＥＲＰＲＩＳＥ",
        "4815162342",
        "fktrcfylhf",
    ],
)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        check_password(password, "Marie Elise", "marie@example.org")


def test_list_of_the_commonest_names_its_source_and_licence_and_holds_what_counts() -> None:
    text = (Path(rules.__file__).parent / "common_passwords.txt").read_text()
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert "zxcvbn" in head[1]
    assert any("Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc." in line for line in head)
    listed = text.splitlines()[len(head) :]
    assert len(listed) > 1_000
    assert all(len(word) >= SHORTEST for word in listed)
    for word in listed:
        with pytest.raises(PasswordRefused):
            check_password(word.upper())


def test_a_megabyte_takes_no_time_to_refuse_or_take() -> None:
    check_password("ab cd ef " * 100, "Marie Elise")
    with pytest.raises(PasswordRefused):
        check_password("a" * 1_000)
