"""Model of spelling in plain Python: a word stands for itself, with accents, or a few edits away."""

from __future__ import annotations

import unicodedata
from itertools import product

KINDS = ({"å": ("a", "aa")}, {"ä": ("a", "ae"), "ö": ("o", "oe"), "ü": ("u", "ue")}, {"ø": ("o", "oe")})
LETTERS = dict(zip("æœðđħıłŧþø", ["ae", "oe", "d", "d", "h", "i", "l", "t", "th", "o"], strict=True))
NEVER = 1_000


def plain(word: str) -> set[str]:
    """How somebody writes a word who has no accents; empty for a word without any."""
    found = set()
    for choice in product((0, 1), repeat=len(KINDS)):
        spelled = word
        for kind, chosen in zip(KINDS, choice, strict=True):
            for letter, plain in kind.items():
                spelled = spelled.replace(letter, plain[chosen])
        bare = "".join(c for c in unicodedata.normalize("NFD", spelled) if not "\u0300" <= c <= "\u036f")
        found.add("".join(LETTERS.get(letter, letter) for letter in bare))
    return found - {word}


def edits(left: str, right: str) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour; of digits none."""
    price = {letter: NEVER if letter.isnumeric() else 1 for letter in left + right}
    rows = [[0]]
    for b in right:
        rows[0].append(rows[0][-1] + price[b])
    for i, a in enumerate(left):
        row = [rows[i][0] + price[a]]
        for j, b in enumerate(right):
            both = max(price[a], price[b])
            ways = [rows[i][j] + both * (a != b), row[j] + price[b], rows[i][j + 1] + price[a]]
            if i and j and (a, left[i - 1]) == (right[j - 1], b):
                ways.append(rows[i - 1][j - 1] + both)
            row.append(min(ways))
        rows.append(row)
    return rows[-1][-1]


def stands_for(word: str, written: str) -> bool:
    """Whether a word of a page is one asked for by `written`, with `*`, `~` or neither at its end."""
    if written.endswith(("~", "~2")):
        wanted, _, limit = written.partition("~")
        return edits(word, wanted) <= int(limit or 1)
    if written.endswith("*"):
        return any(each.startswith(written[:-1]) for each in {word} | plain(word))
    return written in {word} | plain(word)
