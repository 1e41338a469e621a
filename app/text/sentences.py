"""Sentences: where they stand, what became of them in another text, and their hashes as they are kept.

The rules are `trie_core`'s; this is the typed door to them, and the form in which the hashes of a version's
main text and rest are kept together.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

import trie_core

SENTENCES_VERSION: int = trie_core.SENTENCES_VERSION
"""Raised whenever the same text would give other sentences or hashes: those of before are not compared."""

Span = tuple[int, int]
"""Where a sentence stands: `text[start:end]`."""

# As long as a hash, so that what is the same in two versions stands at the same distance in both.
_HEAD: Final = struct.Struct("<II")
"""The version of the rules, and how many sentences the main text has."""
_HASH: Final = 8


class Hashes(NamedTuple):
    """The hashes of the sentences of main text and rest, eight bytes each, in order."""

    main: bytes
    rest: bytes


def sentences(text: str, language: str) -> list[Span]:
    """Where each sentence stands, in order, cut by the rules of a language; "" where none is known."""
    return trie_core.sentences(text, language)


def sentence_hashes(text: str, language: str) -> bytes:
    """The hash of each sentence, eight bytes each, in order."""
    return trie_core.sentence_hashes(text, language)


def sentence_keys(text: str, language: str) -> bytes:
    """The same of keys: equal for sentences of which nothing but numbers and dates differs."""
    return trie_core.sentence_keys(text, language, numbers=True)


def compare(older: str, newer: str, language: str) -> trie_core.Changes:
    """What became of the sentences of the older text, both cut by the rules of one language."""
    return trie_core.compare_sentences(older, newer, language)


def pack_hashes(main: str, rest: str, language: str) -> bytes:
    """The hashes of a version's sentences, in the form in which they are kept."""
    hashes = trie_core.sentence_hashes(main, language)
    count = len(hashes) // _HASH
    return _HEAD.pack(SENTENCES_VERSION, count) + hashes + trie_core.sentence_hashes(rest, language)


def unpack_hashes(kept: bytes) -> Hashes | None:
    """What was packed; None where nothing was kept, or by other rules than today's."""
    if len(kept) < _HEAD.size:
        return None
    version, count = _HEAD.unpack_from(kept)
    if version != SENTENCES_VERSION:
        return None
    end = _HEAD.size + count * _HASH
    return Hashes(kept[_HEAD.size : end], kept[end:])
