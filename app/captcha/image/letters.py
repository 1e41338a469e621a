"""Letters and digits for drawn pictures: none that could be taken for another, capital or small.

Left out for 0 and o, 1 and i and l and j, 2 and z, 5 and s, 6 and b and g, 8, 9 and q, u and v,
c and e. Of a language's own letters those stay that its keyboards have and that differ at a glance.
"""

from __future__ import annotations

import random

DIGITS = "234567"
LETTERS = "aefhkmnprtwxy"
# A unit of two characters is one letter to who reads that language.
OWN: dict[str, tuple[str, ...]] = {
    "sv": ("å", "ä", "ö"),
    "nb": ("å", "æ", "ø"),
    "fr": ("é", "ç", "à"),
    "nl": ("ij", "ë"),
}
# A capital T on its side is a 7, and a small f is a t that was struck through.
SMALL, CAPITAL = "t", "f"
# Beside its own letters, what they would be taken for in a blurred picture.
_TOO_NEAR = {"sv": "a", "nb": "ae", "fr": "ae", "nl": "ey"}

_DIGITS = 4  # fewer could be guessed


def units(chance: random.Random, language: str = "") -> list[str]:
    """Letters and digits for a picture, mixed; with one or two of the language's own, if any."""
    own = OWN.get(language, ())
    usual = [letter for letter in LETTERS if letter not in _TOO_NEAR.get(language, "")]
    found = chance.sample(usual, chance.choice((4, 5)))
    if own:
        for place, letter in enumerate(chance.sample(own, chance.choice((1, 2)))):
            found[place] = letter
    found += [chance.choice(DIGITS) for _ in range(_DIGITS)]
    chance.shuffle(found)
    return found


def language_of(text: str, language: str) -> str:
    """The language whose keyboards are needed to type `text`, empty when any will do."""
    return language if any(letter in text for letter in OWN.get(language, ())) else ""
