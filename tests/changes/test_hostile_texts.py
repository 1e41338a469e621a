"""Texts that nobody writes: a megabyte in one line, right to left, without blanks, ten thousand equal ones.

Each is compared and dated as any other. What takes a square of the sentences would not end within a test.
"""

from __future__ import annotations

import random

import pytest

from app.changes.script import Line, lines
from app.changes.standing import standing_of
from app.copies.clean import clean
from app.db import Database
from app.pages.flapping import said
from app.pages.flaps import learn
from app.pages.timeline import standing
from app.text import SEEING, Blind
from tests.changes.saying import page_that_said

MEGABYTE = 1 << 20
_CHANCE = random.Random(20)
_LATIN = " ".join(f"{_CHANCE.choice(('boat', 'tide', 'mast'))} {number}" for number in range(MEGABYTE // 11))
_HEBREW = "".join(f"הנמל פתוח היום {number}. " for number in range(MEGABYTE // 36))
_HAN = "".join(f"港口今天开放{number}。" for number in range(MEGABYTE // 26))
_BARE = "x" * MEGABYTE
_SAME = "Closed today.\n" * 10_000


def _pair(text: str, word: str) -> tuple[str, str]:
    """The text, and the same with a word put into its middle."""
    middle = len(text) // 2
    return text, text[:middle] + word + text[middle:]


PAIRS = {
    "one line": _pair(_LATIN, " NEW "),
    "right to left": _pair(_HEBREW, " חדש "),
    "without blanks, in sentences": _pair(_HAN, "新"),
    "without blanks": _pair(_BARE, "y"),
    "the same sentence": (_SAME, _SAME + "Open again.\n" + _SAME),
    "the same sentence fewer times": (_SAME, _SAME[: len(_SAME) // 2]),
    "one of two": ("A b.\nC d.\n" * 5_000, "C d.\nA b.\n" * 5_000),
    "nothing": (_LATIN, ""),
    "white space": (_SAME, " \n\t" * 300_000),
    "marks alone": ("e" + "\u0301" * 300_000, "e" + "\u0301" * 300_001),
    "full stops": ("." * 500_000, "." * 500_001),
    "brackets behind a stop": ("a." + ")" * 300_000, "a." + ")" * 300_000 + " B"),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(
    "blind", [SEEING, Blind(numbers=True, case=True, space=True)], ids=["seeing", "blind"]
)
def test_a_script_is_both_texts(name: str, blind: Blind) -> None:
    older, newer = PAIRS[name]
    made = lines(older, newer, "en", blind)
    assert _bare(_side(made, "older")) == _bare(older)
    assert _bare(_side(made, "newer")) == _bare(newer)


def _side(made: list[Line], side: str) -> str:
    return "".join(piece.text for line in made for piece in getattr(line, side) if _stands(line, side))


def _stands(line: Line, side: str) -> bool:
    return side == "newer" or line.kind != "moved"


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", ["one line", "right to left", "without blanks", "the same sentence"])
def test_since_tells_old_and_new_apart(database: Database, name: str) -> None:
    older, newer = PAIRS[name]
    page_id = page_that_said(database, [older.strip(), newer.strip()])
    with database.read() as session:
        version = standing(session, page_id)
        assert version is not None
        found = standing_of(session, version)
    assert _bare("".join(one.text for one in found)) == _bare(newer)
    new = [one for one in found if one.since_version == 2]
    if name == "the same sentence":
        assert len(new) == 10_001
        assert sum(one.text == "Closed today." for one in new) == 10_000
    else:
        assert len(new) in (1, 2)


@pytest.mark.parametrize("name", PAIRS)
def test_a_copy_of_it_has_its_words(name: str) -> None:
    _, newer = PAIRS[name]
    made = clean(f"<p>{newer}</p>".encode(), "text/html; charset=utf-8")
    assert _bare(made).removeprefix("<p>").removesuffix("</p>") == _bare(newer)


def test_what_flaps_among_ten_thousand_equal_sentences_is_found() -> None:
    history = [said("", f"{_SAME}{number} people came.\nMind the steps.\n", "en") for number in range(6)]
    known = learn(history)
    assert known.is_all(history[-2], history[-1])
    assert sum(known.of(history[-1])) == 1
