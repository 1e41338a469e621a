"""Snippets of many texts at once are those of each, whatever bytes they are."""

from hypothesis import given
from hypothesis import strategies as st

import trie_core


@given(st.lists(st.text()), st.lists(st.text(max_size=6), max_size=12), st.integers(0, 300))
def test_many_at_once_are_each_by_itself(texts: list[str], words: list[str], width: int) -> None:
    encoded = [text.encode("utf-8", "replace") for text in texts]
    each = [trie_core.snippet(text.decode(), words, width=width) for text in encoded]
    assert trie_core.snippets(encoded, words, width=width) == each


def test_bytes_that_are_no_text_cost_only_themselves() -> None:
    (parts,) = trie_core.snippets([b"high \xff\xfe water"], ["water"])
    assert parts == [("high \ufffd\ufffd ", False), ("water", True)]
