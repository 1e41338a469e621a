"""Answers to a picture: the questions that can be asked of it, and the check of what was typed.

Forgiving of capitals and blanks and of nothing else: each thing more that is forgiven helps those
who guess more than those who read.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from app.i18n import N_

QUESTIONS = {
    "text": N_("Type the characters you see."),
    "digits": N_("Type only the digits you see."),
    "letters": N_("Type only the letters you see."),
    "reversed": N_(
        "Ignore the digits and type the last four letters in reverse order. For 1ab2cde, type edcb."
    ),
}
LAST = 4
LONGEST = 200  # characters of an answer that are looked at


def askable(units: Sequence[str]) -> dict[str, str]:
    """Each kind of question that these letters and digits allow, with its answer.

    A unit is what a reader takes for one letter; backwards, those of two characters (ij) would be
    read in two ways.
    """
    digits = [unit for unit in units if unit.isdigit()]
    letters = [unit for unit in units if not unit.isdigit()]
    found = {"text": "".join(units)}
    if digits and letters:
        found |= {"digits": "".join(digits), "letters": "".join(letters)}
    if len(letters) > LAST and all(len(unit) == 1 for unit in letters):
        found["reversed"] = "".join(reversed(letters[-LAST:]))
    return found


def plain(text: str) -> str:
    """Text without capitals and blanks, each letter in its one composed form."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return "".join(unicodedata.normalize("NFKC", folded).split())


def fits(answers: str, typed: str) -> bool:
    """Whether `typed` is one of the answers (a line each), taking as long whichever it is."""
    given = sha256(plain(typed).encode()).digest()
    found = False
    for answer in answers.splitlines():
        found |= hmac.compare_digest(sha256(plain(answer).encode()).digest(), given)
    return found and bool(plain(typed))
