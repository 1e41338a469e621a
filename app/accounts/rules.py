"""Password rules: short ones, the name itself and those that guessers try first are refused.

Nothing is asked about digits or signs; such rules make passwords that are hard to keep in mind and
no harder to guess.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.accounts.names import name_key
from app.i18n import N_

SHORTEST = 10
_FEWEST_DIFFERENT = 5
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1234567890123456789012345",
    "0987654321098765432109876",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_COMMONEST = Path(__file__).with_name("common_passwords.txt")
# What is left of the commonest long ones without digits and signs, in the five languages of HUD.
_COMMON = frozenset(
    [
        "password",
        "passwords",
        "passwort",
        "motdepasse",
        "wachtwoord",
        "welkom",
        "welcome",
        "lösenord",
        "losenord",
        "passord",
        "administrator",
        "admin",
        "letmein",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "basketball",
        "superman",
        "batman",
        "dragon",
        "monkey",
        "master",
        "shadow",
        "michael",
        "jennifer",
        "jordan",
        "liverpool",
        "chelsea",
        "arsenal",
        "starwars",
        "pokemon",
        "trustno",
        "changeme",
        "secret",
        "geheim",
        "hemligt",
        "hemmelig",
        "default",
        "temporary",
        "temppass",
        "mypassword",
        "thepassword",
        "passwordpassword",
        "adminadmin",
        "testtest",
        "testing",
        "computer",
        "internet",
        "whatever",
        "jesuschrist",
        "jesus",
        "jetaime",
        "bonjour",
        "soleil",
        "doudou",
        "azerty",
        "marseille",
        "loulou",
        "chouchou",
        "amsterdam",
        "rotterdam",
        "feyenoord",
        "sverige",
        "sommar",
        "sommer",
        "vinter",
        "stockholm",
        "norge",
        "oslo",
        "fotball",
        "summer",
        "winter",
        "spring",
        "autumn",
        "qwerty",
    ]
)


class PasswordRefused(ValueError):
    """A password that is too easy; the text is a sentence for the reader."""


def check_password(password: str, *about: str) -> None:
    """Raises `PasswordRefused`. `about` are the person's name and e-mail address."""
    if len(password) < SHORTEST:
        raise PasswordRefused(N_("Use at least 10 characters."))
    key = name_key(password)
    bare = "".join(char for char in key if char.isalpha())
    for text in about:
        for part in {name_key(text), name_key(text).partition("@")[0]} - {""}:
            # The name with a digit or two behind it is what is tried right after the name.
            if key == part or (len(part) > 3 and part in key and len(key) - len(part) < 6):
                raise PasswordRefused(N_("Your password cannot be your name or e-mail address."))
    if len(set(key)) < _FEWEST_DIFFERENT or bare in _COMMON or key in _commonest() or _is_a_row(key):
        raise PasswordRefused(N_("This password is too common. Several words together are better."))


@cache
def _commonest() -> frozenset[str]:
    """The thousand commonest of this length, as they leaked from other sites; read when first needed."""
    lines = _COMMONEST.read_text(encoding="utf-8").splitlines()
    return frozenset(name_key(line) for line in lines if not line.startswith("#"))


def _is_a_row(key: str) -> bool:
    longest = max(_run(key, row) for line in _ROWS for row in (line, line[::-1]))
    return len(key) - longest < 4


def _run(key: str, row: str) -> int:
    # The longest piece of the row that stands in the password.
    best = 0
    for start in range(len(key)):
        while key[start : start + best + 1] in row and start + best < len(key):
            best += 1
    return best
