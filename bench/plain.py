"""The peer of the core: the same trie as a Python programmer would write it, without a compiled part.

A dict in a dict for every letter, and below the last letter a list of (page, time, count); saved by pickle in
protocol 5. Tokenising follows the same steps as the core, by the standard library.
"""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

RUN = re.compile(r"\w+(?:[.,:;'·]\w+)*")
# What stands inside a word depends on its neighbours: e.g and 3.14 are one word, a,b and 3:4 are two.
WORD = re.compile(
    r"[^\W\d_]{1,2}(?='\w)"  # l'eau is l and eau
    r"|\w+(?:(?:(?<=[^\W\d_])['.:·](?=[^\W\d_])|(?<=\d)[.,;'](?=\d))\w+)*"
)
LEAF = ""  # no letter, so no word can lead to it by accident
Trie = dict[str, Any]


def build(rows: Iterable[tuple[str, int, int, int]]) -> Trie:
    """A trie of (word, page, time, count)."""
    root: Trie = {}
    for word, page, time, count in rows:
        node = root
        for letter in word:
            child = node.get(letter)
            if child is None:
                child = node[letter] = {}
            node = child
        leaf = node.get(LEAF)
        if leaf is None:
            node[LEAF] = [(page, time, count)]
        else:
            leaf.append((page, time, count))
    return root


def look_up(trie: Trie, word: str) -> list[tuple[int, int, int]]:
    """The (page, time, count) of a word; empty when it is not there."""
    node = trie
    for letter in word:
        found = node.get(letter)
        if found is None:
            return []
        node = found
    leaf: list[tuple[int, int, int]] = node.get(LEAF, [])
    return leaf


def save(trie: Trie) -> bytes:
    return pickle.dumps(trie, protocol=5)


def count(text: str) -> Counter[str]:
    """How often each word stands in a text: compatibility forms and case folded, bounds much as UAX #29's."""
    found = Counter(RUN.findall(unicodedata.normalize("NFKC", text).casefold().replace("’", "'")))
    # The exact and slow pattern sees only the few runs it could cut, and each of them once.
    for run in [run for run in found if not run.isalnum()]:
        times = found.pop(run)
        for word in WORD.findall(run):
            if word.strip("_"):
                found[word] += times
    return found


def build_from_texts(texts: Iterable[tuple[int, int, str]]) -> Trie:
    """The same from (page, time, text)."""
    return build(
        (word, page, time, times) for page, time, text in texts for word, times in count(text).items()
    )
