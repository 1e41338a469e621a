"""Words, their counts and the passages around them, from the tokeniser in Rust.

The rules (Unicode word boundaries, NFKC, case folding, the apostrophe) are `trie_core`'s; this is
the typed door to them, and it keeps a text that cannot be encoded from becoming a crash.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

import trie_core

TOKENIZER_VERSION: int = trie_core.TOKENIZER_VERSION
"""Raised whenever the same text would give other words; the index is rebuilt when it moves."""


class FieldCounts(msgspec.Struct, frozen=True):
    """How often each word stands in each field of a page's version."""

    title: dict[str, int]
    main: dict[str, int]
    rest: dict[str, int]


def _encodable(text: str) -> str:
    # A lone surrogate is no character; it separates words as any other symbol does.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def words(text: str) -> list[str]:
    """The words of `text`, normalised, in the order in which they appear."""
    return trie_core.words(_encodable(text))


def count(text: str) -> dict[str, int]:
    """How often each word appears in `text`."""
    return trie_core.count(_encodable(text))


def count_fields(title: str, main: str, rest: str) -> FieldCounts:
    """How often each word appears in the three fields of a version, in one call to the core."""
    return FieldCounts(*trie_core.counts([_encodable(title), _encodable(main), _encodable(rest)]))


def snippets(texts: Sequence[trie_core.Text], words: Sequence[str]) -> list[list[tuple[str, bool]]]:
    """`snippet` for several texts, in one call to the core."""
    return trie_core.snippets(texts, words)


def snippet(text: str, words: Sequence[str], *, width: int = 240) -> list[tuple[str, bool]]:
    """The best passage of about `width` characters around `words`: (part, whether it is marked).

    A word that ends in `*` marks every word it is the beginning of.
    """
    return trie_core.snippet(_encodable(text), list(words), width=width)


def fingerprint(*parts: bytes) -> str:
    """32 digits that tell bytes from others, and where one part ends; no secret."""
    return trie_core.fingerprint(*parts)
