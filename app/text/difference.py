"""Differences of two texts, sentence by sentence and inside of them word by word, and since when one stands.

The typed door to `trie_core`'s scripts of edits.
"""

from __future__ import annotations

from typing import Final

import msgspec

import trie_core

Since = trie_core.Since
Step = trie_core.Step
CHANGED: Final = 0.6
"""So many of its words a sentence has from a lost one to be that one, changed."""


class Blind(msgspec.Struct, frozen=True):
    """Differences that are not looked at: other numbers and dates, capitals, white space in sentences."""

    numbers: bool = False
    case: bool = False
    space: bool = False


SEEING: Final = Blind()


def difference(older: str, newer: str, language: str, blind: Blind = SEEING) -> trie_core.Difference:
    """The script that leads from one text to the other, both cut by the rules of one language."""
    return trie_core.difference(
        older, newer, language, numbers=blind.numbers, case=blind.case, space=blind.space
    )


def came_from(lost: list[str], sentence: str) -> int | None:
    """Which of some lost sentences a new one was made of: the one that gave it most words, if enough."""
    shares = [trie_core.carried(one, sentence) for one in lost]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= CHANGED else None
