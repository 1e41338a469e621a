"""Snippets of many texts at once are those of each, whatever bytes they are."""

from hypothesis import given
from hypothesis import strategies as st

import trie_core


@given(st.lists(st.text()), st.lists(st.text(max_size=6), max_size=12), st.integers(0, 300))
def test_many_at_once_are_each_by_itself(texts: list[str], words: list[str], width: int) -> None:
    encoded = [text.encode("utf-8", "replace") for text in texts]
    each = [trie_core.snippet(text.decode(), words, width=width) for text in encoded]
    assert trie_core.snippets([trie_core.Text(text) for text in encoded], words, width=width) == each


@given(st.text(max_size=400), st.lists(st.text(max_size=6), max_size=4), st.integers(0, 300))
def test_one_text_gives_the_same_again_and_again(text: str, words: list[str], width: int) -> None:
    encoded = text.encode("utf-8", "replace") * 20
    once = trie_core.snippet(encoded.decode(), words, width=width)
    held = trie_core.Text(encoded)
    for _ in range(3):
        assert trie_core.snippets([held], words, width=width) == [once]


def test_bytes_that_are_no_text_cost_only_themselves() -> None:
    (parts,) = trie_core.snippets([trie_core.Text(b"high \xff\xfe water")], ["water"])
    assert parts == [("high \ufffd\ufffd ", False), ("water", True)]
